"""What only a person can decide: what becomes of a mail that is uncertain or was refused."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from hub.outbox.delivery_results import mark_sent
from hub.outbox.mail_kinds import OperatorDecision, kind_of
from hub.outbox.models import Mail

OPEN_STATES = (Mail.State.UNCERTAIN, Mail.State.FAILED)


def resend(pk: int) -> OperatorDecision:
    """Send it again under the same Message-ID, without what a later mail carries by now.

    Whoever has got it may get it twice: mail programs often show one of two with the same number.
    """
    with transaction.atomic():
        mail = _open_mail(pk)
        if mail is None:
            return OperatorDecision.TOO_LATE
        if Mail.objects.without_recipient().filter(pk=pk).exists():
            return OperatorDecision.NOBODY
        decision = kind_of(mail).prepare_resend(mail)
        if decision is OperatorDecision.DONE:
            Mail.objects.filter(pk=pk).update(
                state=Mail.State.DUE,
                token=None,
                heartbeat_at=None,
                attempts=0,
                first_try_at=None,
                next_try_at=Now(),
            )
    return decision


def mark_delivered(pk: int) -> OperatorDecision:
    """It arrived, as the operator found out: what it carried is not sent in another one."""
    with transaction.atomic():
        mail = _open_mail(pk)
        if mail is None:
            return OperatorDecision.TOO_LATE
        kind_of(mail).handle_confirmed_delivery(mail)
        mark_sent(Mail.objects.filter(pk=pk))
    return OperatorDecision.DONE


def _open_mail(pk: int) -> Mail | None:
    """The row, locked, where it waits for a decision."""
    mail = Mail.objects.filter(pk=pk).first()
    if mail is None:
        return None
    kind_of(mail).lock_recipient(mail)
    return Mail.objects.select_for_update().filter(pk=pk, state__in=OPEN_STATES).first()
