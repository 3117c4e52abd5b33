"""A row that only notes what is asked of it, letters, and little patience."""

import datetime
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from hub.digests import sealed_addresses
from hub.digests.models import Mail, MailItem, Subscriber
from hub.digests.recipient import recipient
from hub.digests.sending.delivery_result import LostError
from hub.digests.sending.dispatcher import Dispatcher
from hub.digests.sending.envelope import EnvelopedMessage
from hub.digests.sending.smtp_client import SmtpConnection, SmtpTimeouts

numbers = count(1)


class Row:
    """Stands for a claimed row; ``lost_at`` is the step at which it turns out to be another's."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.lost_at = ""
        self.pause = 0.0  # seconds that the compare-and-set takes

    def _note(self, step: str) -> None:
        self.asked.append(step)
        if step == self.lost_at:
            raise LostError

    def renew(self) -> None:
        self._note("renew")

    def begin(self) -> None:
        time.sleep(self.pause)
        self._note("begin")

    def beat(self) -> None:
        self._note("beat")


@pytest.fixture
def row() -> Row:
    return Row()


@pytest.fixture
def letter() -> Callable[..., EnvelopedMessage]:
    def make(to: str = "ada@example.org", text: str = "Hello", **parts: Any) -> EnvelopedMessage:
        message = EmailMessage(
            subject=parts.pop("subject", "News"), body=text, from_email="hub@test", to=[to], **parts
        )
        return EnvelopedMessage(message, "Hub <hub@example.org>", to, "<one@example.org>")

    return make


@pytest.fixture
def patience() -> SmtpTimeouts:
    return SmtpTimeouts(step=0.4, before_dot=2.0, after_dot=0.6, heartbeat=0.1)


# The outbox


def make_a_subscriber(address: str = "", **changes: Any) -> Subscriber:
    address = address or f"reader-{next(numbers)}@example.org"
    values = {
        "address": sealed_addresses.seal_address(address),
        "address_key": sealed_addresses.address_key(address),
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
            **{"period_end": now, "next_try_at": now - datetime.timedelta(seconds=5), **values}
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
        to=[recipient(mail)],
    )


@pytest.fixture
def office(patience: SmtpTimeouts) -> Dispatcher:
    """Sends by SMTP, with little patience."""
    return Dispatcher(compose=composed, recipient=recipient, door=lambda: SmtpConnection(patience))
