"""What a filter has told lately, for who thinks of following it."""

from __future__ import annotations

from catalogue.pages.news import news_line
from hub.core.models import Change
from hub.core.showing import NewsLine
from hub.digests import counting
from hub.digests.followed import Filter

MOST_LINES = 8


def weeks(wanted: Filter) -> tuple[int, ...]:
    """The number of items in each of the last four weeks, the oldest first."""
    return counting.weeks(wanted.kind, wanted.query)


def last_news(wanted: Filter) -> tuple[tuple[NewsLine, ...], int]:
    """The first lines of the last digest that would have been sent, and how many more it had."""
    digest = counting.last_digest(wanted.kind, wanted.query)
    if digest is None:
        return (), 0
    lines = tuple(news_line(change) for change in digest.changes[:MOST_LINES])
    return lines, len(digest.changes) - len(lines)


def latest(wanted: Filter, most: int) -> list[Change]:
    """The newest changes of the last four weeks, the newest first."""
    return counting.latest(wanted.kind, wanted.query, most)
