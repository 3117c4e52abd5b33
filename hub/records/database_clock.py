"""The one clock that all machines of a site share."""

from __future__ import annotations

import datetime

from django.db import connection
from django.utils import timezone


def now_in_database() -> datetime.datetime:
    """The database's clock, in UTC: machines whose clocks differ decide alike."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            instant: datetime.datetime = cursor.fetchone()[0]
        return instant.astimezone(datetime.UTC)
    return timezone.now()  # an embedded database has the clock of this machine
