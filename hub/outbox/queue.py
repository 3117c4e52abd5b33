"""Putting mails into the outbox. They are sent by a worker, within seconds of the commit."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from hub.outbox.mail_kinds import SealedMessage
from hub.outbox.models import Mail
from hub.outbox.sealing import seal
from hub.outbox.tasks import wake_senders


def enqueue(mail: Mail) -> Mail:
    """Save a mail that is composed when it is sent, and wake a worker after the commit."""
    mail.save(force_insert=True)
    transaction.on_commit(wake_senders)
    return mail


def enqueue_message(message: EmailMessage, mail: Mail) -> Mail:
    """Put a message in as it stands, for the recipient of ``mail``; sealed until it was sent."""
    content = message.message().as_bytes()
    # Any byte is a letter of Latin-1: nothing need be known of the message's own encodings.
    mail.sealed_message = seal(content.decode("latin-1"))
    return enqueue(mail)


class OutboxBackend(BaseEmailBackend):
    """Django's ``EMAIL_BACKEND``: what libraries send goes the same way as all other mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One mail for each recipient, who does not see the others of Bcc; how many messages."""
        with transaction.atomic():
            for message in email_messages:
                for address in message.recipients():
                    mail = Mail(purpose=SealedMessage.purpose, address=seal(address))
                    enqueue_message(message, mail)
        return len(email_messages)
