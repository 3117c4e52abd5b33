"""What an attempt's verdict does to its row, to what the mail carried, and to the address."""

import datetime
import logging
import time

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Least, Now

from hub.digests.models import Mail, MailItem, Subscriber, Suppression
from hub.digests.retention import erasure
from hub.digests.sending.delivery_result import DeliveryResult, DeliveryStatus
from hub.digests.sending.lease import Lease

log = logging.getLogger(__name__)

# Minutes until the next attempt, by how many there were; servers that greylist want five or so.
BACK_OFF = (1, 5, 15, 30, 60, 120, 240)
GIVE_UP_AFTER = datetime.timedelta(hours=24)
# A confirmation without an answer is sent again under its Message-ID, but it is no weapon.
MOST_UNANSWERED_CONFIRMATIONS = 3
# A database that restarts: what the server said is known only here.
PATIENCE_SECONDS = 30.0


def settle(hold: Lease, verdict: DeliveryResult) -> None:
    """Write down what became of an attempt, once the database can be reached."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            write(hold, verdict)
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(1)
        else:
            break
    if verdict.what is not DeliveryStatus.SENT:
        log.warning("mail %d: %s", hold.mail.pk, verdict.what.value)


def write(hold: Lease, verdict: DeliveryResult) -> None:
    mine = Mail.objects.filter(
        pk=hold.mail.pk, token=hold.token, state__in=[Mail.State.CLAIMED, Mail.State.SENDING]
    )
    if verdict.what is DeliveryStatus.SENT:
        known = mine.update(state=Mail.State.SENT, token=None, sent_at=Now(), reply=verdict.reply)
    else:
        with transaction.atomic():
            known = write_down(mine, hold.mail, verdict)
    if not known and verdict.what in (DeliveryStatus.SENT, DeliveryStatus.REFUSED):
        note_late(hold, verdict)
    if known and verdict.what is DeliveryStatus.BOUNCED:
        # Behind the commit: whoever leaves locks the subscriber first, and then the mails.
        suppress(hold.mail)


def write_down(mine: QuerySet[Mail], mail: Mail, verdict: DeliveryResult) -> int:
    """What did not go well; the number of rows that were still ours: one or none."""
    if verdict.what is DeliveryStatus.AGAIN:
        return try_again(mine, mail, verdict.reply)
    if verdict.what is DeliveryStatus.UNCERTAIN:
        return leave_uncertain(mine, verdict.reply)
    return fail(mine, verdict.reply)


def try_again(rows: QuerySet[Mail], mail: Mail, reply: str) -> int:
    """Back into the queue, later each time, until a day after the first attempt."""
    if failed := fail(rows.filter(first_try_at__lte=Now() - GIVE_UP_AFTER), reply):
        return failed
    minutes = BACK_OFF[min(max(mail.attempts, 1), len(BACK_OFF)) - 1]
    # Ten per cent more or less, by the number: what failed together does not come back together.
    delay = datetime.timedelta(minutes=minutes * (0.9 + mail.pk % 21 / 100))
    last = ExpressionWrapper(F("first_try_at") + GIVE_UP_AFTER, output_field=DateTimeField())
    later = ExpressionWrapper(Now() + delay, output_field=DateTimeField())
    return rows.update(
        state=Mail.State.DUE,
        token=None,
        lease_until=None,
        heartbeat_at=None,
        next_try_at=Least(later, last),
        reply=reply,
    )


def fail(rows: QuerySet[Mail], reply: str) -> int:
    """Never tried again by itself; what it carried may go into the next digest."""
    return end(rows, Mail.State.FAILED, reply)


def leave_uncertain(rows: QuerySet[Mail], reply: str) -> int:
    """Nobody can know whether it arrived: what it carried goes into the next digest.

    A confirmation is sent again under the same Message-ID instead, a few times.
    """
    again = 0
    confirmations = rows.filter(purpose=Mail.Purpose.CONFIRMATION)
    for mail in confirmations.filter(attempts__lt=MOST_UNANSWERED_CONFIRMATIONS):
        again += try_again(confirmations.filter(pk=mail.pk), mail, reply)
    return again + end(rows, Mail.State.UNCERTAIN, reply)


def end(rows: QuerySet[Mail], state: Mail.State, reply: str) -> int:
    """A state for good for these rows; their items make way for others of the same change.

    The token stays with an uncertain row: an answer that comes after all is noted on it.
    """
    keys = list(rows.select_for_update().values_list("pk", flat=True))
    if not keys:
        return 0
    ended = rows.filter(pk__in=keys).update(state=state, lease_until=None, reply=reply)
    MailItem.objects.filter(mail__in=keys).update(live=False)
    return ended


def suppress(mail: Mail) -> None:
    """Nothing more is written to an address that does not exist, until it confirms anew.

    Of an address that never confirmed nothing is kept: the request vanishes by itself.
    """
    for subscriber in Subscriber.objects.here().filter(mails=mail):
        erasure.suppress(subscriber, Suppression.Why.BOUNCED)


def note_late(hold: Lease, verdict: DeliveryResult) -> None:
    """The answer came after the row was given up: the operator should see it."""
    Mail.objects.held_by(hold.token, Mail.State.UNCERTAIN).filter(pk=hold.mail.pk).update(
        reply=f"(late) {verdict.reply}"
    )
