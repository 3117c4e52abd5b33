"""The column map: which column is which field, and how its cells are read.

It is proposed from the headings and the values, corrected by a curator, and stored in
``Import.mapping`` and ``Profile.columns``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Self

from django.utils import timezone
from rapidfuzz import fuzz

from catalogue.models.organisation import matching_key
from hub.imports.map.cell_splitter import MARKS, WEAK, split_cell
from hub.imports.map.date_parser import parse_date, proven_order
from hub.imports.map.value_map import ValueMap
from hub.imports.models import Import, Profile
from hub.imports.record_types import ImportField, RecordImporter

DATES = ("iso", "dmy", "mdy", "ymd")


@dataclass(frozen=True)
class MappedColumn:
    """``field`` is empty where the column is left out. ``dates``: the order of day and month.

    ``separator``: between the values of a cell; empty where a cell holds one.
    """

    heading: str
    field: str = ""
    separator: str = ""
    dates: str = "iso"
    certainty: int = 0  # of the proposal, 0 to 100; 100 once a person has confirmed it


@dataclass(frozen=True)
class ColumnMap:
    """``empty_erases``: an empty cell takes away what the record has; else it says nothing."""

    columns: tuple[MappedColumn, ...] = dataclasses.field(default_factory=tuple)
    empty_erases: bool = False

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """From ``Import.mapping`` or ``Profile.columns``; what it does not know it leaves out."""
        columns = tuple(
            MappedColumn(
                heading=str(column["heading"]),
                field=str(column.get("field") or ""),
                separator=str(column.get("separator") or ""),
                dates=column["dates"] if column.get("dates") in DATES else "iso",
                certainty=int(column.get("certainty") or 0),
            )
            for column in stored.get("columns", ())
        )
        return cls(columns, bool(stored.get("empty_erases")))

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": [asdict(column) for column in self.columns],
            "empty_erases": self.empty_erases,
        }

    @property
    def mapped(self) -> tuple[MappedColumn, ...]:
        return tuple(column for column in self.columns if column.field)

    def heading_of(self, name: str) -> str:
        """The column that a field is read from; the field's own name where there is none."""
        return next((column.heading for column in self.columns if column.field == name), name)


def save_profile(job: Import, slug: str, title: str, *, by: Any) -> Profile:
    """Save how the job's file is read as a profile, in place of one with this slug."""
    values = {
        "title": title,
        "source": job.source,
        "columns": job.mapping,
        "words": job.words,
        "encoding": job.encoding,
        "delimiter": job.delimiter,
        "sheet": job.sheet,
        "heading_row": job.heading_row,
        "text_language": job.text_language,
    }
    profile, _created = Profile.objects.update_or_create(
        slug=slug,
        defaults=values | {"updated_at": timezone.now()},
        create_defaults=values | {"created_by": by},
    )
    job.profile = profile
    job.save(update_fields=["profile"])
    return profile


ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)


# Certainty of a proposal, 0 to 100; below the last nothing is proposed.
OWN_NAME, KNOWN_HEADING, BY_VALUES, MIN_CERTAINTY = 100, 95, 80, 60
CONTAINED = 64  # a known_headings heading is a part of it: "Name of tool/initiative"
OBJECT_SHAPES = ("sources", "objects", "organisations", "links")
LANGUAGE = re.compile(r"(?<=\w)\.[a-z]{2}$")  # "title.en"
MAJORITY = 0.5
MIN_SIMILARITY = 88  # of 100: a heading so similar to a known_headings one is a spelling of it
Samples = Sequence[Sequence[object]]  # by column: some of its values


def plain_heading(heading: str) -> str:
    """A heading without accents, marks, units in brackets: what spellings of it share."""
    heading = LANGUAGE.sub("", heading)
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading.replace("_", " "))
    return matching_key(bare) or matching_key(heading.replace("_", " "))


def propose_columns(
    importer: RecordImporter, headings: Sequence[str], samples: Samples, value_map: ValueMap
) -> ColumnMap:
    """Each field goes to the column that fits it best; ``samples`` has a list for each heading."""
    scored = [
        (score, -position, -rank, position, field)
        for position, heading in enumerate(headings)
        for rank, field in enumerate(importer.offered)
        if _can_hold(field, samples, position)
        and (score := _score(field, heading, _texts(samples, position), value_map)) >= MIN_CERTAINTY
    ]
    taken: dict[int, tuple[int, ImportField]] = {}
    used: set[str] = set()
    for score, _left, _rank, position, field in sorted(
        scored, key=lambda candidate: candidate[:3], reverse=True
    ):
        if position not in taken and field.name not in used:
            taken[position] = (score, field)
            used.add(field.name)
    _required_first(importer, headings, taken, used)
    columns = []
    for position, heading in enumerate(headings):
        if position in taken:
            score, field = taken[position]
            columns.append(_column(heading, field, score, _texts(samples, position), value_map))
        else:
            columns.append(MappedColumn(heading))
    return ColumnMap(tuple(columns))


def _can_hold(field: ImportField, samples: Samples, position: int) -> bool:
    """An object of a JSON file is no text: what is inside it has a dotted heading of its own.

    Days are no words: the German "Stand" may be a status, or the day as of which it was one.
    """
    texts = _texts(samples, position)
    if field.words and texts and sum(map(_is_date, texts)) / len(texts) > MAJORITY:
        return False
    if field.shape in OBJECT_SHAPES:
        return True
    values = samples[position] if position < len(samples) else ()
    return not any(
        isinstance(item, dict)
        for value in values
        for item in (value if isinstance(value, list) else [value])
    )


def _required_first(
    importer: RecordImporter,
    headings: Sequence[str],
    taken: dict[int, tuple[int, ImportField]],
    used: set[str],
) -> None:
    """A lone "Description" is the summary: no record can do without one."""
    for field in importer.required:
        for position, (_sure, other) in list(taken.items()):
            fits = plain_heading(headings[position]) in _known_headings(field.headings)
            if field.name not in used and fits and not other.required:
                taken[position] = (KNOWN_HEADING, field)
                used.add(field.name)


def _texts(samples: Samples, position: int) -> list[str]:
    values = samples[position] if position < len(samples) else ()
    return [str(value).strip() for value in values if str(value or "").strip()]


def _column(
    heading: str, field: ImportField, score: int, values: list[str], value_map: ValueMap
) -> MappedColumn:
    dates = proven_order(values) if field.shape in ("date", "day") else "iso"
    separator = separator_of(values, field, value_map) if field.many else ""
    return MappedColumn(heading, field.name, separator, dates, score)


@lru_cache(maxsize=4096)
def _known_headings(headings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain_heading(heading) for heading in headings)


def _score(field: ImportField, heading: str, values: list[str], value_map: ValueMap) -> int:
    plain = plain_heading(heading)
    if plain in (plain_heading(field.name), matching_key(str(field.label))):
        return OWN_NAME
    known_headings = _known_headings(field.headings)
    score = 0
    if plain in known_headings:
        score = KNOWN_HEADING
    elif len(plain) > 3:
        similarity = max(
            (fuzz.token_sort_ratio(plain, known_heading) for known_heading in known_headings),
            default=0,
        )
        score = int(similarity * 0.85) if similarity >= MIN_SIMILARITY else 0
        score = score or (
            CONTAINED
            if any(f" {known_heading} " in f" {plain} " for known_heading in known_headings)
            else 0
        )
    by_values = _by_values(field, values, value_map)
    if score and by_values < 0:
        return score - 30  # the heading fits, what stands below it does not
    return max(score, by_values)


def _by_values(field: ImportField, values: list[str], value_map: ValueMap) -> int:
    """The evidence of the values: -1 against the field, 0 none, else a certainty."""
    if not values:
        return 0
    addresses = sum(bool(ADDRESS.match(value)) for value in values) / len(values)
    if field.shape == "url":
        return 62 if addresses > 0.8 and field.name == "url" else (-1 if addresses < 0.2 else 0)
    if addresses > 0.8:
        return 0 if field.shape == "sources" else -1
    if field.scheme:
        pieces = [piece for value in values for piece in split_cell(value, _likeliest(values))]
        matched = sum(bool(value_map.find(field.scheme, piece)) for piece in pieces) / len(pieces)
        return BY_VALUES if matched > 0.7 and len(pieces) > 1 else 0
    if field.shape in ("date", "day"):
        return 0 if sum(map(_is_date, values)) / len(values) > MAJORITY else -1
    return 0


@lru_cache(maxsize=1024)  # a value is looked at for each field that may hold dates
def _is_date(text: str) -> bool:
    try:
        parse_date(text, "dmy")
    except ValueError:
        return False
    return True


def _likeliest(values: list[str]) -> str:
    counts = {mark: sum(mark in value for value in values) for mark in MARKS}
    best = max(MARKS, key=lambda mark: counts[mark])
    return best if counts[best] else ""


def separator_of(values: list[str], field: ImportField, value_map: ValueMap) -> str:
    """The separator that splits the values best: into names that we know, where it has such."""

    def is_name(text: str) -> bool:
        return value_map.is_name(field.words, text)

    def leaves_names(mark: str) -> bool:
        cut = [
            split_cell(value, mark, is_name) for value in values if len(split_cell(value, mark)) > 1
        ]
        return bool(cut) and all(is_name(piece) for pieces in cut for piece in pieces)

    # "and" and a blank stand in many a name: they separate where all that they leave is known.
    weak = WEAK if field.words and not _likeliest(values) else ()
    if mark := next(filter(leaves_names, weak), ""):
        return mark
    if field.scheme:
        return max(
            ("", *MARKS),
            key=lambda mark: sum(
                is_name(piece) for value in values for piece in split_cell(value, mark, is_name)
            ),
        ) or _likeliest(values)
    # In prose and in names a comma or a slash is no separator unless nothing else is there.
    strong = [
        mark
        for mark in (";", "|", "\n", "、", "；", "·", "•")
        if any(mark in value for value in values)
    ]
    if strong:
        return strong[0]
    return "," if field.words and leaves_names(",") else ""
