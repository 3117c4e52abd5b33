"""What each digest carries."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.outbox.models import Mail
from hub.records.data_handling import DataHandling, Purpose, Retention


class MailPurpose(models.TextChoices):
    """The mails to subscribers (``Mail.purpose``)."""

    DIGEST = "digest", _("News")
    CONFIRMATION = "confirmation", _("Confirmation")


class MailItem(models.Model):
    """One change in one digest. ``subscriptions`` are the keys of those that it matched.

    ``live`` is false once its mail is uncertain or refused: only then may another mail carry the
    same change to the same person. The numbers are no foreign keys: half a million rows are
    written in one go, and the erasure of a subscriber takes its items by their mails.
    """

    data_handling = DataHandling(
        Purpose.SUBSCRIPTIONS,
        Retention("as long as its e-mail, and until the subscriber is erased"),
        internal="mail change_id position safety live",
        contact="subscriber_id subscriptions",
    )

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
