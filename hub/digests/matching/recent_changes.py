"""What a filter has told lately, for who thinks of following it."""

from __future__ import annotations

from catalogue.presenters.news import news_line
from hub.digests.matching import preview
from hub.digests.matching.filters import SavedFilter
from hub.records.models import Change
from hub.web.view_models import NewsLine

MOST_LINES = 8


def weeks(saved: SavedFilter) -> tuple[int, ...]:
    """The number of items in each of the last four weeks, the oldest first."""
    return preview.weeks(saved.kind, saved.query)


def last_news(saved: SavedFilter) -> tuple[tuple[NewsLine, ...], int]:
    """The first lines of the last digest that would have been sent, and how many more it had."""
    digest = preview.last_digest(saved.kind, saved.query)
    if digest is None:
        return (), 0
    lines = tuple(news_line(change) for change in digest.changes[:MOST_LINES])
    return lines, len(digest.changes) - len(lines)


def latest(saved: SavedFilter, most: int) -> list[Change]:
    """The newest changes of the last four weeks, the newest first."""
    return preview.latest(saved.kind, saved.query, most)
