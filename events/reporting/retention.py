"""What is not kept of focal points: their addresses, and what was not published.

Erased are addresses ``ADDRESSES_KEPT`` after the round closed, or was due; of a round without days,
and of a request that was withdrawn, after the last that happened. Then words go that were not
published: declined, unread, or put in others by a curator. What was published is the addressee's
statement, and stays. An address that its owner has erased goes at once; the words have their time.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.reporting.models import ErasedFocalPoint, ReportAnswer, ReportRequest, today
from hub.outbox.addresses import normalise
from hub.outbox.models import Mail
from hub.records import removal_journal
from hub.records.database_clock import now_in_database
from hub.records.keyed_hash import keyed_hash
from hub.records.removal_journal import RemovalKind

ADDRESSES_KEPT = datetime.timedelta(days=90)
NO_WORDS = "…"
# Of answers: whose words as they were sent stand nowhere in public, and are not erased yet.
NOT_PUBLISHED = ~Q(decision=ReportAnswer.Decision.ACCEPTED, published_evidence="") & ~Q(
    evidence=NO_WORDS
)


def sweep(day: datetime.date | None = None) -> int:
    """Erase all that is due to be; of how many requests. Idempotent."""
    before = (day or today()) - ADDRESSES_KEPT
    by_round = Q(round__closes__lt=before) | Q(round__closes=None, round__due__lt=before)
    last = Greatest(
        "created_at",
        Coalesce("asked_at", "created_at"),
        Coalesce("sent_in_at", "created_at"),
        Coalesce("withdrawn_at", "created_at"),
    )
    no_days = Q(round__closes=None, round__due=None) | Q(withdrawn_at__isnull=False)
    words = ReportAnswer.objects.filter(NOT_PUBLISHED, request=OuterRef("pk"))
    rows = ReportRequest.objects.annotate(last=last).filter(~Q(address="") | Exists(words))
    # A day given to one addressee may lie behind that of the round.
    past = rows.filter(by_round | (no_days & Q(last__date__lt=before)))
    keys = past.exclude(due__gte=before).values_list("pk", flat=True)
    return sum(erase_address(key) | _erase_words(key) for key in list(keys))


def count_requests(address: str) -> int:
    """How many requests are kept with this address."""
    return ReportRequest.objects.filter(address_key=address_key(address)).count()


def erase_focal_point(address: str) -> int:
    """Erase one address wherever it stands, by the wish of its owner; of how many requests.

    It is not entered again.
    """
    key = address_key(address)
    removal_journal.write(RemovalKind.FOCAL_POINT, [key])
    return erase_by_key(key, at=timezone.now())


def erase_by_key(key: str, *, at: datetime.datetime) -> int:
    """Likewise, by its hash. ``at``: when its owner asked for it."""
    with transaction.atomic():
        ErasedFocalPoint.objects.get_or_create(address_key=key, defaults={"at": at})
        keys = ReportRequest.objects.filter(address_key=key).values_list("pk", flat=True)
        return sum(map(erase_address, list(keys)))


def is_erased(address: str) -> bool:
    """Whether its owner had it erased: it is not to be entered again."""
    return ErasedFocalPoint.objects.filter(address_key=address_key(address)).exists()


def address_key(address: str) -> str:
    """By which a focal point is found again: 64 hexadecimal digits."""
    return keyed_hash("focal point", normalise(address))


def erase_address(pk: int) -> bool:
    """The address of a request, its hash, and mails that wait for it."""
    with transaction.atomic():
        request = ReportRequest.objects.select_for_update().filter(pk=pk).first()
        if request is None or not request.address:
            return False
        Mail.objects.filter(report_mail__request=request).forget_recipients()
        ReportRequest.objects.filter(pk=pk).update(address="", address_key="")
    return True


def _erase_words(pk: int) -> bool:
    """What was not published of the answers of a request; what nobody read is declined with it."""
    now = now_in_database()
    with transaction.atomic():
        request = ReportRequest.objects.select_for_update().get(pk=pk)
        answers = request.answers.filter(NOT_PUBLISHED)
        put_in_others = Q(decision=ReportAnswer.Decision.ACCEPTED)  # its source was published
        if not answers.exists():
            return False
        unread = answers.filter(decision="")
        unread.update(
            decision=ReportAnswer.Decision.DECLINED,
            reason=_("Nobody read it in time, and the words were erased."),
            decided_at=now,
        )
        answers.exclude(put_in_others).update(source_title=NO_WORDS, source_url="")
        answers.update(evidence=NO_WORDS)
        ReportRequest.objects.filter(pk=pk).update(
            taken_at=Coalesce("taken_at", now), settled_at=Coalesce("settled_at", now)
        )
    return True
