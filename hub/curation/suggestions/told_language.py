"""The language that a suggestion is written in, where it is another than that of the page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hub.imports.map.text_language import detect_language
from hub.vocabulary.cldr_names import language_name

MOST = 4000  # letters that are looked at


def foreign_language(page_language: str, texts: Iterable[str]) -> str:
    """A language tag; empty where the texts do not tell, or are in the language of the page."""
    tag = detect_language([" ".join(texts)[:MOST]])
    return "" if tag == page_language.partition("-")[0] else tag


def language_sentence(tag: str) -> str:
    """Empty without a tag."""
    return (
        _("seems to be written in %(language)s") % {"language": language_name(tag)} if tag else ""
    )
