"""A clock that was put back silences nothing.

What is due, claimed or used up stands in the database as a time. Where its clock goes back an hour,
all of these lie an hour ahead: mails, feeds and digests would wait, and claims of workers that died
would be believed. So the database's time is noted every few seconds. Where it is behind what was
noted last, the times of before are restated as the clock of now would have told them. A clock that
goes forward makes things due early. What is kept for a time is then erased early too, and cannot be
called back: see *Clocks* in docs/production.md.
"""

from __future__ import annotations

import datetime
import logging

from django.db import transaction

from events.reporting import reminders
from hub.anonymous_forms import throttle
from hub.digests.digest import schedule
from hub.imports.models import Import, ImportSource
from hub.monitoring import heartbeats, incidents
from hub.monitoring.models import Heartbeat
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database

log = logging.getLogger(__name__)

# Less than this silences nothing for long, and two servers of one database may differ by it.
TOLERATED = datetime.timedelta(seconds=10)


def watch() -> datetime.timedelta | None:
    """Note the time; by how much the clock went back, where it did. Once, however many look."""
    with transaction.atomic():
        Heartbeat.objects.get_or_create(kind=Heartbeat.Kind.CLOCK, name="")
        row = Heartbeat.objects.select_for_update().get(kind=Heartbeat.Kind.CLOCK, name="")
        now = now_in_database()
        back = row.at - now
        Heartbeat.objects.filter(pk=row.pk).update(at=now)
        if back <= TOLERATED:
            return None
        log.warning("The clock of the database went back by %d seconds.", back.total_seconds())
        restate(back)
    return back


def restate(by: datetime.timedelta) -> None:
    Mail.objects.restate(by)
    ImportSource.objects.restate(by)
    Import.objects.restate(by)
    throttle.restate(by)
    schedule.restate()
    reminders.restate()
    heartbeats.restate(by)
    incidents.restate(by)
