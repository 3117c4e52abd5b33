"""The parts of the starter data that this room loads, behind the organisations and the tools."""

from __future__ import annotations

from pathlib import Path

from catalogue.row_readers.organisations import parents_first
from catalogue.starter.parts import RecordPart, StarterPart, rows_of
from events.row_readers.series import PLACE, scheme_of_series
from hub.vocabulary import vocabulary_loader as vocabulary

FOLDER = Path(__file__).parent.parent / "data"

PARTS = (
    StarterPart(
        "series",
        lambda: [(1, scheme_of_series(rows_of(FOLDER / "events.json")))],
        lambda number, row, known, run: vocabulary.write_scheme(row, PLACE) > 0,
        chunk=1,
    ),
    RecordPart(
        "events",
        "event",
        lambda: parents_first(rows_of(FOLDER / "events.json"), "name", "parent_event"),
    ),
)
