"""What outlives a request and an erasure: keyed hashes, from which no address can be read."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Suppression(models.Model):
    """An address that is not written to, until its owner confirms a new request."""

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


class ConfirmationCount(models.Model):
    """How many confirmation mails an address was sent, counted on the folded address.

    ``in_all`` begins anew at each confirmation; ``last_at`` does not. Kept for 12 months, so that
    it outlives every request.
    """

    limit_key = models.CharField(max_length=64, unique=True)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
    in_all = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("count of confirmation mails")
        verbose_name_plural = _("counts of confirmation mails")

    def __str__(self) -> str:
        return f"{self.in_all} since {self.first_at:%Y-%m-%d}"
