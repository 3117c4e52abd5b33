"""What a filter would have sent, for who thinks of following it."""

from __future__ import annotations

from hub.core.models import Change
from hub.core.showing import NewsLine
from hub.digests.followed import Filter

try:
    from hub.digests import composing, counting
except ImportError:
    composing = counting = None


def weeks(wanted: Filter) -> tuple[int, ...]:
    if counting is None:
        return (0, 0, 0, 0)
    return tuple(counting.weeks(wanted.kind, wanted.query))


def last_news(wanted: Filter) -> tuple[str, tuple[NewsLine, ...], int]:
    """Subject, lines and the number of further items of the last digest."""
    return "", (), 0


def latest(wanted: Filter, most: int) -> list[Change]:
    return list(counting.latest(wanted.kind, wanted.query, most)) if counting else []
