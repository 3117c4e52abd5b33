"""What an addressee was asked and what is recorded about it, as rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from events.presenters.follow_up import status_label
from events.presenters.follow_up_table import read_entries
from events.recommendations.addressee_log import AddresseeLog
from events.recommendations.models import FollowUp, Recommendation
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.web.responses import absolute

Row = tuple[str, ...]


def header() -> Row:
    return (
        _("Document"), _("Reference"), _("Asked"), _("Status"), _("Date"), _("Who says it"),
        _("Actor"), _("Evidence"), _("Source"), _("Address of the source"), _("Reporting round"),
        _("Page"),
    )  # fmt: skip


def export_rows(log: AddresseeLog, asked: Iterable[int]) -> Iterator[Row]:
    """A row for each entry, and one for each action of which nothing is recorded.

    ``asked``: keys of the recommendations that address it. Sub-actions stand with them, as far as
    they have an entry. Four queries.
    """
    keys = {*asked, *log.by_action}
    actions = list(
        Recommendation.objects.published()
        .filter(pk__in=keys)
        .select_related("document")
        .order_by("document__slug", "position", "slug")
    )
    entries = read_entries(entry.pk for entry in log.entries)
    for action in actions:
        document = action.document.title if action.document.is_public else ""
        told = (document, action.ref, action.text)
        page = absolute(action.get_absolute_url())
        own = log.by_action.get(action.pk, ())
        for entry in (entries[row.pk] for row in own if row.pk in entries):
            yield (*told, *_cells(entry), page)
        if not own and action.pk not in log.recommendations:
            yield (*told, status_label(NOT_ASSESSED), *("",) * 7, page)


def _cells(entry: FollowUp) -> Row:
    return (
        status_label(entry.status_slug),
        entry.date or "",
        entry.voice,
        entry.public_who,
        entry.evidence,
        entry.source.title,
        entry.source.url,
        str(entry.round) if entry.round else "",
    )
