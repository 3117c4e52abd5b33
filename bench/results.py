"""Figures of runs, kept as JSON: read, merged, compared with those of an earlier run."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.rows import Row

KeptRow = dict[str, Any]  # as ``Row.as_json`` gives it; files of earlier releases have less


class UnreadableResultsError(Exception):
    """Its text is a sentence for whoever named the file."""


def read_results(path: Path) -> list[KeptRow]:
    """The rows of a file that an earlier run wrote. Raises UnreadableResultsError."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableResultsError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableResultsError(f"{path} is no JSON.") from error
    if not isinstance(rows, list) or not all(map(_is_row, rows)):
        raise UnreadableResultsError(f"{path} holds no figures of `make bench`.")
    return rows


def _is_row(row: object) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("name"), str)
        and isinstance(row.get("unit"), str)
        and _is_number(row.get("value"))
        and (row.get("target") is None or _is_number(row["target"]))
        and (row.get("seen") is None or _is_number(row["seen"]))
    )


def _is_number(value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value)  # type: ignore[arg-type]


def merge(kept: Iterable[KeptRow], rows: Iterable[Row]) -> list[KeptRow]:
    """New rows in the place of those of the same name, and the others as they are."""
    merged = {row["name"]: row for row in kept}
    merged |= {row.name: row.as_json() for row in rows}
    return list(merged.values())


def values(rows: Iterable[KeptRow]) -> dict[str, float]:
    """The value of each row by its name."""
    return {row["name"]: row["value"] for row in rows}


def ratio(value: float, before: float | None) -> float | None:
    """How many times the earlier value; None where there is none, or where it was nothing."""
    return value / before if before else None
