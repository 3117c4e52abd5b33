"""The column map: which column is which field, and how its cells are read.

It is proposed from the headings and the values, corrected by a curator, and stored in
``Import.mapping`` and ``Profile.columns``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.utils import timezone
from rapidfuzz import fuzz

from catalogue.models.organisation import matching_key
from hub.imports.map.cell_readers import looks_like_address
from hub.imports.map.cell_splitter import MARKS, WEAK, split_cell
from hub.imports.map.column_evidence import (
    heading_parts,
    is_possible,
    known_headings_of,
    plain_heading,
    speaks_of_another,
)
from hub.imports.map.date_orders import judge_orders
from hub.imports.map.missing_values import is_missing, is_missing_code
from hub.imports.map.value_map import ValueMap
from hub.imports.models import Import, Profile
from hub.imports.record_types import ImportField, RecordImporter
from hub.records.cell_format import is_own_file

DATES = ("iso", "dmy", "mdy", "ymd")


@dataclass(frozen=True)
class MappedColumn:
    """``field`` is empty where the column is left out. ``dates``: the order of day and month.

    ``separator``: between the values of a cell; empty where a cell holds one. ``codes``: the cells
    hold codes of countries or languages, so that "NA" is Namibia and not "not available".
    """

    heading: str
    field: str = ""
    separator: str = ""
    dates: str = "iso"
    certainty: int = 0  # of the proposal, 0 to 100; 100 once a person has confirmed it
    codes: bool = False


@dataclass(frozen=True)
class ColumnMap:
    """``empty_erases``: an empty cell takes away what the record has; else it says nothing.

    ``strict``: a cell that cannot be read is a problem of its row, as in the files that ship.
    ``for_all_rows``: by field a text that stands for a cell wherever the file has none.
    ``own``: the file left this site as a table, and its cells are written as that writes them.
    """

    columns: tuple[MappedColumn, ...] = dataclasses.field(default_factory=tuple)
    empty_erases: bool = False
    strict: bool = False
    for_all_rows: dict[str, str] = dataclasses.field(default_factory=dict)
    own: bool = False

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
                codes=bool(column.get("codes")),
            )
            for column in stored.get("columns", ())
        )
        for_all_rows = {
            str(name): str(text) for name, text in (stored.get("for_all_rows") or {}).items()
        }
        flags = bool(stored.get("empty_erases")), bool(stored.get("strict"))
        return cls(columns, *flags, for_all_rows, bool(stored.get("own")))

    def as_json(self) -> dict[str, Any]:
        more: dict[str, Any] = {"strict": True} if self.strict else {}
        more |= {"for_all_rows": self.for_all_rows} if self.for_all_rows else {}
        more |= {"own": True} if self.own else {}
        return {
            "columns": [asdict(column) for column in self.columns],
            "empty_erases": self.empty_erases,
        } | more

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


# Certainty of a proposal, 0 to 100; below the last nothing is proposed.
OWN_NAME, KNOWN_HEADING, BY_VALUES, MIN_CERTAINTY = 100, 95, 80, 60
CONTAINED = 64  # a known_headings heading is a part of it: "Name of tool/initiative"
INSIDE = 85  # it is the last part of a dotted heading: "location.country"
BY_ADDRESSES = 62
MAX_SHORT = 3  # letters: "no" is like many words
CODED = ("country", "language")  # schemes of codes
CODES = 0.8  # the share of codes that makes a column of them
WORD_BREAKS = re.compile(r"[\s;|,/、،；，]+")
OBJECT_SHAPES = ("sources", "objects", "organisations", "links", "messages")
MAJORITY = 0.5
MIN_SIMILARITY = 88  # of 100: a heading so similar to a known_headings one is a spelling of it
Samples = Sequence[Sequence[object]]  # by column: some of its values
MAX_SAMPLE = 1000  # characters of a value that is looked at to tell what its column holds
Candidate = tuple[int, int, int, int, ImportField]  # certainty, order, order, column, field
Taken = dict[int, tuple[int, ImportField]]  # by column: certainty and field


def propose_columns(
    importer: RecordImporter, headings: Sequence[str], samples: Samples, value_map: ValueMap
) -> ColumnMap:
    """Each field goes to the column that fits it best; ``samples`` has a list for each heading."""
    if is_own_file(headings):
        return _own_columns(importer, headings)
    known = {
        heading
        for heading in headings
        if any(_by_heading(field, heading) >= KNOWN_HEADING for field in importer.fields)
    }
    scored = [
        (score, -position, -rank, position, field)
        for position, heading in enumerate(headings)
        for rank, field in enumerate(importer.fields)
        if (score := _score(field, heading, _texts(samples, position), value_map)) >= MIN_CERTAINTY
        # "Open source" names no sources, whatever stands below it.
        and (score != CONTAINED or heading not in known)
        and (score >= KNOWN_HEADING or not speaks_of_another(field, heading, importer.is_body))
        and _can_hold(field, samples, position, value_map)
    ]
    scored.sort(key=lambda candidate: candidate[:3], reverse=True)
    taken = _assign(scored, {})
    if required := _required_first(importer, headings, scored, taken):
        # What the column was proposed for is free for another one.
        taken = _assign(scored, required)
    columns = []
    for position, heading in enumerate(headings):
        if position in taken:
            score, field = taken[position]
            column = _column(heading, field, score, _texts(samples, position), value_map)
        else:
            column = MappedColumn(heading)
        codes = _holds_codes(_texts(samples, position), value_map)
        columns.append(replace(column, codes=codes))
    return ColumnMap(_with_orders(columns, samples, taken))


def _own_columns(importer: RecordImporter, headings: Sequence[str]) -> ColumnMap:
    """Of a table that left this site: its columns are called as the fields are. Sources stand
    behind every fact there, and entries of several parts as JSON: both are for reading.
    """
    columns = []
    for heading in headings:
        field = importer.by_name.get(heading)
        if field is None or "citations" in field.facts:
            columns.append(MappedColumn(heading))
            continue
        separator = ";" if field.many else ""
        columns.append(MappedColumn(heading, field.name, separator, certainty=OWN_NAME))
    return ColumnMap(tuple(columns), own=True)


def _with_orders(
    columns: Sequence[MappedColumn], samples: Samples, taken: Taken
) -> tuple[MappedColumn, ...]:
    """The columns, those of dates with the order of day and month that all of them tell."""
    dated = {
        columns[position].heading: _texts(samples, position)
        for position, (_score, field) in taken.items()
        if field.shape in ("date", "day")
    }
    orders = judge_orders(dated).orders
    return tuple(replace(column, dates=orders.get(column.heading, "iso")) for column in columns)


def _assign(scored: Sequence[Candidate], fixed: Taken) -> Taken:
    """Each field to one column, the surest first; what is ``fixed`` stays."""
    taken, used = dict(fixed), {field.name for _score, field in fixed.values()}
    for score, _left, _rank, position, field in scored:
        if position not in taken and field.name not in used:
            taken[position] = (score, field)
            used.add(field.name)
    return taken


def _can_hold(field: ImportField, samples: Samples, position: int, value_map: ValueMap) -> bool:
    """Whether most values of a column could be of the field, whatever its heading says.

    An object of a JSON file is no text: what is inside it has a dotted heading of its own.
    """
    values = _values(samples, position)
    if any(isinstance(value, dict) for value in values):
        return field.shape in OBJECT_SHAPES
    texts = [text for value in values if (text := str(value)).strip() and not is_missing(text)]
    possible = sum(is_possible(field, text, value_map) for text in texts)
    return not texts or possible / len(texts) >= MAJORITY


def _required_first(
    importer: RecordImporter, headings: Sequence[str], scored: Sequence[Candidate], taken: Taken
) -> Taken:
    """A lone "Description" is the summary: no record can do without one.

    Columns of required fields that another field was proposed for.
    """
    sure = {field.name for score, field in taken.values() if score >= KNOWN_HEADING}
    fixed: Taken = {}
    for field in importer.required:
        if field.name in sure:
            continue
        for position, (_sure, other) in taken.items():
            fits = plain_heading(headings[position]) in known_headings_of(field.headings)
            is_scored = any(one[3] == position and one[4] is field for one in scored)
            if fits and is_scored and not other.required and position not in fixed:
                fixed[position] = (KNOWN_HEADING, field)
                break
    if not fixed:
        return {}
    moved = {field.name for _score, field in fixed.values()}
    others = {
        position: (score, field)
        for position, (score, field) in taken.items()
        if field.required and field.name not in moved
    }
    return others | fixed


def _holds_codes(texts: Sequence[str], value_map: ValueMap) -> bool:
    """Whether a column holds codes of countries or languages, not names or yes and no."""
    pieces = [piece for text in texts for piece in WORD_BREAKS.split(text) if piece]
    telling = [piece for piece in pieces if not is_missing_code(piece)]
    codes = sum(
        len(piece) < len("name")
        and any(value_map.find(scheme, piece) is not None for scheme in CODED)
        for piece in telling
    )
    return bool(telling) and codes / len(telling) >= CODES


def _texts(samples: Samples, position: int) -> list[str]:
    """The texts of a column without those that say that there is no value."""
    texts = (str(value)[:MAX_SAMPLE].strip() for value in _values(samples, position))
    return [text for text in texts if text and (is_missing_code(text) or not is_missing(text))]


def _values(samples: Samples, position: int) -> list[object]:
    """The values of a column; a cell of a JSON file may hold a list of them."""
    values = samples[position] if position < len(samples) else ()
    return [
        item
        for value in values
        for item in (value if isinstance(value, list) else [value])
        if item is not None
    ]


def _column(
    heading: str, field: ImportField, score: int, values: list[str], value_map: ValueMap
) -> MappedColumn:
    separator = separator_of(values, field, value_map) if field.many else ""
    return MappedColumn(heading, field.name, separator, certainty=score)


def _score(field: ImportField, heading: str, values: list[str], value_map: ValueMap) -> int:
    return max(_by_heading(field, heading), _by_values(field, values, value_map))


def _by_heading(field: ImportField, heading: str) -> int:
    plain = plain_heading(heading)
    if plain in (plain_heading(field.name), matching_key(str(field.label))):
        return OWN_NAME
    known_headings = known_headings_of(field.headings)
    if plain in known_headings:
        return KNOWN_HEADING
    if len(plain) <= MAX_SHORT:
        return 0
    similarity = max(
        (fuzz.token_sort_ratio(plain, known_heading) for known_heading in known_headings),
        default=0,
    )
    if similarity >= MIN_SIMILARITY:
        return int(similarity * 0.85)
    # "location.country" is a country, and "organisation.url" no address of the record.
    parts = heading_parts(heading)
    of_parts = field.scheme or field.shape in ("date", "day") or field.name == "place"
    if len(parts) > 1 and of_parts and matching_key(parts[-1]) in known_headings:
        return INSIDE
    is_part = any(f" {known_heading} " in f" {plain} " for known_heading in known_headings)
    return CONTAINED if is_part and (len(parts) == 1 or of_parts) else 0


def _by_values(field: ImportField, values: list[str], value_map: ValueMap) -> int:
    """The evidence of the values for the field: 0 none, else a certainty."""
    if not values:
        return 0
    if field.shape == "url":
        addresses = sum(map(looks_like_address, values)) / len(values)
        return BY_ADDRESSES if addresses > 0.8 and field.name == "url" else 0
    if field.scheme:
        mark = _likeliest(values)
        pieces = [piece for value in values for piece in split_cell(value, mark)]
        if not pieces:  # nothing but separators
            return 0
        matched = sum(bool(value_map.find(field.scheme, piece)) for piece in pieces) / len(pieces)
        return BY_VALUES if matched > 0.7 and len(pieces) > 1 else 0
    return 0


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
