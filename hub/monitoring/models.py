"""When each process was heard from last, and what is wrong at present. A few rows that stay few."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention


class Heartbeat(models.Model):
    """When something last gave a sign of life, by the database's clock; ``name``: which of several.

    A ``JOURNAL`` has the mark as its name (``journal_mark``).

    ``behind_since``: from when on the search index of a web server is older than the records.
    """

    data_handling = DataHandling(
        Purpose.OPERATION,
        Retention(
            "{KEPT} after it was last heard from",
            by="hub.monitoring.heartbeats.erase_old",
        ),
        internal="kind name at behind_since",
    )

    class Kind(models.TextChoices):
        BEAT = "beat", _("Clock of the sweeps (beat)")
        WORKER = "worker", _("Worker")
        MAIL_WORKER = "mail-worker", _("Mail worker")
        WEB = "web", _("Web server")
        BACKUP = "backup", _("Backup")
        CLOCK = "clock", _("Clock of the database")
        JOURNAL = "journal", _("Mark of the journal of removals")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("machine"), max_length=200, blank=True, default="")
    at = models.DateTimeField(_("last heard from"), db_default=Now())
    behind_since = models.DateTimeField(_("index behind since"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="monitoring_one_heartbeat"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


# After so long administrators are written to, and after so long again that it is over.
TOLD_AFTER = datetime.timedelta(minutes=15)


class IncidentQuerySet(models.QuerySet["Incident"]):
    def due(self) -> Self:
        """To be told to the administrators."""
        return self.filter(told_at=None, since__lte=Now() - TOLD_AFTER)

    def over(self) -> Self:
        """Passing for so long that it may be told: what comes and goes is one incident."""
        return self.filter(ok_since__lte=Now() - TOLD_AFTER)


class Incident(models.Model):
    """A check that fails, from the first time it was seen until it passes again.

    ``told_at``: when the administrators were written to about it. ``ok_since``: from when on one
    of which they were has passed.
    """

    data_handling = DataHandling(
        Purpose.OPERATION, FOR_GOOD, internal="check_name since told_at ok_since"
    )

    check_name = models.CharField(max_length=20, unique=True)
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ok_since = models.DateTimeField(null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["check_name"]

    def __str__(self) -> str:
        return self.check_name
