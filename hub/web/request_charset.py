"""Every request is read as UTF-8, whatever encoding its header names.

Django decodes the parameters of an address, too, by the ``charset`` of ``Content-Type``: with one
header whoever asks first would decide which page is kept for an address, and a codec that is none
of text ("rot13") is an error before any middleware runs. No browser sends another encoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.http import parse_header_parameters

from hub.web.load_gate import Application, StartResponse

# In parts as well: "charset*0=utf; charset*1=-16" (RFC 2231).
CHARSET = re.compile(r';\s*charset[\s*\d]*=\s*(?:"(?:[^"\\]|\\.)*"|[^;]*)', re.IGNORECASE)


def without_charset(content_type: str) -> str:
    """A value of ``Content-Type`` without an encoding; of what hides one the media type alone."""
    left = CHARSET.sub("", content_type)
    media_type, _semicolon, parameters = left.partition(";")
    if not parameters:
        return left
    try:
        names = parse_header_parameters(left)[1]
    except (LookupError, ValueError):
        return media_type
    return media_type if any(name.startswith("charset") for name in names) else left


class Utf8Requests:
    """A WSGI application around Django's."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if sent := environ.get("CONTENT_TYPE", ""):
            environ["CONTENT_TYPE"] = without_charset(sent)
        return self.application(environ, start_response)
