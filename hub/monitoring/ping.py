"""The dead-man's switch: an address elsewhere that is fetched as long as all is well.

Whoever runs it tells the administrators when the fetch stays away, which also happens where nothing
here is left to tell them. The request says nothing but that it was made.
"""

from __future__ import annotations

import logging

from django.conf import settings

from hub.http_client.fetch import FetchRefused, MayConnect, fetch
from hub.http_client.public_addresses import is_public

log = logging.getLogger(__name__)

SECONDS = 10.0
MAX_BYTES = 64 * 1024
# Not the site's: whoever runs the switch need not be told what this is.
USER_AGENT = "heartbeat"


def ping(*, may_connect: MayConnect = is_public) -> bool:
    """Whether the address was fetched; False where none is set."""
    if not settings.HEARTBEAT_PING_URL:
        return False
    try:
        fetch(
            settings.HEARTBEAT_PING_URL,
            max_bytes=MAX_BYTES,
            timeout=SECONDS,
            may_connect=may_connect,
            user_agent=USER_AGENT,
        ).file.close()
    except FetchRefused as refusal:
        # Not the address: who knows it can pretend that all is well.
        log.warning("HEARTBEAT_PING_URL was not fetched: %s", refusal.sentence)
        return False
    return True
