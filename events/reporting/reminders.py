"""From days to the outbox: who is asked and reminded today.

A chunk of requests is one transaction: what is killed in the middle left nothing, and is done by
the next run. Two runs at once do not meet, and a row of ``ReportMail`` makes each mail once.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from events.recommendations.models import Document
from events.reporting.mail_kinds import PURPOSE
from events.reporting.models import Occasion, ReportMail, ReportRequest, today
from events.reporting.occasions import Schedule, WrittenMail
from events.reporting.report_requests import actions_of
from hub.outbox.models import Mail, MailHold
from hub.outbox.sealing import reseal

CHUNK = 200


def schedule_due(day: datetime.date | None = None, *, heed_hold: bool = True) -> int:
    """Enqueue the mails of a day, today by default; how many. Idempotent.

    None while mail is held, unless ``heed_hold`` is false: for what makes all of them uncertain at
    once. Whoever calls wakes the senders.
    """
    if heed_hold and MailHold.is_open():
        return 0
    day = day or today()
    keys = list(_candidates(day).order_by("pk").values_list("pk", flat=True))
    chunks = (keys[first : first + CHUNK] for first in range(0, len(keys), CHUNK))
    return sum(_schedule(chunk, day) for chunk in chunks)


def restate() -> None:
    """The clock went back: mails that were written on days to come were written today."""
    day = today()
    ReportMail.objects.filter(day__gt=day).update(day=day)


def _candidates(day: datetime.date) -> QuerySet[ReportRequest]:
    has_link = ReportMail.objects.filter(
        request=OuterRef("pk"), issue=OuterRef("issue"), occasion=Occasion.ASKED
    )
    waiting = Q(sent_in_at=None) | ~Exists(has_link)
    rows = ReportRequest.objects.asked().filter(waiting, unreachable_at=None).exclude(address="")
    rows = rows.filter(round__document__in=Document.objects.published())
    return rows.exclude(round__closes__lt=day).exclude(round__opens__gt=day)


def _schedule(keys: Sequence[int], day: datetime.date) -> int:
    skip = connection.features.has_select_for_update_skip_locked
    made = 0
    with transaction.atomic():
        rows = _candidates(day).filter(pk__in=keys).select_related("round__document")
        for request in rows.select_for_update(skip_locked=skip, of=("self",)).order_by("pk"):
            made += _schedule_one(request, day)
    return made


def _schedule_one(request: ReportRequest, day: datetime.date) -> bool:
    mails = request.mails.filter(issue=request.issue)
    written = [WrittenMail(*values) for values in mails.values_list("occasion", "day", "due")]
    schedule = Schedule(
        opens=request.round.opens,
        due=request.due_on,
        closes=request.round.closes,
        is_answered=request.sent_in_at is not None,
        refuses_reminders=request.reminders_refused_at is not None,
    )
    before = datetime.timedelta(days=settings.REPORT_REMINDER_DAYS)
    occasion = schedule.occasion(day, written, before)
    if occasion is None or not actions_of(request):
        return False
    mail = Mail.objects.create(purpose=PURPOSE, address=reseal(request.address))
    ReportMail.objects.create(
        request=request,
        occasion=occasion,
        issue=request.issue,
        day=day,
        due=None if occasion == Occasion.ASKED else request.due_on,
        mail=mail,
    )
    return True
