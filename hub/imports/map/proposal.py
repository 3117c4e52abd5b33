"""A mapping proposed from the headings and the values; a person corrects it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from catalogue.models.organisation import matching_key
from hub.imports.map.column_map import SEPARATORS, ColumnMap, MappedColumn
from hub.imports.map.date_parser import order_of, read_date
from hub.imports.map.word_map import WordMap
from hub.imports.record_types import ImportField, RecordImporter

ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
# How sure a proposal is, 0 to 100; below the last nothing is proposed.
OWN_NAME, KNOWN_HEADING, BY_WORDS, LEAST = 100, 95, 80, 60
WITHIN = 64  # a known heading is a part of it: "Name of tool/initiative"
OF_OBJECTS = ("sources", "objects", "organisations")
LANGUAGE = re.compile(r"(?<=\w)\.[a-z]{2}$")  # "title.en"
MOSTLY = 0.5
SAID_TWICE = 88  # a heading so alike a known one is a spelling of it
Samples = Sequence[Sequence[object]]  # by column: some of its values


def plain_heading(heading: str) -> str:
    """A heading without accents, marks, units in brackets: what spellings of it share."""
    heading = LANGUAGE.sub("", heading)
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading.replace("_", " "))
    return matching_key(bare) or matching_key(heading.replace("_", " "))


def propose(
    kind: RecordImporter, headings: Sequence[str], samples: Samples, words: WordMap
) -> ColumnMap:
    """Each field goes to the column that fits it best; ``samples`` has a list for each heading."""
    scored = [
        (score, -at, -rank, at, field)
        for at, heading in enumerate(headings)
        for rank, field in enumerate(kind.fields)
        if _can_hold(field, samples, at)
        and (score := _score(field, heading, _texts(samples, at), words)) >= LEAST
    ]
    taken: dict[int, tuple[int, ImportField]] = {}
    used: set[str] = set()
    for score, _left, _rank, at, field in sorted(scored, key=lambda one: one[:3], reverse=True):
        if at not in taken and field.name not in used:
            taken[at] = (score, field)
            used.add(field.name)
    _required_first(kind, headings, taken, used)
    columns = []
    for at, heading in enumerate(headings):
        if at in taken:
            score, field = taken[at]
            columns.append(_column(heading, field, score, _texts(samples, at), words))
        else:
            columns.append(MappedColumn(heading))
    return ColumnMap(tuple(columns))


def _can_hold(field: ImportField, samples: Samples, at: int) -> bool:
    """An object of a JSON file is no text: what is inside it has a dotted heading of its own.

    Days are no words: the German "Stand" may be a status, or the day as of which it was one.
    """
    texts = _texts(samples, at)
    if field.words and texts and sum(map(_is_date, texts)) / len(texts) > MOSTLY:
        return False
    if field.shape in OF_OBJECTS:
        return True
    values = samples[at] if at < len(samples) else ()
    return not any(
        isinstance(one, dict)
        for value in values
        for one in (value if isinstance(value, list) else [value])
    )


def _required_first(
    kind: RecordImporter,
    headings: Sequence[str],
    taken: dict[int, tuple[int, ImportField]],
    used: set[str],
) -> None:
    """A lone "Description" is the summary: no record can do without one."""
    for field in kind.required:
        for at, (_sure, other) in list(taken.items()):
            fits = plain_heading(headings[at]) in _known(field.headings)
            if field.name not in used and fits and not other.required:
                taken[at] = (KNOWN_HEADING, field)
                used.add(field.name)


def _texts(samples: Samples, at: int) -> list[str]:
    values = samples[at] if at < len(samples) else ()
    return [str(value).strip() for value in values if str(value or "").strip()]


def _column(
    heading: str, field: ImportField, score: int, values: list[str], words: WordMap
) -> MappedColumn:
    dates = order_of(values) if field.shape in ("date", "day") else "iso"
    separator = separator_of(values, field, words) if field.many else ""
    return MappedColumn(heading, field.name, separator, dates, score)


@lru_cache(maxsize=4096)
def _known(headings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain_heading(heading) for heading in headings)


def _score(field: ImportField, heading: str, values: list[str], words: WordMap) -> int:
    plain = plain_heading(heading)
    if plain in (plain_heading(field.name), matching_key(str(field.label))):
        return OWN_NAME
    known = _known(field.headings)
    score = 0
    if plain in known:
        score = KNOWN_HEADING
    elif len(plain) > 3:
        alike = max((fuzz.token_sort_ratio(plain, one) for one in known), default=0)
        score = int(alike * 0.85) if alike >= SAID_TWICE else 0
        score = score or (WITHIN if any(f" {one} " in f" {plain} " for one in known) else 0)
    by_values = _by_values(field, values, words)
    if score and by_values < 0:
        return score - 30  # the heading fits, what stands below it does not
    return max(score, by_values)


def _by_values(field: ImportField, values: list[str], words: WordMap) -> int:
    """What the values say: -1 against, 0 nothing, else how sure."""
    if not values:
        return 0
    addresses = sum(bool(ADDRESS.match(value)) for value in values) / len(values)
    if field.shape == "url":
        return 62 if addresses > 0.8 and field.name == "url" else (-1 if addresses < 0.2 else 0)
    if addresses > 0.8:
        return 0 if field.shape == "sources" else -1
    if field.scheme:
        pieces = [piece for value in values for piece in pieces_of(value, _likeliest(values))]
        met = sum(bool(words.find(field.scheme, piece)) for piece in pieces) / len(pieces)
        return BY_WORDS if met > 0.7 and len(pieces) > 1 else 0
    if field.shape in ("date", "day"):
        return 0 if sum(map(_is_date, values)) / len(values) > MOSTLY else -1
    return 0


def _is_date(text: str) -> bool:
    try:
        read_date(text, "dmy")
    except ValueError:
        return False
    return True


def pieces_of(text: str, separator: str) -> list[str]:
    """The values of a cell, without empty ones."""
    if not separator:
        return [text.strip()] if text.strip() else []
    return [piece.strip() for piece in text.split(separator) if piece.strip()]


def _likeliest(values: list[str]) -> str:
    counts = {mark: sum(mark in value for value in values) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: counts[mark])
    return best if counts[best] else ""


def separator_of(values: list[str], field: ImportField, words: WordMap) -> str:
    """The mark that parts the values best: into known words where the field has terms."""
    if field.scheme:
        return max(
            ("", *SEPARATORS),
            key=lambda mark: sum(
                bool(words.find(field.scheme, piece))
                for value in values
                for piece in pieces_of(value, mark)
            ),
        ) or _likeliest(values)
    # In prose and in names a comma or a slash is no separator unless nothing else is there.
    strong = [mark for mark in (";", "|", "\n", "、", "；") if any(mark in one for one in values)]
    return strong[0] if strong else ""
