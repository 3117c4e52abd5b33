"""Rows that code names by the terms of the day it was written on, read by the terms of now.

A term may have been renamed, merged or split since. A room that knows of terms registers how to
tell which rows stand for those of replaced ones; records may carry either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from hub.records.registry import Registry

Replaced = Mapping[str, Sequence[str]]  # by a row the rows that stand for it today
Weighted = tuple[tuple[str, float], ...]

replaced_rows: Registry[Callable[[], Replaced]] = Registry("replaced rows")


def read_replaced() -> Replaced:
    return {row: others for read in replaced_rows.values() for row, others in read().items()}


def with_successors(rows: Iterable[str], replaced: Replaced) -> tuple[str, ...]:
    """The rows, each once, and those that stand for them today."""
    return tuple(dict.fromkeys(each for row in rows for each in (row, *replaced.get(row, ()))))


def weighted_today(rows: Weighted, replaced: Replaced) -> Weighted:
    """The same for rows with weights; what stands for two of them weighs as the heavier one."""
    weights: dict[str, float] = {}
    for row, weight in rows:
        for current in with_successors([row], replaced):
            weights[current] = max(weight, weights.get(current, 0.0))
    return tuple(weights.items())
