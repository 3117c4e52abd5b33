"""What a partial date covers: its first and its last day, to sort by and to tell past from coming.

A day that was never stated is used for reckoning only and never shown.
"""

import calendar
import datetime
from enum import StrEnum

from hub.records import partial_date


class Precision(StrEnum):
    """The terms of the source data's ``date_precision``."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


def precision(text: str | None) -> Precision:
    """How precise ``2021``, ``2021-10``, ``2021-10-07`` or nothing is."""
    return {0: Precision.UNKNOWN, 4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[
        len(text or "")
    ]


def span(text: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that a partial date can mean. Raises ValueError on bad text."""
    year, month, day = partial_date.parse(text)
    first = datetime.date(year, month or 1, day or 1)
    if day:
        return first, first
    last_month = month or 12
    return first, datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])
