"""One run of a worker: rows are claimed, composed and sent until none is due, or time is up."""

import datetime
import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.message import Message
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMessage
from django.db import DatabaseError

from hub.identity.site_identity import current_identity, identity_shown
from hub.outbox import key_marker, mail_kinds
from hub.outbox.addresses import UnusableAddressError
from hub.outbox.delivery_results import (
    DeliveryResult,
    DeliveryStatus,
    TransportUnavailableError,
    record_result,
)
from hub.outbox.envelope import EnvelopedMessage
from hub.outbox.file_transport import FileTransport
from hub.outbox.lease import Lease, LeaseLostError, acquire, make_durable
from hub.outbox.mail_kinds import NothingToSayError
from hub.outbox.models import Mail, RecipientErasedError
from hub.outbox.smtp_client import MailLease, SmtpConnection

log = logging.getLogger(__name__)

# After this no further mail is begun: with 75 seconds before its dot and 600 after it, the last one
# ends within the task's hard limit of 720.
RUN_SECONDS = 30.0
BATCH = 20
# Retry backoff after the server dropped the connection: that mail is not the next one offered.
BACKOFF = datetime.timedelta(seconds=30)
UNWANTED = DeliveryResult(DeliveryStatus.REFUSED, "no longer wanted")


class Transport(Protocol):
    """Where mails leave. ``send`` raises TransportUnavailableError when it takes nothing at all."""

    def send(self, message: EnvelopedMessage, lease: MailLease) -> DeliveryResult: ...


def open_transport() -> SmtpConnection | FileTransport:
    """SMTP where a mail server is named, else files."""
    return SmtpConnection() if settings.EMAIL_HOST else FileTransport()


@dataclass(frozen=True)
class Dispatcher:
    """How a mail is made from its row, and the transport it leaves by."""

    compose: Callable[[Mail], DjangoMessage | Message] = mail_kinds.compose
    open_transport: Callable[[], AbstractContextManager[Transport]] = open_transport

    def send_due(self, seconds: float = RUN_SECONDS) -> int:
        """Send what is due; the number of mails that were tried.

        A server that takes nothing ends the run without an attempt counted: the next one tries
        again.
        """
        if not Mail.objects.due().exists():
            return 0
        if wrong := key_marker.problems():
            # Nothing is claimed: with the right keys all of it can still be sent.
            log.error("No mail is sent: %s", wrong[0])
            return 0
        make_durable()
        deadline, tried = time.monotonic() + seconds, 0
        try:
            with self.open_transport() as transport:
                while time.monotonic() < deadline and (batch := acquire(BATCH)):
                    tried += self._send_batch(transport, batch, deadline)
        except TransportUnavailableError as problem:
            log.error("The mail server takes nothing: %s", problem)
        return tried

    def _send_batch(self, transport: Transport, batch: list[Lease], deadline: float) -> int:
        """Send one after the other; what cannot be begun any more goes back."""
        tried = 0
        waiting = list(reversed(batch))
        try:
            mail_kinds.read_ahead([lease.mail for lease in batch])
            with identity_shown(current_identity()):  # asked for once, and not for each mail
                while waiting and time.monotonic() < deadline:
                    lease = waiting.pop()
                    try:
                        self._send(transport, lease)
                    except TransportUnavailableError:
                        lease.postpone(BACKOFF)
                        raise
                    tried += 1
        finally:
            for lease in waiting:
                lease.release()
        return tried

    def _send(self, transport: Transport, lease: Lease) -> None:
        """One mail. Whatever is wrong with it is written on its row and stops no other."""
        try:
            lease.renew()
            message = self._prepare(lease.mail)
            result = (
                message if isinstance(message, DeliveryResult) else transport.send(message, lease)
            )
        except LeaseLostError:
            return
        except NothingToSayError:
            lease.discard()
            return
        except (TransportUnavailableError, DatabaseError):
            raise
        except Exception as problem:  # noqa: BLE001 - one mail that breaks us stops no other
            name = type(problem).__name__
            log.error("mail %d broke the transport: %s", lease.mail.pk, name)
            status = DeliveryStatus.UNCERTAIN if lease.dot_allowed else DeliveryStatus.AGAIN
            result = DeliveryResult(status, name)
        record_result(lease, result)

    def _prepare(self, mail: Mail) -> EnvelopedMessage | DeliveryResult:
        """The mail, ready to go; or why it is not going. Raises NothingToSayError."""
        try:
            if not mail_kinds.kind_of(mail).is_wanted(mail):
                return UNWANTED
            address = mail.recipient_address()
            message = self.compose(mail)
            return EnvelopedMessage(
                message, settings.DEFAULT_FROM_EMAIL, address, mail.message_id, mail.first_try_at
            )
        except RecipientErasedError:
            return UNWANTED
        except UnusableAddressError as problem:
            return DeliveryResult(DeliveryStatus.REFUSED, str(problem))
        except (DatabaseError, NothingToSayError):
            raise
        except Exception as problem:  # noqa: BLE001 - one mail that cannot be made stops no other
            # The class alone: the message may hold what somebody follows, or where they live.
            log.error("mail %d cannot be composed: %s", mail.pk, type(problem).__name__)
            return DeliveryResult(DeliveryStatus.AGAIN, "could not be composed")
