"""What the outbox sends, read from a transport that keeps it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy

import pytest

from hub.accounts import password_requests
from hub.outbox.delivery_results import DeliveryResult, DeliveryStatus
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.envelope import EnvelopedMessage
from hub.outbox.smtp_client import MailLease


@dataclass(frozen=True)
class SentMail:
    recipient: str
    subject: str
    text: str


class RecordingTransport:
    def __init__(self) -> None:
        self.sent: list[SentMail] = []

    def send(self, message: EnvelopedMessage, lease: MailLease) -> DeliveryResult:
        lease.begin_sending()
        read = message_from_bytes(message.content(eight_bit=True), policy=policy.default)
        body = read.get_body(("plain",))
        text = body.get_content() if body else ""
        self.sent.append(SentMail(message.recipient, str(read["Subject"]), text))
        return DeliveryResult(DeliveryStatus.SENT, "250 taken")


@pytest.fixture
def sent_mails(db: None) -> Callable[[], list[SentMail]]:
    """Process forms and send what is due, as workers do, and say all that was sent so far."""
    transport = RecordingTransport()

    @contextmanager
    def open_transport() -> Iterator[RecordingTransport]:
        yield transport

    def send() -> list[SentMail]:
        password_requests.process_pending()
        Dispatcher(open_transport=open_transport).send_due()
        return transport.sent

    return send
