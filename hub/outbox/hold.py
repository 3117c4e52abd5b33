"""The pause of all mail after a restore, and the one decision that ends it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.outbox.delivery_results import end_as_uncertain
from hub.outbox.models import Mail, MailHold
from hub.outbox.operator_actions import mark_delivered
from hub.outbox.retention import UNFINISHED

# Mark the mails on which a release decides, and those on which one has. They stay: rows hold them.
REPLY = "the database was restored from a backup"
NOT_DELIVERED = "the database was restored from a backup; taken as not delivered"


def hold_all() -> MailHold:
    """Send nothing from now on. What was due or under way may have been sent: it is uncertain."""
    with transaction.atomic():
        hold = MailHold.objects.filter(released_at=None).first() or MailHold.objects.create()
        end_as_uncertain(Mail.objects.filter(state__in=UNFINISHED), REPLY)
        hold.uncertain = uncertain_mails().count()
        hold.save(update_fields=["uncertain"])
    return hold


def uncertain_mails() -> QuerySet[Mail]:
    """Those on which nobody has decided since the restore."""
    return Mail.objects.filter(state=Mail.State.UNCERTAIN, reply=REPLY)


def release(*, delivered: bool, by: Any = None) -> int:
    """Send again from now on; the number of mails that were decided on.

    ``delivered``: the uncertain ones arrived, and nobody gets them or their news again. Otherwise
    they stay uncertain, and what the digests among them tell goes into the next ones.
    """
    with transaction.atomic():
        holds = MailHold.objects.select_for_update().filter(released_at=None)
        if not holds.exists():
            return 0
        keys = list(uncertain_mails().values_list("pk", flat=True))
        if delivered:
            for key in keys:
                mark_delivered(key)
        else:
            # Decided on: the next restore neither counts nor asks again.
            uncertain_mails().update(reply=NOT_DELIVERED)
        holds.update(released_at=timezone.now(), released_by=by)
    return len(keys)
