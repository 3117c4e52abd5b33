"""What a check of an address came to."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Verdict(enum.Enum):
    WELL = "well"
    UNTOLD = "untold"
    FAILED = "failed"
    MOVED = "moved"
    PARKED = "parked"


@dataclass(frozen=True)
class Finding:
    """What one check of an address came to.

    ``cause``: a ``CheckedAddress.Cause``. ``url``: where it ended, on a site of ``domain``.
    ``retry_after``: seconds for which ``url``'s host wants no more.

    ``was_answered``: whether any server said anything, so that there is a way into the world.
    """

    verdict: Verdict
    cause: str
    url: str
    domain: str = ""
    status: int | None = None
    title: str = ""
    title_was_read: bool = False
    retry_after: int = 0
    was_answered: bool = True
