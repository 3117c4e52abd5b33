"""Lines of the change log about any kind of record."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.records.models import Change, Record
from hub.records.registry import record_types
from hub.web.atom_feed import FeedItem
from hub.web.responses import absolute
from hub.web.view_models import NewsLine

SENTENCES = {
    Change.What.PUBLISHED: gettext_lazy("Added to the catalogue."),
    Change.What.UPDATED: gettext_lazy("Changed."),
    Change.What.SAFETY: gettext_lazy("Its safeguards, risks or cautions changed."),
    Change.What.ENDED: gettext_lazy("It is no longer in use."),
    Change.What.WITHDRAWN: gettext_lazy("It was taken off this site."),
    Change.What.MERGED: gettext_lazy("It was joined with another record of the same."),
    Change.What.MOVED: gettext_lazy("Its date or place changed."),
    Change.What.CANCELLED: gettext_lazy("It was called off."),
    Change.What.RECORDED: gettext_lazy("Recorded here."),
    Change.What.FOLLOW_UP: gettext_lazy("Something was learned of what became of it."),
}
GRAVE = {Change.What.SAFETY, Change.What.ENDED, Change.What.CANCELLED}


def news_line(change: Change) -> NewsLine:
    what = Change.What(change.what)
    sentence = str(SENTENCES[what])
    labels = fact_labels(change)
    if what == Change.What.UPDATED and labels:
        sentence = _("Changed: %(facts)s.") % {"facts": ", ".join(labels)}
    return NewsLine(
        when=change.at.date().isoformat(),
        sentence=sentence,
        name=change.title,
        url="" if change.is_of_what_is_gone else change.get_absolute_url(),
        kind=str(what.label),
        grave=what in GRAVE,
    )


def news_item(change: Change) -> FeedItem:
    """The same line in a feed."""
    line = news_line(change)
    return FeedItem(
        title=f"{line.kind}: {line.name}",
        path=line.url or reverse("whats-new"),
        summary=line.sentence,
        updated=change.at,
        published=change.at,
        identity=absolute(f"/id/change/{change.pk}"),
    )


def fact_labels(change: Change) -> list[str]:
    """Labels of the changed facts, as the record's own type declares them."""
    record_type = record_types.get(change.kind)
    if record_type is None:
        return []
    labels = (str(record_type.news_label(name)) for name in change.facts)
    return [label for label in labels if label]


def record_news(record: Record, limit: int) -> tuple[NewsLine, ...]:
    """The newest public lines about one record."""
    changes = Change.objects.visible_to("public").filter(kind=record.kind, record_id=record.pk)
    return tuple(news_line(change) for change in changes.newest_first()[:limit])
