"""Compressing what is sent, in the encoding that the browser accepts."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

import brotli
from django.http import HttpRequest

# Of a list: 180 bytes less than by 6, for 0.7 ms once; 9 takes longer for two bytes.
GZIP_LEVEL = 8
# Shorter blocks have codes that fit what is in them: 35 bytes less of a list, 150 of the maps.
GZIP_MEMORY = 5
GZIP_WINDOW = zlib.MAX_WBITS + 16  # 32 kB, with gzip's frame, whose time is zero
BROTLI_QUALITY = 5
STREAMED_LEVEL = 3  # of some hundred megabytes: higher ones take longer than to make them
REFUSED = re.compile(r";\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)")  # RFC 9110, section 12.4.2
# Pictures and Word files are compressed already.
TEXT_TYPES = ("text/", "application/json", "application/xml")
XML_SUFFIX = "+xml"


def encoding_for(request: HttpRequest) -> str:
    """``br``, ``gzip`` or empty, by what the browser accepts."""
    return accepted_encoding(request.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=256)
def accepted_encoding(header: str) -> str:
    """The same by the value of ``Accept-Encoding``."""
    offered = accepted_encodings(header)
    return next((name for name in ("br", "gzip") if name in offered), "")


def accepted_encodings(header: str) -> set[str]:
    """All that the value of ``Accept-Encoding`` does not refuse."""
    return {
        part.partition(";")[0].strip()
        for part in header.lower().split(",")
        if not REFUSED.search(part)
    }


def is_compressible(content_type: str) -> bool:
    """Whether a body of this type gets smaller."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type.startswith(TEXT_TYPES) or media_type.endswith(XML_SUFFIX)


def compress(body: bytes, encoding: str) -> bytes:
    """The body in ``br`` or ``gzip``; the same bytes for the same body."""
    if encoding == "br":
        compressed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
        return compressed
    compressor = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_WINDOW, GZIP_MEMORY)
    return compressor.compress(body) + compressor.flush()


def compress_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A body by gzip as it is made; its first piece is sent at once."""
    compressor = zlib.compressobj(STREAMED_LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    is_first = True
    for piece in pieces:
        packed = compressor.compress(piece)
        if is_first:
            packed += compressor.flush(zlib.Z_SYNC_FLUSH)
            is_first = False
        if packed:
            yield packed
    yield compressor.flush()
