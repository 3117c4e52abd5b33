"""What can be followed, and which kinds of news each of them has."""

from __future__ import annotations

from catalogue.views.lists import ORGANISATIONS, TOOLS, ListSpec
from catalogue.views.misuse import MISUSE
from catalogue.views.practice import PRACTICE
from events.views.lists import DOCUMENTS, EVENTS, RECOMMENDATIONS
from hub.digests.models import Followed, News
from hub.records.models import Change

LISTS: dict[str, ListSpec] = {
    of.kind: of
    for of in (TOOLS, ORGANISATIONS, PRACTICE, MISUSE, EVENTS, DOCUMENTS, RECOMMENDATIONS)
}
# Those that one box over everything looks in.
SEARCHED = tuple(
    of.kind for of in (TOOLS, PRACTICE, EVENTS, RECOMMENDATIONS, DOCUMENTS, ORGANISATIONS)
)
BY_ROUTE = {of.route: of.kind for of in LISTS.values()}

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
    What.RECORDED: News.RECOMMENDATIONS,
    What.FOLLOW_UP: News.FOLLOW_UPS,
}
# What was told about a record although readers no longer see it.
GONE = frozenset({What.WITHDRAWN, What.MERGED})

_OFFERED: dict[str, tuple[News, ...]] = {
    Followed.TOOL: (News.NEW, News.CHANGED, News.SAFETY, News.ENDED),
    Followed.SITUATION: (News.NEW, News.CHANGED, News.SAFETY, News.ENDED),
    Followed.PRACTICE: (News.NEW, News.CHANGED, News.SAFETY, News.ENDED),
    Followed.MISUSE: (News.NEW, News.CHANGED, News.ENDED),
    Followed.ORGANISATION: (News.NEW, News.CHANGED, News.ENDED),
    Followed.DOCUMENT: (News.NEW, News.CHANGED, News.ENDED),
    Followed.EVENT: (News.EVENTS,),
    Followed.RECOMMENDATION: (
        News.RECOMMENDATIONS,
        News.FOLLOW_UPS,
        News.CHANGED,
        News.ENDED,
    ),
}


def group_of(kind: str, what: str) -> News:
    """The kind of news that a reader chose or did not, for a change of a kind of record."""
    return News.EVENTS if kind == "event" else GROUPS[what]


def offered(followed: str) -> tuple[News, ...]:
    """The kinds of news that what is followed can have, in their order on the form."""
    return _OFFERED.get(followed, tuple(News))
