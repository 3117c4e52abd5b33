"""What outlives a request and an erasure: keyed hashes, from which no address can be read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention


class Suppression(models.Model):
    """An address that is not written to, until its owner confirms a new request."""

    data_handling = DataHandling(
        Purpose.SUBSCRIPTIONS,
        Retention("until its owner confirms a new request"),
        internal="why at",
        contact="address_key",
    )

    class Why(models.TextChoices):
        LEFT = "left", _("Left")
        BOUNCED = "bounced", _("Does not exist")
        COMPLAINED = "complained", _("Complained")

    address_key = models.CharField(max_length=64, unique=True)
    why = models.CharField(max_length=12, choices=Why)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(why__in=["left", "bounced", "complained"]),
                name="digests_suppression_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.at:%Y-%m-%d}"


class AddressLookup(models.Model):
    """One look-up of one address by an administrator. The address itself is not kept."""

    data_handling = DataHandling(
        Purpose.SUBSCRIPTIONS, FOR_GOOD, staff="by at reason did", contact="address_key"
    )

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who asked"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    address_key = models.CharField(max_length=64)
    reason = models.CharField(_("why"), max_length=300)
    did = models.CharField(_("what was done"), max_length=40, default="", blank=True)

    class Meta:
        db_table = "digests_asked"
        verbose_name = _("question about an address")
        verbose_name_plural = _("questions about addresses")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
