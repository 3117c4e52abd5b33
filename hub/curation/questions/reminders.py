"""One reminder to whoever was asked and has not answered."""

from __future__ import annotations

import datetime

from hub.curation.questions import request_mails
from hub.curation.questions.models import AnswerRequest, RequestMail
from hub.outbox.models import MailHold
from hub.records.database_clock import now_in_database

AFTER = datetime.timedelta(days=21)
MOST = 200  # of one run
REMINDER = RequestMail.Occasion.REMINDER


def remind(now: datetime.datetime | None = None) -> int:
    """Enqueue the reminders that are due; how many. Idempotent. None while mail is held."""
    if MailHold.is_open():
        return 0
    now = now or now_in_database()
    rows = AnswerRequest.objects.standing(now).filter(
        asked_at__lte=now - AFTER, answer=None, unreachable_at=None
    )
    due = rows.exclude(address="").exclude(mails__occasion=REMINDER).order_by("pk")[:MOST]
    requests = list(due)
    for request in requests:
        request_mails.enqueue(request, REMINDER)
    return len(requests)
