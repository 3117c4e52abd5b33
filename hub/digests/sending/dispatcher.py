"""One run of a worker: rows are claimed, composed and sent until none is due, or time is up."""

import datetime
import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMessage
from django.db import DatabaseError

from hub.digests.models import Mail, Subscriber
from hub.digests.recipient import ErasedError
from hub.digests.sending.delivery_outcome import settle
from hub.digests.sending.delivery_result import (
    DeliveryResult,
    DeliveryStatus,
    LostError,
    UnreachableError,
)
from hub.digests.sending.envelope import EnvelopedMessage, NothingToSayError, UnusableAddressError
from hub.digests.sending.file_transport import FileTransport
from hub.digests.sending.lease import Lease, claim, make_durable
from hub.digests.sending.smtp_client import HeldMessage, SmtpConnection

log = logging.getLogger(__name__)

# After this no further mail is begun: with 75 seconds before its dot and 600 after it, the last one
# ends within the task's hard limit of 720.
RUN_SECONDS = 30.0
BATCH = 20
# A mail at which the server hung up is not the first one that it is offered again.
MEANWHILE = datetime.timedelta(seconds=30)

Compose = Callable[[Mail], DjangoMessage | EmailMessage]
Recipient = Callable[[Mail], str]


class Transport(Protocol):
    """Where mails leave. ``send`` raises UnreachableError when it takes nothing at all."""

    def send(self, letter: EnvelopedMessage, held: HeldMessage) -> DeliveryResult: ...


@dataclass(frozen=True)
class Dispatcher:
    """How a mail is made from its row, to whom it goes, and the door it leaves by."""

    compose: Compose
    recipient: Recipient
    door: Callable[[], AbstractContextManager[Transport]]


def open_transport() -> SmtpConnection | FileTransport:
    """SMTP where a mail server is named, else files."""
    return SmtpConnection() if settings.EMAIL_HOST else FileTransport()


def send_due(office: Dispatcher, seconds: float = RUN_SECONDS) -> int:
    """Send what is due; the number of mails that were tried.

    A server that takes nothing ends the run without an attempt counted: the next one tries again.
    """
    if not Mail.objects.due().exists():
        return 0
    make_durable()
    until, tried = time.monotonic() + seconds, 0
    try:
        with office.door() as opened:
            while time.monotonic() < until and (batch := claim(BATCH)):
                tried += send_batch(office, opened, batch, until)
    except UnreachableError as problem:
        log.error("The mail server takes nothing: %s", problem)
    return tried


def send_batch(office: Dispatcher, opened: Transport, batch: list[Lease], until: float) -> int:
    """Send one after the other; what cannot be begun any more goes back."""
    tried = 0
    waiting = list(reversed(batch))
    try:
        while waiting and time.monotonic() < until:
            hold = waiting.pop()
            try:
                send(office, opened, hold)
            except UnreachableError:
                hold.release(after=MEANWHILE)
                raise
            tried += 1
    finally:
        for hold in waiting:
            hold.release()
    return tried


def send(office: Dispatcher, opened: Transport, hold: Lease) -> None:
    """One mail. Whatever is wrong with it is written on its row and stops no other."""
    try:
        hold.renew()
        letter = prepared(office, hold.mail)
        verdict = letter if isinstance(letter, DeliveryResult) else opened.send(letter, hold)
    except LostError:
        return
    except NothingToSayError:
        hold.drop()
        return
    except (UnreachableError, DatabaseError):
        raise
    except Exception as problem:  # noqa: BLE001 - one mail that breaks us stops no other
        log.error("mail %d broke the conversation: %s", hold.mail.pk, type(problem).__name__)
        what = DeliveryStatus.UNCERTAIN if hold.begun else DeliveryStatus.AGAIN
        verdict = DeliveryResult(what, type(problem).__name__)
    settle(hold, verdict)


def prepared(office: Dispatcher, mail: Mail) -> EnvelopedMessage | DeliveryResult:
    """The mail, ready to go; or why it is not going. Raises NothingToSayError."""
    if not is_wanted(mail):
        return DeliveryResult(DeliveryStatus.REFUSED, "no longer wanted")
    try:
        to = office.recipient(mail)
        return EnvelopedMessage(
            office.compose(mail), settings.DEFAULT_FROM_EMAIL, to, mail.message_id
        )
    except ErasedError:
        return DeliveryResult(DeliveryStatus.REFUSED, "no longer wanted")
    except UnusableAddressError as problem:
        return DeliveryResult(DeliveryStatus.REFUSED, str(problem))
    except (DatabaseError, NothingToSayError):
        raise
    except Exception as problem:  # noqa: BLE001 - one mail that cannot be made stops no other
        # The kind alone: the words of a fault may hold what somebody follows, or where they live.
        log.error("mail %d cannot be composed: %s", mail.pk, type(problem).__name__)
        return DeliveryResult(DeliveryStatus.AGAIN, "could not be composed")


def is_wanted(mail: Mail) -> bool:
    """Whoever paused or left since the mail was decided on is not written to."""
    subscriber = mail.subscriber
    if subscriber is None or subscriber.state == Subscriber.State.LEFT:
        return False
    return mail.purpose == Mail.Purpose.CONFIRMATION or subscriber.state == Subscriber.State.ACTIVE
