"""How far an import is, for its page and the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from hub.imports.models import Import

State = Import.State


@dataclass(frozen=True)
class Progress:
    """``of`` is None while nobody knows how many there are; so are the other two at the start."""

    rows: int
    of: int | None
    per_second: float | None
    seconds_left: float | None

    @property
    def percent(self) -> int | None:
        return None if not self.of else min(100, round(100 * self.rows / self.of))


def progress(batch: Import) -> Progress:
    """Of the present state, which began at ``step_at``."""
    rows = {
        State.READING: batch.rows_read,
        State.CHECKING: batch.rows_checked,
        State.PREPARING: batch.rows_prepared,
        State.APPLYING: batch.rows_applied,
    }.get(State(batch.state), 0)
    of = batch.total if batch.state != State.READING and batch.total else None
    seconds = (timezone.now() - batch.step_at).total_seconds() if batch.step_at else 0.0
    if not rows or seconds <= 0:
        return Progress(rows, of, None, None)
    speed = rows / seconds
    return Progress(rows, of, speed, max(0.0, (of - rows) / speed) if of else None)
