"""What is not kept of focal points: their addresses, and what was not published.

Erased are addresses ``ADDRESSES_KEPT`` after the round closed, or was due; of a round without days,
and of a request that was withdrawn, after the last that happened. Of what a curator declined the
words go with the address; what was published is the addressee's statement, and stays.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest

from events.reporting.models import ReportAnswer, ReportRequest, today
from hub.outbox.addresses import normalise
from hub.outbox.models import Mail
from hub.outbox.retention import UNFINISHED
from hub.records import removal_journal
from hub.records.keyed_hash import keyed_hash
from hub.records.removal_journal import RemovalKind

ADDRESSES_KEPT = datetime.timedelta(days=90)
NO_WORDS = "…"


def sweep(day: datetime.date | None = None) -> int:
    """Erase all that is due to be; of how many requests the address. Idempotent."""
    before = (day or today()) - ADDRESSES_KEPT
    by_round = Q(round__closes__lt=before) | Q(round__closes=None, round__due__lt=before)
    last = Greatest(
        "created_at",
        Coalesce("asked_at", "created_at"),
        Coalesce("sent_in_at", "created_at"),
        Coalesce("withdrawn_at", "created_at"),
    )
    no_days = Q(round__closes=None, round__due=None) | Q(withdrawn_at__isnull=False)
    rows = ReportRequest.objects.annotate(last=last).exclude(address="")
    # A day given to one addressee may lie behind that of the round.
    past = rows.filter(by_round | (no_days & Q(last__date__lt=before)))
    keys = past.exclude(due__gte=before).values_list("pk", flat=True)
    return sum(erase_address(key) for key in list(keys))


def count_requests(address: str) -> int:
    """How many requests are kept with this address."""
    return ReportRequest.objects.filter(address_key=address_key(address)).count()


def erase_focal_point(address: str) -> int:
    """Erase one address wherever it stands, by the wish of its owner; of how many requests."""
    key = address_key(address)
    removal_journal.write(RemovalKind.FOCAL_POINT, [key])
    return erase_by_key(key)


def erase_by_key(key: str) -> int:
    keys = ReportRequest.objects.filter(address_key=key).values_list("pk", flat=True)
    return sum(erase_address(pk) for pk in list(keys))


def address_key(address: str) -> str:
    """By which a focal point is found again: 64 hexadecimal digits."""
    return keyed_hash("focal point", normalise(address))


def erase_address(pk: int) -> bool:
    """The address of a request, its hash, mails that wait for it, and words not published."""
    with transaction.atomic():
        request = ReportRequest.objects.select_for_update().filter(pk=pk).first()
        if request is None or not request.address:
            return False
        mails = Mail.objects.filter(report_mail__request=request)
        mails.filter(state__in=UNFINISHED).exclude(state=Mail.State.SENDING).delete()
        mails.update(address="")
        declined = ReportAnswer.Decision.DECLINED
        request.answers.filter(decision=declined).update(
            evidence=NO_WORDS, source_title=NO_WORDS, source_url=""
        )
        ReportRequest.objects.filter(pk=pk).update(address="", address_key="")
    return True
