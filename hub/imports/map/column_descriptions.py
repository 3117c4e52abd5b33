"""Columns proposed by what the file itself says of them: HXL tags, a second row of headings, the
part of a heading that stands below the title of its group; and addresses behind words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hub.imports.map.column_map import ColumnMap, MappedColumn, Samples, propose_columns
from hub.imports.map.value_map import ValueMap
from hub.imports.read.heading_rows import is_tag_row
from hub.imports.record_types import RecordImporter

# What the tags of HXL (https://hxlstandard.org/standard/1-1final/dictionary/) are called as
# headings; of a tag with more attributes the first that stands here counts.
TAGS = {
    "#org+type": "organisation type", "#org+url": "website", "#org+acronym": "acronym",
    "#org+country": "country", "#org": "organisation", "#country": "country", "#region": "region",
    "#adm1": "region", "#loc+city": "place", "#loc": "place", "#geo": "", "#contact": "",
    "#date+start": "start date", "#date+end": "end date", "#date+publication": "date",
    "#date": "date", "#event+type": "event type", "#event": "event", "#item+type": "type",
    "#item": "name", "#service+type": "type", "#service": "name", "#activity+type": "type",
    "#activity+url": "website", "#activity": "name", "#description": "description",
    "#status": "status", "#sector": "sector", "#subsector": "sector", "#modality": "mode",
    "#beneficiary": "beneficiaries", "#meta+url": "website", "#meta+source": "source",
    "#meta+description": "description", "#meta+id": "id", "#meta+language": "language",
    "#meta+lang": "language", "#meta+name": "name", "#meta": "notes", "#lang": "language",
    "#language": "language", "#output": "", "#indicator": "", "#value": "", "#population": "",
}  # fmt: skip
LINK = " (link)"
# The certainty of a proposal that a person is asked to look at.
UNSURE = 80


def propose_described(
    importer: RecordImporter,
    headings: Sequence[str],
    samples: Samples,
    value_map: ValueMap,
    layout: dict[str, Any],
) -> ColumnMap:
    """The column map by headings and values, and by what the layout of the file says of columns."""
    proposed = propose_columns(importer, headings, samples, value_map)
    described = layout.get("descriptions", {})
    for names in _other_names(headings, described):
        other = propose_columns(importer, names, samples, value_map)
        proposed = _surest(proposed, other, headings)
    proposed = _without_plain_links(_with_links(proposed, samples), importer, samples)
    return _unsure_of_equal(proposed, layout.get("twice", {}))


def _other_names(headings: Sequence[str], described: dict[str, str]) -> list[list[str]]:
    """What the columns are called, line by line, where the file names them more than once."""
    lines = [
        [tag_words(text) for text in described.get(heading, "").split("\n")] for heading in headings
    ]
    if is_tag_row(headings):
        lines = [[tag_words(heading)] for heading in headings]
    count = max(map(len, lines), default=0)
    names = [[line[place] if place < len(line) else "" for line in lines] for place in range(count)]
    return [line for line in names if any(line)]


def tag_words(text: str) -> str:
    """The heading for an HXL tag; any other text as it is."""
    if not is_tag_row([text]):
        return text
    tag, *attributes = [part.strip().casefold() for part in text.split("+")]
    named = (f"{tag}+{attribute}" for attribute in attributes)
    known = next((name for name in named if name in TAGS), tag)
    return TAGS.get(known, "")


def _surest(first: ColumnMap, other: ColumnMap, headings: Sequence[str]) -> ColumnMap:
    """Each field to the column for which it was proposed with most certainty."""
    columns: list[MappedColumn] = [MappedColumn(heading) for heading in headings]
    used: set[str] = set()
    candidates = [
        (column.certainty, -order, -place, column)
        for order, proposed in enumerate((first, other))
        for place, column in enumerate(proposed.columns)
        if column.field
    ]
    for _certainty, _order, minus_place, column in sorted(
        candidates, key=lambda candidate: candidate[:3], reverse=True
    ):
        place = -minus_place
        if column.field not in used and not columns[place].field:
            columns[place] = replace(column, heading=headings[place])
            used.add(column.field)
    return ColumnMap(
        tuple(
            column if column.field else replace(first.columns[place], field="", certainty=0)
            for place, column in enumerate(columns)
        ),
        first.empty_erases,
        own=first.own,
    )


def _unsure_of_equal(proposed: ColumnMap, twice: dict[str, str]) -> ColumnMap:
    """Of two columns with one heading nobody knows which is meant: a person looks."""
    equal = {*twice, *twice.values()}
    columns = (
        replace(column, certainty=min(column.certainty, UNSURE))
        if column.heading in equal
        else column
        for column in proposed.columns
    )
    return replace(proposed, columns=tuple(columns))


def _without_plain_links(
    proposed: ColumnMap, importer: RecordImporter, samples: Samples
) -> ColumnMap:
    """A list of names gives no reasons: only objects, or "record: reason", are links."""
    columns = list(proposed.columns)
    for place, column in enumerate(columns):
        field = importer.by_name.get(column.field)
        texts = [
            item
            for value in samples[place]
            for item in (value if isinstance(value, list) else [value])
            if isinstance(item, str) and item.strip()
        ]
        if field and field.shape == "links" and any(": " not in text and "|" not in text
                                                    for text in texts):  # fmt: skip
            columns[place] = MappedColumn(column.heading)
    return replace(proposed, columns=tuple(columns))


def _with_links(proposed: ColumnMap, samples: Samples) -> ColumnMap:
    """The site is in a column of addresses behind words, where nothing stands in its own."""
    columns = list(proposed.columns)
    link = next(
        (place for place, column in enumerate(columns)
         if column.heading.endswith(LINK) and not column.field),
        None,
    )  # fmt: skip
    site = next((place for place, column in enumerate(columns) if column.field == "url"), None)
    if link is None or (site is not None and any(samples[site])):
        return proposed
    certainty = columns[site].certainty if site is not None else 62
    if site is not None:
        columns[site] = MappedColumn(columns[site].heading)
    columns[link] = replace(columns[link], field="url", certainty=min(certainty, UNSURE))
    return replace(proposed, columns=tuple(columns))
