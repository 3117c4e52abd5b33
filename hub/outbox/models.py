"""The outbox: one row for each mail that is to be sent."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.outbox.sealed_field import SealedTextField
from hub.outbox.sealing import unseal
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention
from hub.records.registry import Registry

# Of ``hub.outbox.mail_kinds.MailKind``, by purpose.
mail_kinds: Registry[Any] = Registry("kinds of mail")


class RecipientErasedError(Exception):
    """There is nobody any more to send this mail to."""


def purpose_choices() -> list[tuple[str, Any]]:
    return [(purpose, kind.label) for purpose, kind in mail_kinds.items()]


def new_message_id() -> str:
    """A Message-ID (RFC 5322, 3.6.4) that says nothing of time, machine or person."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">").strip()
    return f"<{uuid.uuid4().hex}@{host or 'localhost'}>"


MILLISECOND = datetime.timedelta(milliseconds=1)


class MailHold(models.Model):
    """While one is open nothing is sent: a person has to look at what is uncertain first.

    Opened by a restore from a backup, in which mails are due that were sent since. ``uncertain``
    is the number of mails of which nobody knows whether they were sent.
    """

    data_handling = DataHandling(
        Purpose.MAIL, FOR_GOOD, internal="since uncertain released_at", staff="released_by"
    )

    since = models.DateTimeField(_("since"), default=timezone.now)
    uncertain = models.PositiveIntegerField(_("uncertain e-mails"), default=0)
    released_at = models.DateTimeField(_("resumed at"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("released by"),
    )

    class Meta:
        verbose_name = _("pause of all e-mail")
        verbose_name_plural = _("pauses of all e-mail")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M}"

    @classmethod
    def is_open(cls) -> bool:
        return cls.objects.filter(released_at=None).exists()


class KeyMarker(models.Model):
    """One row that only this site's keys fit: wrong or lost ones are told before they do harm.

    ``sealed`` was made with DIGEST_KEYS, ``hash_check`` with DIGEST_HASH_KEY.
    """

    data_handling = DataHandling(Purpose.MAIL, FOR_GOOD, credential="sealed hash_check")

    sealed = models.TextField()
    hash_check = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="outbox_one_key_marker")]

    def __str__(self) -> str:
        return "key marker"


class MailQuerySet(models.QuerySet["Mail"]):
    """Times are compared with the database's own clock."""

    def due(self) -> Self:
        # SQLite's clock counts whole milliseconds: a mail of this one is due as well.
        waiting = self.filter(state=Mail.State.DUE, next_try_at__lte=Now() + MILLISECOND)
        # In the query itself: no worker claims a row that it saw before the pause.
        return waiting.exclude(Exists(MailHold.objects.filter(released_at=None)))

    def leased(self, token: uuid.UUID, state: str) -> Self:
        return self.filter(token=token, state=state)

    def without_recipient(self) -> Self:
        """Whoever they were for has been erased."""
        return self.filter(subscriber=None, person=None, address="")

    def expired(self) -> Self:
        """Claimed by a worker that did not renew its lease."""
        return self.filter(state=Mail.State.CLAIMED, lease_until__lt=Now())

    def restate(self, by: datetime.timedelta) -> None:
        """The clock went back by so much: times that it has not reached again, as of now."""
        for state, field in (
            (Mail.State.DUE, "next_try_at"),
            (Mail.State.DUE, "first_try_at"),
            (Mail.State.CLAIMED, "first_try_at"),
            (Mail.State.CLAIMED, "lease_until"),
            (Mail.State.SENDING, "heartbeat_at"),
        ):
            rows = self.filter(**{"state": state, f"{field}__gt": Now()})
            rows.update(**{field: models.F(field) - by})

    def take_back(self) -> None:
        """Delete those that have not begun to leave: nobody is to get them any more."""
        self.filter(state__in=(Mail.State.DUE, Mail.State.CLAIMED)).delete()

    def forget_recipients(self) -> None:
        """``take_back``; of the others, whose they were is erased."""
        self.take_back()
        self.update(address="")

    def last_sent_at(self) -> datetime.datetime | None:
        """Of a time to come nothing follows: the clock was put back."""
        sent = self.filter(state=Mail.State.SENT, sent_at__lte=Now() + MILLISECOND).order_by()
        at: datetime.datetime | None = sent.aggregate(at=models.Max("sent_at"))["at"]
        return at

    def tried_in_vain(self) -> Self:
        """Tried first since the last mail was sent, and not sent. None while mail is paused."""
        states = (Mail.State.DUE, Mail.State.CLAIMED, Mail.State.FAILED, Mail.State.UNCERTAIN)
        tried = self.filter(state__in=states, first_try_at__isnull=False)
        if last := self.model.objects.last_sent_at():
            tried = tried.filter(first_try_at__gt=last)
        return tried.exclude(Exists(MailHold.objects.filter(released_at=None)))

    def silent(self, longer_than: datetime.timedelta) -> Self:
        """Past the final dot, without a heartbeat of the worker that waits for the reply."""
        return self.filter(state=Mail.State.SENDING, heartbeat_at__lt=Now() - longer_than)


class Mail(models.Model):
    """A mail, from the decision to send it to what became of it.

    The recipient is a subscriber, a person who signs in, or a sealed ``address``; with none of
    them it has been erased since. ``purpose`` names the kind (``hub.outbox.mail_kinds``) that
    composes it when it is sent; ``sealed_message`` holds a message that cannot be composed then,
    and is erased once it was sent. A digest covers the changes after ``period_start`` up to and
    with ``period_end`` (UTC). The Message-ID stays the same however often it is tried. ``token``
    and ``lease_until`` belong to the worker that has claimed the row; ``reply`` is the mail
    server's last line and never holds an address.
    """

    data_handling = DataHandling(
        Purpose.MAIL,
        Retention(
            "{MAILS_KEPT} after it was decided on",
            by="hub.outbox.retention.sweep",
        ),
        internal="""
            purpose period_start period_end message_id state token lease_until heartbeat_at attempts
            next_try_at first_try_at reply created_at sent_at
        """,
        staff="person",
        contact="subscriber address sealed_message",
        sooner={
            "subscriber": Retention(
                "until the subscriber is erased", by="hub.digests.retention.sweep"
            ),
            "address sealed_message": Retention(
                "until it was sent; {MESSAGES_KEPT} if it was not",
                by="hub.outbox.retention.sweep",
            ),
        },
    )

    class State(models.TextChoices):
        DUE = "due", _("To be sent")
        CLAIMED = "claimed", _("Being prepared")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused")
        UNCERTAIN = "uncertain", _("Not known whether it arrived")

    # By name: both stand in rooms above this one.
    subscriber = models.ForeignKey(
        "digests.Subscriber",
        models.SET_NULL,
        null=True,
        related_name="mails",
        verbose_name=_("subscriber"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    address = SealedTextField(default="", help_text="sealed; see hub.outbox.sealing")
    purpose = models.CharField(_("purpose"), max_length=14, choices=purpose_choices)
    sealed_message = SealedTextField(default="", help_text="sealed; the message as bytes")
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=300, unique=True, default=new_message_id)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Compared with the database's clock, and so is what it is by itself: a machine whose clock is
    # ahead shall not delay its mails.
    next_try_at = models.DateTimeField(_("next attempt"), db_default=Now())
    first_try_at = models.DateTimeField(_("first attempt"), null=True)
    reply = models.CharField(_("reply of the mail server"), max_length=500, blank=True, default="")
    created_at = models.DateTimeField(_("decided"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)

    # What its kind has read for it (``MailKind.read_ahead``); not stored.
    ahead: Any = None

    objects = MailQuerySet.as_manager()

    class Meta:
        db_table = "digests_mail"
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "period_end"],
                condition=Q(purpose="digest"),
                name="digests_one_mail_per_period",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="digest")
                | Q(period_start__isnull=False, period_end__gt=models.F("period_start")),
                name="digests_mail_purpose_and_period",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "claimed", "sending", "sent", "failed", "uncertain"]),
                name="digests_mail_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "sending"]) | Q(token__isnull=False),
                name="digests_mail_claimed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="due"), name="digests_mail_due"),
            models.Index(
                fields=["state"],
                condition=~Q(state__in=["due", "sent"]),
                name="digests_mail_open",
            ),
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="digests_mail_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pk}"

    def recipient_address(self) -> str:
        """Raises RecipientErasedError, and SealedError where no key opens the address."""
        if self.subscriber is not None:
            return unseal(self.subscriber.address)
        if self.person is not None:
            return self.person.email
        if self.address:
            return unseal(self.address)
        raise RecipientErasedError
