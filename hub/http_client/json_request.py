"""One guarded request whose response is JSON, for an interface that an operator has named.

Redirects are not followed: a form with a secret in it goes to the address that was checked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from hub.http_client.fetch import (
    USER_AGENT,
    FetchRefused,
    MayConnect,
    RefusalCause,
    check_url,
    decoded_blocks,
    open_guarded,
)
from hub.http_client.public_addresses import is_public

MAX_BYTES = 512 * 1024


class JsonResponse(NamedTuple):
    """``value``: what the body holds, whatever its type."""

    status: int
    value: Any


def request_json(
    url: str,
    form: Mapping[str, str] | None = None,
    *,
    timeout: float,
    headers: Mapping[str, str] | None = None,
    may_connect: MayConnect = is_public,
) -> JsonResponse:
    """GET a URL, or POST a form to it. ``timeout``: seconds for all of it.

    Raises FetchRefused, also for what is no JSON or longer than MAX_BYTES.
    """
    deadline = time.monotonic() + timeout
    sent = {"User-Agent": USER_AGENT, "Accept": "application/json", **(headers or {})}
    body = None
    if form is not None:
        body = urlencode(form).encode("ascii")
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    method = "GET" if body is None else "POST"
    parts = check_url(url)
    content = b""
    with open_guarded(parts, sent, deadline, may_connect, method, body) as response:
        for block in decoded_blocks(response, deadline):
            content += block
            if len(content) > MAX_BYTES:
                raise FetchRefused(_("The address sends more than is read."))
        return JsonResponse(response.status, _parse(content))


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as problem:
        sentence = _("The address gave no proper answer.")
        raise FetchRefused(sentence, RefusalCause.ANSWER) from problem
