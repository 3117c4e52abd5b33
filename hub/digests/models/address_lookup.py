"""Who looked whether an address is on the list."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AddressLookup(models.Model):
    """One look-up of one address by an administrator. The address itself is not kept."""

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
