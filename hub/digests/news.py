"""Which changes belong to which choice of news."""

from __future__ import annotations

from hub.core.models import Change
from hub.digests.models import Followed, News

What = Change.What
OF_RECORDS = (News.NEW, News.CHANGED, News.ENDED)
OF_TOOLS = (News.NEW, News.CHANGED, News.SAFETY, News.ENDED)
OFFERED: dict[str, tuple[News, ...]] = {
    Followed.TOOL: OF_TOOLS,
    Followed.SITUATION: OF_TOOLS,
    Followed.ORGANISATION: OF_RECORDS,
    Followed.PRACTICE: OF_RECORDS,
    Followed.MISUSE: OF_RECORDS,
    Followed.DOCUMENT: OF_RECORDS,
    Followed.EVENT: (News.EVENTS,),
    Followed.RECOMMENDATION: (News.RECOMMENDATIONS, News.CHANGED, News.FOLLOW_UPS, News.ENDED),
    Followed.EVERYTHING: tuple(News),
}
BY_WHAT = {
    What.PUBLISHED: News.NEW,
    What.RECORDED: News.RECOMMENDATIONS,
    What.FOLLOW_UP: News.FOLLOW_UPS,
    What.ENDED: News.ENDED,
    What.WITHDRAWN: News.ENDED,
}


def group(kind: str, what: str) -> News:
    """The choice under which a change is sent; ``kind`` is the record's, not the filter's."""
    if what == What.SAFETY:
        return News.SAFETY
    if kind == Followed.EVENT:
        return News.EVENTS
    if kind == Followed.RECOMMENDATION and what == What.PUBLISHED:
        return News.RECOMMENDATIONS
    return BY_WHAT.get(What(what), News.CHANGED)
