"""The page of the data as files, and the files: streamed as they are stored, never made here."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import IO

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.open_data.snapshots import stored_files
from hub.open_data.snapshots.byte_range import ByteRange, UnusableRangeError, requested_range
from hub.open_data.snapshots.download_counts import What, count_download
from hub.open_data.snapshots.models import Snapshot, SnapshotFile
from hub.open_data.snapshots.presenter import PUBLIC_KEY, data_page
from hub.web.answer_headers import CACHE_CONTROL
from hub.web.middleware.page_cache import requested_etags
from hub.web.responses import absolute, as_file, message_page, not_found, public_page
from hub.web.view_models import Link, Page

PIECE = 1 << 16  # bytes
MEDIA_TYPES = {
    ".csv": ("text/csv; charset=utf-8", What.CSV),
    ".gz": ("application/gzip", What.JSON_LINES),
    ".sqlite": ("application/vnd.sqlite3", What.SQLITE),
    ".json": ("application/json", ""),
    ".sig": ("application/octet-stream", ""),
    ".pem": ("application/x-pem-file", ""),
}


def data(request: HttpRequest) -> HttpResponse:
    page = Page(
        title=_("The data as files"),
        description=_("The whole public catalogue as files, each night: CSV, JSON Lines, SQLite."),
        canonical=absolute(reverse("data")),
        section="data",
    )
    return public_page(request, "open_data/data.html", {"page": page, "data": data_page()})


def snapshot_file(request: HttpRequest, day: str, name: str) -> HttpResponseBase:
    """A file of a snapshot, or the part of it that is asked for."""
    snapshot = _snapshot(day)
    if snapshot is None:
        return not_found(request)
    if name == PUBLIC_KEY and snapshot.public_key:
        return as_file(_answer(snapshot.public_key.encode(), name), name)
    file = snapshot.file(name)
    if file is None:
        return not_found(request)
    etag = f'"{file.sha256}"'
    if etag in requested_etags(request) or "*" in requested_etags(request):
        return _with_headers(HttpResponseNotModified(), file, etag)
    try:
        part = requested_range(request, file.size, etag)
    except UnusableRangeError:
        return _unusable_range(request, file)
    try:
        content = stored_files.open_file(snapshot.folder, name)
    except FileNotFoundError:
        return not_found(request)
    return _stream(request, file, content, part, etag)


def _snapshot(day: str) -> Snapshot | None:
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        return None
    return Snapshot.objects.ready().filter(day=date).first() if str(date) == day else None


def _stream(
    request: HttpRequest, file: SnapshotFile, content: IO[bytes], part: ByteRange | None, etag: str
) -> HttpResponseBase:
    whole = ByteRange(0, file.size - 1)
    sent = part or whole
    _media_type, what = _type_of(file.name)
    if what and request.method == "GET" and sent.first == 0:  # the rest of it counts no second time
        count_download(what)
    if request.method == "HEAD":
        content.close()
        pieces: Iterator[bytes] = iter(())
    else:
        pieces = _pieces(content, sent)
    response = StreamingHttpResponse(pieces, status=206 if part else 200)
    response.headers["Content-Length"] = str(sent.length)
    if part:
        response.headers["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
    return _with_headers(response, file, etag)


def _pieces(content: IO[bytes], part: ByteRange) -> Iterator[bytes]:
    with content:
        content.seek(part.first)
        left = part.length
        while left > 0 and (piece := content.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _with_headers(
    response: HttpResponseBase, file: SnapshotFile, etag: str
) -> HttpResponseBase:
    response.headers["Content-Type"] = _type_of(file.name)[0]
    response.headers["ETag"] = etag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = CACHE_CONTROL
    return as_file(response, file.name)


def _answer(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=_type_of(name)[0])


def _type_of(name: str) -> tuple[str, str]:
    return next(
        (known for ending, known in MEDIA_TYPES.items() if name.endswith(ending)),
        ("text/plain; charset=utf-8", ""),
    )


def _unusable_range(request: HttpRequest, file: SnapshotFile) -> HttpResponse:
    response = message_page(
        request,
        status=416,
        heading=_("There is no such part of this file"),
        sentence=_("It has %(size)s bytes. Ask for it without a range, or for bytes within it.")
        % {"size": file.size},
        ways_on=(Link(_("The data as files"), reverse("data")),),
    )
    response.headers["Content-Range"] = f"bytes */{file.size}"
    return response
