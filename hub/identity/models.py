"""What administrators said of the site: each published version, and what they are still writing."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention


class IdentityVersionQuerySet(models.QuerySet["IdentityVersion"]):
    def newest_first(self) -> Self:
        return self.order_by("-number")


class IdentityVersion(models.Model):
    """One published version. The one with the highest number holds; none: the settings hold.

    ``values``: see ``hub.identity.site_identity.Identity``; a field that is missing is left to the
    settings or to the built-in text. ``restored``: the version whose values these are, where
    somebody went back to it; 0 is the site without a version.
    """

    data_handling = DataHandling(
        Purpose.OPERATION, FOR_GOOD, published="number values", internal="restored", staff="by at"
    )

    number = models.PositiveIntegerField(unique=True)
    values = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    restored = models.PositiveIntegerField(null=True)

    objects = IdentityVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the site’s name and look")
        verbose_name_plural = _("versions of the site’s name and look")

    def __str__(self) -> str:
        return str(self.number)


class IdentityDraft(models.Model):
    """What one administrator looks at first; ``based_on``: the version that it changes."""

    data_handling = DataHandling(
        Purpose.OPERATION,
        Retention("until it is published or dropped"),
        internal="values based_on",
        staff="by at",
    )

    by = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    values = models.JSONField(default=dict)
    based_on = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft of the site’s name and look")
        verbose_name_plural = _("drafts of the site’s name and look")

    def __str__(self) -> str:
        return f"{self.by} ({self.at:%Y-%m-%d})"
