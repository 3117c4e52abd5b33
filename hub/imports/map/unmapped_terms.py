"""The words that a file uses where we have terms, with how often each stands there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from catalogue.models.organisation import matching_key
from hub.imports.map.canonical_row import organisations_of, without_role
from hub.imports.map.cells import CellOf
from hub.imports.map.column_map import ColumnMap, MappedColumn
from hub.imports.map.proposal import pieces_of
from hub.imports.map.word_map import UnmappedWord, WordMap, says_none
from hub.imports.models import Import
from hub.imports.record_types import importer_for
from hub.imports.record_types.new_bodies import MAKE, MOST_NAME, ORGANISATION
from hub.records.text_cleaning import clean_text
from hub.vocabulary.models import KNOWN_NONE

MOST_CELLS = 20_000  # different ones of a column: with more it is no column of terms


def words_met(batch: Import) -> Counter[tuple[str, str]]:
    """(scheme, word) pairs of the columns of terms and organisations. One query for each."""
    kind, met = importer_for(batch.kind), Counter[tuple[str, str]]()
    for column in ColumnMap.read(batch.mapping).mapped:
        field = kind.by_name.get(column.field)
        if field is not None and field.words:
            for word, count in _words(batch, column):
                if field.scheme:
                    met[field.scheme, word] += count
                else:
                    met[field.words, without_role(word)] += count
    return met


def _words(batch: Import, column: MappedColumn) -> Iterator[tuple[str, int]]:
    cells = (
        batch.rows.annotate(cell=CellOf(column.heading))
        .values_list("cell")
        .annotate(Count("pk"))
        .order_by()
    )
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
    return organisations_of(found) if isinstance(found, list) else None


def unmapped_words(batch: Import) -> list[UnmappedWord]:
    """Words that are no terms and were not mapped to one, with suggestions; most frequent first."""
    words = WordMap(batch.words)
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


def what_stands_for(scheme: str, word: str, said: str) -> str:
    """What is to be kept of an answer. Raises ValueError for what there is not."""
    if scheme == ORGANISATION:
        if said.startswith(MAKE):
            name = clean_text(said.removeprefix(MAKE)).strip() or clean_text(word).strip()
            if not matching_key(name) or len(name) > MOST_NAME:
                raise ValueError(said)
            return MAKE + name
        if said and said not in WordMap().called:
            raise ValueError(said)
    elif said and said != KNOWN_NONE and WordMap().find(scheme, said) is None:
        raise ValueError(said)
    return said


def map_word(batch: Import, scheme: str, word: str, slug: str) -> None:
    """Say what a word of the source is: a term, "known-none", or nothing at all ("").

    Of an organisation: its slug, or ``MAKE`` with the name of one to be made, which is the word
    itself where no name follows. Raises ValueError for what there is not.
    """
    slug = what_stands_for(scheme, word, slug)
    batch.words = {**batch.words, scheme: {**batch.words.get(scheme, {}), word: slug}}
    batch.save(update_fields=["words"])
