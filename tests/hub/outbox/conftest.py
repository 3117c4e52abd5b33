"""A lease that only records its calls, messages, timeouts, and rows of the outbox."""

import datetime
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from hub.digests import keyed_hashes
from hub.digests.models import MailItem, Subscriber
from hub.outbox import sealing
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.envelope import EnvelopedMessage
from hub.outbox.lease import LeaseLostError
from hub.outbox.models import Mail
from hub.outbox.smtp_client import SmtpConnection, SmtpTimeouts

numbers = count(1)


class RecordedLease:
    """Stands for a claimed row; ``lost_at`` is the step at which it turns out to be another's."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.lost_at = ""
        self.pause = 0.0  # seconds that the compare-and-set takes

    def _note(self, step: str) -> None:
        self.calls.append(step)
        if step == self.lost_at:
            raise LeaseLostError

    def renew(self) -> None:
        self._note("renew")

    def begin_sending(self) -> None:
        time.sleep(self.pause)
        self._note("begin_sending")

    def heartbeat(self) -> None:
        self._note("heartbeat")


@pytest.fixture
def lease() -> RecordedLease:
    return RecordedLease()


@pytest.fixture
def message() -> Callable[..., EnvelopedMessage]:
    def make(to: str = "ada@example.org", text: str = "Hello", **parts: Any) -> EnvelopedMessage:
        message = EmailMessage(
            subject=parts.pop("subject", "News"), body=text, from_email="hub@test", to=[to], **parts
        )
        return EnvelopedMessage(message, "Hub <hub@example.org>", to, "<one@example.org>")

    return make


@pytest.fixture
def timeouts() -> SmtpTimeouts:
    """Longer than a busy machine makes anything take; heartbeats as often as a test can wait."""
    return SmtpTimeouts(step=20.0, before_dot=40.0, after_dot=20.0, heartbeat=0.05)


# Rows


def make_a_subscriber(address: str = "", **changes: Any) -> Subscriber:
    address = address or f"reader-{next(numbers)}@example.org"
    values = {
        "address": sealing.seal(address),
        "address_key": keyed_hashes.address_key(address),
        "state": Subscriber.State.ACTIVE,
        "confirmed_at": timezone.now(),
        "period_from": timezone.now(),
    }
    return Subscriber.objects.create(**{**values, **changes})


@pytest.fixture
def make_subscriber() -> Callable[..., Subscriber]:
    return make_a_subscriber


@pytest.fixture
def make_mail() -> Callable[..., Mail]:
    """A digest that is due, carrying the changes with these numbers."""

    def make(*changes: int, to: str = "", **values: Any) -> Mail:
        now = timezone.now()
        if "subscriber" not in values:
            values["subscriber"] = make_a_subscriber(to)
        values.setdefault("period_start", now - datetime.timedelta(days=7))
        mail = Mail.objects.create(
            **{
                "purpose": "digest",
                "period_end": now,
                "next_try_at": now - datetime.timedelta(seconds=5),
                **values,
            }
        )
        for change in changes:
            MailItem.objects.create(
                mail=mail, subscriber_id=mail.subscriber_id, change_id=change, position=change
            )
        return mail

    return make


def composed(mail: Mail) -> EmailMessage:
    """A mail that names the changes it carries, and nothing else."""
    changes = mail.items.filter(live=True).values_list("change_id", flat=True)
    return EmailMessage(
        subject=f"News {mail.pk}",
        body="".join(f"change {change}\n" for change in changes),
        from_email="hub@example.org",
        to=[mail.recipient_address()],
    )


@pytest.fixture
def dispatcher(timeouts: SmtpTimeouts) -> Dispatcher:
    """Sends by SMTP."""
    return Dispatcher(compose=composed, open_transport=lambda: SmtpConnection(timeouts))
