"""The page that says in which formats a list can be taken along, and what each is good for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hub.lists.presenter import follow_address, query_url
from hub.open_data.file_description import FileDescription
from hub.open_data.file_request import FileRequest
from hub.web.paths import with_query
from hub.web.view_models import Link, Page


@dataclass(frozen=True)
class TakeGroup:
    """``ways``: each with a note on what it is good for."""

    title: str
    ways: tuple[Link, ...]


def build_take_page(wanted: FileRequest, about: FileDescription) -> dict[str, Any]:
    """The context of its template."""
    spec = wanted.spec
    return {
        "page": Page(
            title=_("Take this along"),
            description=_("The records of a list as files, feeds and calls."),
            section=spec.section,
            robots="noindex, follow",
        ),
        "about": about,
        "count": spec.count(about.total),
        "back": Link(_("Back to the list"), wanted.list_address),
        "groups": (_files(wanted), _updates(wanted)),
    }


def _files(wanted: FileRequest) -> TakeGroup:
    return TakeGroup(
        _("As a file"),
        (
            Link(
                _("Workbook (XLSX)"),
                wanted.address("xlsx"),
                note=_("For Excel and other spreadsheet programs. A second sheet says what it is."),
            ),
            Link(
                _("Table (CSV)"),
                wanted.address("csv"),
                note=_("For programs that read tables. It can be edited and imported again."),
            ),
            Link(
                _("What the columns of the table hold (CSV on the Web)"),
                wanted.address("csv-metadata.json"),
                note=_("Read by programs together with the table."),
            ),
            Link(
                _("JSON"),
                wanted.address("json"),
                note=_("Every fact with its state, its sources and the day it was checked."),
            ),
        ),
    )


def _updates(wanted: FileRequest) -> TakeGroup:
    spec, query = wanted.spec, wanted.query
    ways = [
        Link(_("Get updates by e-mail"), follow_address(spec.kind, wanted.followed)),
        Link(
            _("Feed (Atom)"),
            query_url(spec.feed_base, query),
            note=_("The newest records, for a feed reader."),
        ),
        Link(
            _("Feed (JSON Feed)"),
            wanted.address("feed.json"),
            note=_("The same for programs that read JSON."),
        ),
    ]
    if calendar := _calendar(wanted):
        ways.append(calendar)
    return TakeGroup(_("As it changes"), tuple(ways))


def _calendar(wanted: FileRequest) -> Link | None:
    """Of a list whose records have days: its room has a route for it."""
    try:
        path = reverse(f"{wanted.spec.route}-calendar")
    except NoReverseMatch:
        return None
    address = with_query(path, wanted.query.canonical())
    return Link(_("Calendar (iCalendar)"), address, note=_("To subscribe to in a calendar."))
