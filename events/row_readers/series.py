"""The series of the events, as terms of a scheme: browsed, filtered and renamed like any other."""

from __future__ import annotations

from typing import Any

from catalogue.row_readers.reader import Row
from events.models.event import SERIES
from hub.records.text_folding import slugify

PLACE = 90  # behind the schemes that ship with the vocabulary


def series_slug(name: str) -> str:
    """The slug of a series' term."""
    return slugify(name)[:60].strip("-")


def scheme_of_series(rows: list[tuple[int, Row]]) -> Row:
    """One scheme for ``vocabulary_loader``, with a term for each series that a row names."""
    names = dict.fromkeys(str(row["series"]).strip() for _, row in rows if row.get("series"))
    terms: list[dict[str, Any]] = [
        {"slug": series_slug(name), "label": name[:160], "definition": ""} for name in sorted(names)
    ]
    return {
        "slug": SERIES,
        "label": "Series of events",
        "definition": "Events that follow one another under one name.",
        "multiple": False,
        "standard": "schema.org/EventSeries",
        "applies_to": ["event"],
        "terms": terms,
    }
