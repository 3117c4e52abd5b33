"""The outbox: one row for each mail that is to be sent, and what each carries."""

from __future__ import annotations

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.digests.models.subscriber import Subscriber


def new_message_id() -> str:
    """A Message-ID (RFC 5322, 3.6.4) that says nothing of time, machine or person."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">").strip()
    return f"<{uuid.uuid4().hex}@{host or 'localhost'}>"


class MailQuerySet(models.QuerySet["Mail"]):
    """Times are compared with the database's own clock."""

    def due(self) -> Self:
        return self.filter(state=Mail.State.DUE, next_try_at__lte=Now())

    def held_by(self, token: uuid.UUID, state: str) -> Self:
        return self.filter(token=token, state=state)

    def abandoned(self) -> Self:
        """Claimed by a worker that did not renew its lease."""
        return self.filter(state=Mail.State.CLAIMED, lease_until__lt=Now())

    def silent(self, longer_than: datetime.timedelta) -> Self:
        """Past the dot, and nobody has said for so long that they still wait for the answer."""
        return self.filter(state=Mail.State.SENDING, heartbeat_at__lt=Now() - longer_than)


class Mail(models.Model):
    """A mail, from the decision to send it to what became of it.

    Without a ``subscriber`` the address has been erased since. A digest covers the changes after
    ``period_start`` up to and with ``period_end`` (UTC). The Message-ID stays the same however
    often it is tried. ``token`` and ``lease_until`` belong to the worker that has claimed it;
    ``reply`` is the mail server's last line and never holds an address.
    """

    class Purpose(models.TextChoices):
        DIGEST = "digest", _("News")
        CONFIRMATION = "confirmation", _("Confirmation")

    class State(models.TextChoices):
        DUE = "due", _("To be sent")
        CLAIMED = "claimed", _("Being prepared")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused")
        UNCERTAIN = "uncertain", _("Not known whether it arrived")

    subscriber = models.ForeignKey(
        Subscriber, models.SET_NULL, null=True, related_name="mails", verbose_name=_("subscriber")
    )
    purpose = models.CharField(_("purpose"), max_length=14, choices=Purpose, default=Purpose.DIGEST)
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=300, unique=True, default=new_message_id)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    first_try_at = models.DateTimeField(_("first attempt"), null=True)
    reply = models.CharField(_("reply of the mail server"), max_length=500, blank=True, default="")
    created_at = models.DateTimeField(_("decided"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
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
                condition=Q(purpose="confirmation")
                | Q(
                    purpose="digest",
                    period_start__isnull=False,
                    period_end__gt=models.F("period_start"),
                ),
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
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pk}"


class MailItem(models.Model):
    """One change in one digest. ``subscriptions`` are the keys of those that it matched.

    ``live`` is false once its mail is uncertain or refused: only then may another mail carry the
    same change to the same person. The numbers are no foreign keys: half a million rows are
    written in one go, and the erasure of a subscriber takes its items by their mails.
    """

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="items")
    subscriber_id = models.BigIntegerField()
    change_id = models.BigIntegerField()
    subscriptions = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    safety = models.BooleanField(default=False)
    live = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("item of a mail")
        verbose_name_plural = _("items of mails")
        ordering = ["mail", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber_id", "change_id"],
                condition=Q(live=True),
                name="digests_each_change_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["subscriber_id"], condition=Q(live=False), name="digests_item_to_carry"
            )
        ]

    def __str__(self) -> str:
        return f"change {self.change_id} in mail {self.mail_id}"
