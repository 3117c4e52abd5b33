"""Which kinds of news a reader can choose for what is followed."""

from __future__ import annotations

from hub.digests.models import Followed, News
from hub.records.models import Change
from hub.records.registry import record_types

What = Change.What
GROUPS: dict[str, News] = {
    What.PUBLISHED: News.NEW,
    What.UPDATED: News.CHANGED,
    What.SAFETY: News.SAFETY,
    What.ENDED: News.ENDED,
    What.WITHDRAWN: News.ENDED,
    What.MERGED: News.ENDED,
    What.MOVED: News.EVENTS,
    What.CANCELLED: News.EVENTS,
    What.POSTPONED: News.EVENTS,
    What.RECORDED: News.RECOMMENDATIONS,
    What.FOLLOW_UP: News.FOLLOW_UPS,
}
# What was told about a record although readers no longer see it.
GONE = frozenset({What.WITHDRAWN, What.MERGED})


def group_of(kind: str, what: str) -> News:
    """The kind of news that a reader chose or did not, for a change of a kind of record."""
    groups = offered(kind)
    # All that happens to an event is one kind of news.
    return groups[0] if len(groups) == 1 else GROUPS[what]


def offered(followed: str) -> tuple[News, ...]:
    """The kinds of news that what is followed can have, in their order on the form."""
    kind = "tool" if followed == Followed.SITUATION else followed
    if kind not in record_types:
        return tuple(News)
    return tuple(dict.fromkeys(GROUPS[what] for what in record_types[kind].changes))
