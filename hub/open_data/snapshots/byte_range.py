"""Which part of a file a request asks for (RFC 9110, 14): one range of bytes, or all of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.http import HttpRequest

RANGE = re.compile(r"(\d*)-(\d*)", re.ASCII)
MOST_DIGITS = 18


class UnusableRangeError(Exception):
    """No such part: status 416."""


class ByteRange(NamedTuple):
    """``last`` is the number of the last byte."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def requested_range(request: HttpRequest, size: int, etag: str) -> ByteRange | None:
    """None where the whole file is asked for. Raises UnusableRangeError.

    Several ranges at once and units that nobody knows are the whole file, as the standard allows.
    """
    unit, equals, asked = request.headers.get("Range", "").partition("=")
    if request.method != "GET" or unit.strip().lower() != "bytes" or "," in asked:
        return None
    if not _is_current(request.headers.get("If-Range"), etag):
        return None
    match = RANGE.fullmatch(asked.strip()) if equals else None
    if match is None or max(map(len, match.groups())) > MOST_DIGITS:
        raise UnusableRangeError
    return _read(*match.groups(), size)


def _is_current(condition: str | None, etag: str) -> bool:
    """Whether the rest may be sent of what the reader has the beginning of; dates are not kept."""
    return condition is None or condition.strip() == etag


def _read(first: str, last: str, size: int) -> ByteRange:
    if first:
        read = ByteRange(int(first), min(int(last), size - 1) if last else size - 1)
        if last and int(last) < int(first):
            raise UnusableRangeError
    elif last and int(last):  # so many bytes at the end
        read = ByteRange(max(0, size - int(last)), size - 1)
    else:
        raise UnusableRangeError
    if read.first >= size:
        raise UnusableRangeError
    return read
