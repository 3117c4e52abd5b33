"""What rooms say of their mails, by purpose: how one is composed, what follows from its end.

A room registers its kinds when the site starts (``AppConfig.ready``); this room imports none.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from email import message_from_bytes
from email.message import Message
from typing import Any, ClassVar

from django.core.mail import EmailMessage as DjangoMessage
from django.utils.translation import gettext_lazy as _

from hub.outbox.models import Mail, RecipientErasedError, mail_kinds
from hub.outbox.sealing import unseal


class NothingToSayError(Exception):
    """All that a mail was to tell has been hidden since: it is not sent."""


class OperatorDecision(enum.Enum):
    """What became of an operator's decision on a mail."""

    DONE = "done"
    TOO_LATE = "too late"  # the mail is in another state by now
    CARRIED = "carried"  # all it said went into a later mail
    NOBODY = "nobody"  # whoever it was for has left
    ERASED = "erased"  # what it said is kept no longer


class MailKind:
    """The mails of one purpose. What follows from their end is nothing unless a room says so."""

    purpose: ClassVar[str]
    label: ClassVar[Any]  # for operators
    urgent: ClassVar[bool] = False  # somebody waits for it: claimed before all others
    # How often such a mail is sent at most, under its Message-ID, where no reply came after the
    # dot. One: never again by itself.
    max_unanswered_attempts: ClassVar[int] = 1

    def read_ahead(self, mails: Sequence[Mail]) -> None:
        """These rows, which one worker has claimed together, are composed next.

        What all of them need can be read here by few queries, and be kept as ``Mail.ahead``.
        """

    def compose(self, mail: Mail) -> Message | DjangoMessage:
        """The message as it is sent. Called for each attempt, with the row claimed.

        Raises RecipientErasedError where nobody is to be written to any more, NothingToSayError,
        and UnusableAddressError.
        """
        raise NotImplementedError

    def is_wanted(self, mail: Mail) -> bool:
        """Whether its recipient may still be written to."""
        return mail.person is None or mail.person.is_active

    def handle_undelivered(self, mails: Collection[int]) -> None:
        """These (keys) are uncertain or refused for good. In the transaction that says so."""

    def handle_bounce(self, mail: Mail) -> None:
        """Its address does not exist. After the transaction that says so."""

    def lock_recipient(self, mail: Mail) -> None:
        """Lock what must be locked before the row of the mail."""

    def prepare_resend(self, mail: Mail) -> OperatorDecision:
        """Whether an operator may have it sent again; anything but DONE changes nothing."""
        return OperatorDecision.DONE

    def handle_confirmed_delivery(self, mail: Mail) -> None:
        """An operator found out that it arrived."""


class SealedMessage(MailKind):
    """A message that was written before, and waits sealed in its row."""

    purpose = "message"
    label = _("Message")

    def compose(self, mail: Mail) -> Message:
        if not mail.sealed_message:
            raise RecipientErasedError
        return message_from_bytes(unseal(mail.sealed_message).encode("latin-1"))

    def prepare_resend(self, mail: Mail) -> OperatorDecision:
        return OperatorDecision.DONE if mail.sealed_message else OperatorDecision.ERASED


def register(kind: MailKind) -> None:
    mail_kinds.register(kind.purpose, kind)


def registered() -> Collection[MailKind]:
    return mail_kinds.values()


def kind_of(mail: Mail) -> MailKind:
    """One that composes nothing where no room knows such mails any more."""
    kind: MailKind = mail_kinds.get(mail.purpose) or MailKind()
    return kind


def read_ahead(mails: Sequence[Mail]) -> None:
    """Have each kind read what its mails among these need to be composed."""
    by_purpose: dict[str, list[Mail]] = {}
    for mail in mails:
        by_purpose.setdefault(mail.purpose, []).append(mail)
    for of_kind in by_purpose.values():
        kind_of(of_kind[0]).read_ahead(of_kind)


def compose(mail: Mail) -> Message | DjangoMessage:
    """What the kind of the mail composes."""
    return kind_of(mail).compose(mail)
