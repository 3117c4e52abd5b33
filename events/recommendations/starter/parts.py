"""The parts of the starter data that this room loads, behind the events."""

from __future__ import annotations

from catalogue.starter.parts import Numbered, RecordPart, StarterPart, rows_of
from events.recommendations.row_readers.documents import (
    documents_named,
    read_document,
    write_document,
)
from events.recommendations.row_readers.links import read_links, write_links
from events.recommendations.row_readers.statistics import read_statistic, write_statistic
from events.starter.parts import FOLDER


def named(rows: list[Numbered], *fields: str) -> list[Numbered]:
    """The rows with the slug of the record that they add to, so that a problem names it."""
    return [
        (number, row | {"slug": next((row[one] for one in fields if row.get(one)), None)})
        for number, row in rows
    ]


PARTS = (
    StarterPart(
        "documents",
        lambda: documents_named(
            rows_of(FOLDER / "recommendations.json"), rows_of(FOLDER / "documents.json")
        ),
        lambda number, row, known, run: write_document(read_document(row, known), run=run),
        chunk=10,
    ),
    RecordPart(
        "recommendations",
        "recommendation",
        lambda: rows_of(FOLDER / "recommendations.json"),
        key="ref",
    ),
    StarterPart(
        "links",
        lambda: named(rows_of(FOLDER / "links.json"), "recommendation", "document"),
        lambda number, row, known, run: write_links(read_links(row, known), run=run),
        chunk=10,
        key="",
    ),
    StarterPart(
        "statistics",
        lambda: named(rows_of(FOLDER / "statistics.json"), "event", "document"),
        lambda number, row, known, run: write_statistic(read_statistic(row, known), run=run),
        chunk=20,
        key="",
    ),
)
