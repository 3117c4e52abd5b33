"""What a request holds encrypted: the spellings, and what was decided on quoted titles."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from hub.curation.purging.purged_text import PurgedText
from hub.curation.redaction.models import Redaction
from hub.curation.redaction.quoted_titles import kept_titles
from hub.curation.redaction.redacted_names import RedactedNames, text_of_spelling
from hub.outbox.sealing import SealedError, seal, unseal

Contents = tuple[list[str], dict[str, str]]  # spellings, and decisions by title


def sealed_contents(spellings: Sequence[str], titles: Mapping[str, str]) -> str:
    return seal(json.dumps({"spellings": list(spellings), "titles": dict(titles)}))


def contents_of(row: Redaction) -> Contents | None:
    """None once it has ended, and where the keys of the site are others."""
    try:
        held = json.loads(unseal(row.sealed)) if row.sealed else None
    except (SealedError, ValueError):
        return None
    return (held["spellings"], held["titles"]) if held else None


def names_of(row: Redaction) -> RedactedNames | None:
    contents = contents_of(row)
    if contents is None:
        return None
    spellings, titles = contents
    return RedactedNames(tuple(map(text_of_spelling, spellings)), row.instead, kept_titles(titles))


def keys_of(texts: Sequence[PurgedText]) -> list[list[str | int]]:
    """Keyed hashes with numbers of words: by them a text is recognised that nobody has."""
    return [[text.key, len(text.words)] for text in texts]
