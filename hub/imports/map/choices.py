"""Fields with a few fixed choices, read by one rule in every record type.

A cell is read if it is the value as programs write it, its label in a language of the site, or one
of the words that people have for it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from hub.imports.map.cell_readers import NO, YES, shorten
from hub.imports.map.choice_words import WORDS
from hub.imports.record_types import ImportField

BRACKETS = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]\s*$")
FLAGS = {"yes": YES, "no": NO}  # values that are read as those of a column of yes and no


def read_choice(field: ImportField, text: str) -> str:
    """The value that a cell stands for. Raises ValueError with a sentence that names all."""
    value = find_choice(field, text)
    if value is None:
        labels = ", ".join(str(label) for _value, label in field.labels)
        sentence = _("“%(value)s” is none of these: %(choices)s.")
        raise ValueError(sentence % {"value": shorten(text), "choices": labels})
    return value


def find_choice(field: ImportField, text: str) -> str | None:
    """The value that a text stands for, with what it has in brackets behind it or without."""
    names = _names(field.name, field.choices, _labels(field))
    return names.get(_key(text)) or names.get(_key(BRACKETS.sub("", text)))


def _key(text: str) -> str:
    """What spellings of a word share; a tick is its own."""
    return matching_key(text.replace("_", " ")) or text.strip()


def _labels(field: ImportField) -> tuple[tuple[str, str], ...]:
    """Value and label in each language of the site."""
    labels: list[tuple[str, str]] = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            labels += ((value, str(label)) for value, label in field.labels)
    return tuple(labels)


@lru_cache(maxsize=64)
def _names(
    name: str, choices: tuple[str, ...], labels: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    """Value by every word for it. A value or a label goes before other words, and a word that is
    said of two values is said of none."""
    words: dict[str, set[str]] = {}
    for value in choices:
        listed = WORDS.get(name, {}).get(value, {}).values()
        for word in (*"; ".join(listed).split("; "), *FLAGS.get(value, ())):
            if key := _key(word):
                words.setdefault(key, set()).add(value)
    single = {key: next(iter(values)) for key, values in words.items() if len(values) == 1}
    named = (*labels, *((value, value) for value in choices))
    return single | {_key(text): value for value, text in named}
