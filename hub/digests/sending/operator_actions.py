"""What only a person can decide: what becomes of a mail that is uncertain or was refused."""

from __future__ import annotations

import enum

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from hub.digests.models import Mail, MailItem, Subscriber

OPEN = (Mail.State.UNCERTAIN, Mail.State.FAILED)


class OperatorDecision(enum.Enum):
    DONE = "done"
    TOO_LATE = "too late"  # the mail is in another state by now
    CARRIED = "carried"  # all it said went into a later mail
    NOBODY = "nobody"  # whoever it was for has left


def resend(pk: int) -> OperatorDecision:
    """Send it again under the same Message-ID, without what a later mail carries by now.

    Whoever has got it may get it twice: mail programs often show one of two with the same number.
    """
    with transaction.atomic():
        mail = held(pk, OPEN)
        if mail is None:
            return OperatorDecision.TOO_LATE
        if mail.subscriber is None or mail.subscriber.state == Subscriber.State.LEFT:
            return OperatorDecision.NOBODY
        carried = list(carried_later(mail).values_list("pk", flat=True))
        if mail.purpose == Mail.Purpose.DIGEST and mail.items.count() == len(carried):
            return OperatorDecision.CARRIED
        mail.items.filter(pk__in=carried).delete()
        mail.items.update(live=True)
        Mail.objects.filter(pk=pk).update(
            state=Mail.State.DUE,
            token=None,
            heartbeat_at=None,
            attempts=0,
            first_try_at=None,
            next_try_at=Now(),
        )
    return OperatorDecision.DONE


def mark_delivered(pk: int) -> OperatorDecision:
    """It arrived, as the operator found out: what it carried is not told again."""
    with transaction.atomic():
        mail = held(pk, OPEN)
        if mail is None:
            return OperatorDecision.TOO_LATE
        kept = mail.items.exclude(pk__in=carried_later(mail).values("pk"))
        MailItem.objects.filter(pk__in=list(kept.values_list("pk", flat=True))).update(live=True)
        Mail.objects.filter(pk=pk).update(state=Mail.State.SENT, token=None, sent_at=Now())
    return OperatorDecision.DONE


def held(pk: int, states: tuple[Mail.State, ...]) -> Mail | None:
    """The row, locked behind its subscriber's: whoever collects a digest locks that first."""
    mail = Mail.objects.filter(pk=pk).first()
    if mail is None:
        return None
    Subscriber.objects.select_for_update().filter(pk=mail.subscriber_id or 0).first()
    return Mail.objects.select_for_update().filter(pk=pk, state__in=states).first()


def carried_later(mail: Mail) -> QuerySet[MailItem]:
    """What another mail carries in its place."""
    elsewhere = MailItem.objects.filter(
        subscriber_id=OuterRef("subscriber_id"), change_id=OuterRef("change_id"), live=True
    ).exclude(mail=mail)
    return mail.items.filter(Exists(elsewhere))
