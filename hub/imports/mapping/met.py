"""The words that a file uses where we have terms, with how often each stands there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from hub.imports.kinds import kind_of
from hub.imports.mapping.mapping import Column, Mapping
from hub.imports.mapping.propose import pieces_of
from hub.imports.mapping.words import UnmappedWord, WordBook, says_none
from hub.imports.models import Import

MOST_CELLS = 20_000  # different ones of a column: with more it is no column of terms


def words_met(batch: Import) -> Counter[tuple[str, str]]:
    """(scheme, word) pairs of the columns that are mapped to terms. One query for each column."""
    kind, met = kind_of(batch.kind), Counter[tuple[str, str]]()
    for column in Mapping.read(batch.mapping).mapped:
        field = kind.by_name.get(column.field)
        if field is not None and field.scheme:
            for word, count in _words(batch, column):
                met[field.scheme, word] += count
    return met


def _words(batch: Import, column: Column) -> Iterator[tuple[str, int]]:
    cell = KeyTextTransform(column.heading, "cells")
    cells = batch.rows.annotate(cell=cell).values_list("cell").annotate(Count("pk")).order_by()
    for text, count in cells[:MOST_CELLS]:
        pieces = _list(text) if isinstance(text, str) else None
        for piece in pieces if pieces is not None else pieces_of(text or "", column.separator):
            yield piece, count


def _list(text: str) -> list[str] | None:
    """The texts of a list, as the cells of a JSON file may hold; None for any other text."""
    if not text.startswith("["):
        return None
    try:
        found: Any = json.loads(text)
    except ValueError:
        return None
    return [str(one) for one in found] if isinstance(found, list) else None


def unmapped_words(batch: Import) -> list[UnmappedWord]:
    """Words that are no terms and were not mapped to one, with suggestions; most frequent first."""
    words = WordBook(batch.words)
    strange = [
        UnmappedWord(scheme, word, count, words.suggest(scheme, word))
        for (scheme, word), count in words_met(batch).most_common()
        if words.find(scheme, word) is None and not says_none(word)
    ]
    return merged(strange)


def merged(found: list[UnmappedWord]) -> list[UnmappedWord]:
    """Spellings of one word as one, in the spelling that is met most."""
    by_key: dict[tuple[str, str], UnmappedWord] = {}
    for one in found:
        there = by_key.get((one.scheme, one.key))
        count = one.count + (there.count if there else 0)
        kept = there or one
        by_key[one.scheme, one.key] = UnmappedWord(kept.scheme, kept.word, count, kept.suggestions)
    return sorted(by_key.values(), key=lambda one: -one.count)


def map_word(batch: Import, scheme: str, word: str, slug: str) -> None:
    """Say what a word of the source is: a term, "known-none", or nothing at all ("").

    Raises ValueError for a slug that is no term of the scheme.
    """
    words = WordBook()
    if slug and slug != "known-none" and words.find(scheme, slug) is None:
        raise ValueError(slug)
    batch.words = {**batch.words, scheme: {**batch.words.get(scheme, {}), word: slug}}
    batch.save(update_fields=["words"])
