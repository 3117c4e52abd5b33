"""What the mapping of a profile expects and a file lacks, and what it has that nobody mapped."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz

from catalogue.models.organisation import matching_key
from hub.imports.map.column_evidence import plain_heading
from hub.imports.map.column_map import ColumnMap, MappedColumn, Samples
from hub.imports.map.column_map import propose_columns as propose
from hub.imports.map.value_map import ValueMap
from hub.imports.record_types import RecordImporter

MIN_SIMILARITY = 60  # of 100: headings less alike than this are not one heading renamed
MAX_CERTAINTY = 85  # of a successor: a person looks at it
MAX_NAMED = 5  # headings in a sentence
DRIFT = "drift"  # key beside the columns of ``Import.mapping``, until a person has kept them


@dataclass(frozen=True)
class ColumnDrift:
    """``lost``: heading expected, and its likeliest successor or "". ``unseen``: headings."""

    lost: tuple[tuple[str, str], ...] = ()
    unseen: tuple[str, ...] = ()

    @classmethod
    def read(cls, mapping: dict[str, Any]) -> ColumnDrift:
        stored = mapping.get(DRIFT) or {}
        lost = tuple((str(heading), str(now)) for heading, now in stored.get("lost", ()))
        return cls(lost, tuple(map(str, stored.get("unseen", ()))))

    def __bool__(self) -> bool:
        return bool(self.lost or self.unseen)

    def as_json(self) -> dict[str, Any]:
        return {"lost": [list(pair) for pair in self.lost], "unseen": list(self.unseen)}

    @property
    def sentence(self) -> str:
        parts = [_lost_sentence(heading, now) for heading, now in self.lost[:MAX_NAMED]]
        if len(self.lost) > MAX_NAMED:
            more = len(self.lost) - MAX_NAMED
            parts.append(
                ngettext("%(n)d more column is missing.", "%(n)d more columns are missing.", more)
                % {"n": more}
            )
        if self.unseen:
            names = ", ".join(f"“{heading}”" for heading in self.unseen[:MAX_NAMED])
            more = len(self.unseen) - MAX_NAMED
            names += _(" and %(n)d more") % {"n": more} if more > 0 else ""
            parts.append(
                ngettext(
                    "Nobody has looked at the column %(names)s yet.",
                    "Nobody has looked at the columns %(names)s yet.",
                    len(self.unseen),
                )
                % {"names": names}
            )
        return " ".join([*parts, _("Look at the columns before the import goes on.")])


def _lost_sentence(heading: str, successor: str) -> str:
    words = {"heading": heading, "successor": successor}
    if successor:
        return (
            _("The column “%(heading)s” is missing; “%(successor)s” may be the same one.") % words
        )
    return _("The column “%(heading)s” is missing.") % words


def fit_mapping(
    mapping: ColumnMap,
    importer: RecordImporter,
    headings: Sequence[str],
    samples: Samples,
    value_map: ValueMap,
) -> tuple[ColumnMap, ColumnDrift]:
    """The mapping with a column for each heading of a file, and how far they are apart.

    Case, accents and marks of a heading may differ. What is missing hands its field on to its
    likeliest successor; other unseen columns get fields that are free, as for a first file.
    """
    by_heading = _known_columns(mapping, headings)
    unseen = [heading for heading in headings if heading not in by_heading]
    kept = {column.heading for column in by_heading.values()}
    missing = [column for column in mapping.mapped if column.heading not in kept]
    places = [headings.index(heading) for heading in unseen]
    proposed = propose(
        importer,
        unseen,
        [samples[place] if place < len(samples) else () for place in places],
        value_map,
    )
    successors = _successors(missing, proposed)
    used = {column.field for column in by_heading.values()}
    used |= {column.field for column in successors.values()}
    columns = []
    for heading in headings:
        column = by_heading.get(heading) or successors.get(heading)
        if column is None:
            column = next(one for one in proposed.columns if one.heading == heading)
            column = MappedColumn(heading) if column.field in used else column
        columns.append(dataclasses.replace(column, heading=heading))
    names = {column.field: heading for heading, column in successors.items()}
    lost = tuple((column.heading, names.get(column.field, "")) for column in missing)
    taken = tuple(heading for heading in unseen if heading not in successors)
    fitted = dataclasses.replace(mapping, columns=tuple(columns), strict=False)
    return fitted, ColumnDrift(lost, taken)


def _known_columns(mapping: ColumnMap, headings: Sequence[str]) -> dict[str, MappedColumn]:
    """The columns of the mapping by the headings of the file, spelt as they are there."""
    known = {column.heading: column for column in mapping.columns}
    by_heading = {heading: known[heading] for heading in headings if heading in known}
    free: dict[str, list[MappedColumn]] = {}
    for column in mapping.columns:
        if column.heading not in by_heading:
            free.setdefault(matching_key(column.heading), []).append(column)
    for heading in headings:
        spelt = free.get(matching_key(heading), [])
        same = [other for other in headings if matching_key(other) == matching_key(heading)]
        if heading not in by_heading and matching_key(heading) and len(spelt) == len(same) == 1:
            by_heading[heading] = spelt[0]
    return by_heading


def _successors(missing: list[MappedColumn], proposed: ColumnMap) -> dict[str, MappedColumn]:
    """By heading: the column that it probably is by now; the most alike first."""
    scored = sorted(
        (
            (score, -at, -place, lost, column.heading)
            for at, lost in enumerate(missing)
            for place, column in enumerate(proposed.columns)
            if (score := _likeness(lost, column)) >= MIN_SIMILARITY
        ),
        key=lambda candidate: candidate[:3],
        reverse=True,
    )
    successors: dict[str, MappedColumn] = {}
    given: set[str] = set()
    for score, _at, _place, lost, heading in scored:
        if heading not in successors and lost.field not in given:
            certainty = min(round(score), MAX_CERTAINTY)
            successors[heading] = dataclasses.replace(lost, heading=heading, certainty=certainty)
            given.add(lost.field)
    return successors


def _likeness(lost: MappedColumn, column: MappedColumn) -> float:
    """Of 100: by the field that would be proposed for it, and by its heading."""
    left, right = plain_heading(lost.heading), plain_heading(column.heading)
    by_heading = max(fuzz.ratio(left, right), 0.9 * fuzz.token_set_ratio(left, right))
    if column.field == lost.field:
        return max(column.certainty, by_heading)
    return by_heading if not column.field or by_heading > column.certainty else 0
