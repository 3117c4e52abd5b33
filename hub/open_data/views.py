"""A list as a file, whole and under the same filter; and the page that offers the formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.lists.filter_form import UnusableQueryError
from hub.lists.presenter import query_url
from hub.lists.spec import ListSpec, lists_by_route
from hub.lists.views import newest_items, unusable_query
from hub.open_data.csv_files import csv_pieces
from hub.open_data.exported_records import exported_records
from hub.open_data.file_description import FileDescription, csv_metadata
from hub.open_data.file_request import FileRequest
from hub.open_data.flat_columns import RowWriter
from hub.open_data.json_files import json_feed, json_pieces
from hub.open_data.json_records import encode_json
from hub.open_data.list_matches import ListMatches, list_matches
from hub.open_data.take_page import build_take_page
from hub.open_data.workbook_files import Sheet, workbook_pieces
from hub.web.middleware.stale_pages import STALE
from hub.web.outage import outage_page
from hub.web.responses import absolute, as_file, mark_shared, message_page, not_found, public_page
from hub.web.table_files import CSV_TYPE, WORKBOOK_TYPE
from hub.web.view_models import Link

JSON_TYPE = "application/json"
FEED_TYPE = "application/feed+json"
METADATA_TYPE = "application/csvm+json"
METADATA = "csv-metadata.json"
ABOUT_WIDTHS = (28, 100)

Pieces = Callable[[FileRequest, ListMatches, FileDescription], Iterator[bytes]]


@dataclass(frozen=True)
class FileFormat:
    """``ending``: of the address. ``pieces``: the body, as it is made."""

    ending: str
    media_type: str
    pieces: Pieces


def _records(wanted: FileRequest, matches: ListMatches) -> Any:
    return exported_records(wanted.spec.kind, matches.keys, names=wanted.names)


def _csv(wanted: FileRequest, matches: ListMatches, _about: FileDescription) -> Iterator[bytes]:
    return csv_pieces(RowWriter(wanted.spec.kind, wanted.names), _records(wanted, matches))


def _json(wanted: FileRequest, matches: ListMatches, about: FileDescription) -> Iterator[bytes]:
    return json_pieces(about.as_json(), _records(wanted, matches))


def _workbook(
    wanted: FileRequest, matches: ListMatches, about: FileDescription
) -> Iterator[bytes]:
    writer = RowWriter(wanted.spec.kind, wanted.names)
    rows = map(writer.row, _records(wanted, matches))
    lines = list(about.lines(wanted.spec.kind, wanted.names))
    return workbook_pieces(
        [
            Sheet(str(wanted.spec.title), writer.header, rows),
            Sheet(_("About this file"), (_("What"), _("Words")), lines, ABOUT_WIDTHS),
        ]
    )


FORMATS: Mapping[str, FileFormat] = {
    each.ending: each
    for each in (
        FileFormat("csv", CSV_TYPE, _csv),
        FileFormat("xlsx", WORKBOOK_TYPE, _workbook),
        FileFormat("json", JSON_TYPE, _json),
    )
}


def list_file(request: HttpRequest, route: str, ending: str) -> HttpResponseBase:
    """All records of a list under its filter, streamed. 400 and 406 with a sentence."""
    spec, file_format = lists_by_route()[route], FORMATS[ending]
    wanted = _wanted(request, spec, file_format.media_type)
    if isinstance(wanted, HttpResponse):
        return wanted
    if getattr(request, STALE, False):  # what is streamed is read when the request is over
        return outage_page(request)
    matches = list_matches(spec.kind, wanted.query, exact=wanted.is_exact)
    about = FileDescription.of(wanted, matches, _today(), ending)
    pieces = () if request.method == "HEAD" else file_format.pieces(wanted, matches, about)
    response = StreamingHttpResponse(pieces, content_type=file_format.media_type)
    response.headers["Link"] = link_header(wanted, about)
    response.headers["Accept-Ranges"] = "none"
    return as_file(response, f"{route}-{about.day}.{ending}")


def list_metadata(request: HttpRequest, route: str) -> HttpResponse:
    """What the columns of the CSV hold, as CSV on the Web has it."""
    spec = lists_by_route()[route]
    wanted = _wanted(request, spec, METADATA_TYPE, JSON_TYPE)
    if isinstance(wanted, HttpResponse):
        return wanted
    matches = list_matches(spec.kind, wanted.query, exact=wanted.is_exact)
    about = FileDescription.of(wanted, matches, _today(), "csv")
    return mark_shared(
        HttpResponse(encode_json(csv_metadata(wanted, about)), content_type=METADATA_TYPE)
    )


def list_json_feed(request: HttpRequest, route: str) -> HttpResponse:
    """The newest records of the list, as its Atom feed has them."""
    spec = lists_by_route()[route]
    wanted = _wanted(request, spec, FEED_TYPE, JSON_TYPE)
    if isinstance(wanted, HttpResponse):
        return wanted
    title, items = newest_items(spec, wanted.query)
    language = get_language() or "en"
    feed = json_feed(
        title, query_url(spec.base, wanted.query), wanted.address("feed.json"), language, items
    )
    return mark_shared(HttpResponse(feed, content_type=f"{FEED_TYPE}; charset=utf-8"))


def take(request: HttpRequest, route: str) -> HttpResponse:
    """In which formats a list can be taken along, in words."""
    spec = lists_by_route().get(route)
    if spec is None:
        return not_found(request)
    try:
        wanted = FileRequest.read(request, spec)
    except UnusableQueryError as problem:
        return unusable_query(request, spec, problem)
    matches = list_matches(spec.kind, wanted.query, exact=wanted.is_exact)
    about = FileDescription.of(wanted, matches, _today(), "csv")
    return public_page(request, "open_data/take.html", build_take_page(wanted, about))


def _wanted(
    request: HttpRequest, spec: ListSpec, media_type: str, *others: str
) -> FileRequest | HttpResponse:
    """What is asked for, or the page that says why there is no such file."""
    try:
        wanted = FileRequest.read(request, spec)
    except UnusableQueryError as problem:
        return unusable_query(request, spec, problem)
    types = [each.partition(";")[0] for each in (media_type, *others)]
    if any(map(request.accepts, types)):
        return wanted
    return message_page(
        request,
        status=406,
        heading=_("This address has another format"),
        sentence=_("It answers with %(type)s, and your program accepts none of it.")
        % {"type": types[0]},
        ways_on=(Link(_("Choose a format"), wanted.take_address),),
    )


def link_header(wanted: FileRequest, about: FileDescription) -> str:
    """What belongs to the file (RFC 8288): its description, its page, its licence."""
    links = [(absolute(wanted.address(METADATA)), f'rel="describedby"; type="{METADATA_TYPE}"')]
    links.append((about.list_address, 'rel="alternate"; type="text/html"'))
    if about.licence_address:
        links.append((about.licence_address, 'rel="license"'))
    return ", ".join(f"<{address}>; {rest}" for address, rest in links)


def _today() -> str:
    return timezone.localdate().isoformat()
