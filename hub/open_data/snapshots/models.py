"""Which snapshots there are, how far the one of today is, and how often files were fetched."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention

DAYS_KEPT = datetime.timedelta(days=30)  # of each day; those of the first of a month stay for good


@dataclass(frozen=True)
class SnapshotFile:
    """A file of a snapshot. ``kind``: of the records of a table; ``rows``: of a table or of lines,
    None of a file that holds none.
    """

    name: str
    size: int
    sha256: str
    kind: str = ""
    rows: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def ready(self) -> Self:
        """What readers see, the newest first."""
        return self.filter(state=Snapshot.State.READY).order_by("-day")

    def outlived(self, today: datetime.date) -> Self:
        """Those of single days that were kept long enough."""
        return self.filter(day__lt=today - DAYS_KEPT).exclude(day__day=1)

    def unchecked_since(self, at: datetime.datetime) -> Self:
        """Not compared since with what is public; the one that has waited longest first."""
        rows = self.ready().filter(Q(checked_at=None) | Q(checked_at__lt=at))
        return rows.order_by(F("checked_at").asc(nulls_first=True), "-day")


class Snapshot(models.Model):
    """The public catalogue of one day (UTC).

    ``folder``: in the storage ``snapshots``; files that are written anew go to another one, and
    this column turns from the one to the other. ``files``: see ``SnapshotFile``. ``changes``: by
    kind how many records were added, changed and removed since the snapshot before, None where
    there was none. ``withheld``: how many values, and how many whole records, the licence of their
    source keeps out of the files. ``notes``: the days on which the files were written anew since.
    ``progress``: how far a worker is, until ``leased_until``.
    """

    data_handling = DataHandling(
        Purpose.CATALOGUE,
        Retention(
            "{hub.open_data.snapshots.models.DAYS_KEPT}; that of the first day of a month for good",
            by="hub.open_data.snapshots.snapshot_job.erase_outlived",
        ),
        published="day state made_at licence licence_url files changes withheld notes public_key",
        internal="folder progress leased_until checked_at",
    )

    class State(models.TextChoices):
        MAKING = "making", _("being made")
        READY = "ready", _("ready")

    day = models.DateField(_("day"), unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MAKING)
    folder = models.CharField(max_length=100, blank=True, default="")
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=300, blank=True, default="")
    licence_url = models.CharField(max_length=1000, blank=True, default="")
    files = models.JSONField(default=list, blank=True)
    changes = models.JSONField(null=True, blank=True)
    withheld = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    public_key = models.TextField(blank=True, default="")
    progress = models.JSONField(default=dict, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="making") | (~Q(folder="") & Q(made_at__isnull=False)),
                name="snapshots_ready_has_files",
            )
        ]

    def __str__(self) -> str:
        return self.day.isoformat()

    @property
    def listed_files(self) -> list[SnapshotFile]:
        return [SnapshotFile(**each) for each in self.files]

    def file(self, name: str) -> SnapshotFile | None:
        return next((each for each in self.listed_files if each.name == name), None)

    @property
    def stays_for_good(self) -> bool:
        return self.day.day == 1

    @property
    def total(self) -> int:
        """Records."""
        return sum(each.rows or 0 for each in self.listed_files if each.kind)

    def claim(self, lease: datetime.timedelta) -> bool:
        """Whether the caller is the one who works on it, for so long."""
        free = Q(leased_until=None) | Q(leased_until__lt=Now())
        rows = Snapshot.objects.filter(free, pk=self.pk)
        return bool(rows.update(leased_until=Now() + lease))

    def release(self) -> None:
        Snapshot.objects.filter(pk=self.pk).update(leased_until=None)


class DownloadCount(models.Model):
    """How often files of one kind were fetched on a day: a sum, about nobody."""

    data_handling = DataHandling(Purpose.OPERATION, FOR_GOOD, internal="day what number")

    class What(models.TextChoices):
        CSV = "csv", _("snapshot, CSV")
        JSON_LINES = "jsonl", _("snapshot, JSON Lines")
        SQLITE = "sqlite", _("snapshot, SQLite")
        PACK = "pack", _("pack")

    day = models.DateField()
    what = models.CharField(max_length=10, choices=What)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of downloads")
        verbose_name_plural = _("counts of downloads")
        constraints = [
            models.UniqueConstraint(fields=["day", "what"], name="snapshots_one_download_count")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what}: {self.number}"

    @classmethod
    def add(cls, day: datetime.date, what: str, number: int) -> None:
        """However many processes do at once: the row is there after the first."""
        row = cls.objects.filter(day=day, what=what)
        if not row.update(number=F("number") + number):
            cls.objects.bulk_create([cls(day=day, what=what, number=0)], ignore_conflicts=True)
            row.update(number=F("number") + number)
