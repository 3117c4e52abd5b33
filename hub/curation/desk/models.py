"""What waits for curators, and what they wrote to each other about it."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import DataHandling, Purpose, Retention

OPEN = Q(closed_at=None)
# The order of the desk: the most urgent rank, then what waits longest.
ORDER = ("rank", "waiting_since", "pk")


TASK = Retention(
    "{KEPT} after it was closed",
    by="hub.curation.desk.task_decisions.erase_old",
)


class TaskQuerySet(models.QuerySet["Task"]):
    def still_open(self) -> Self:
        return self.filter(OPEN)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def in_order(self) -> Self:
        return self.order_by(*ORDER)


class Task(models.Model):
    """One thing that waits for a curator. ``kind`` and ``key`` say what it is about.

    ``kind`` names an entry of ``task_kinds``; ``key`` is the kind's own name of the matter, such as
    ``tool:12``. ``matter`` says how the matter stands, to be compared only: what a person closed is
    not opened again by a comparison with the sources while it stands the same. ``waiting_since``:
    the day it is due, or the day it was opened. Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.CURATION,
        TASK,
        internal="""
            kind key record_kind record_id title detail matter rank opened_at due_on waiting_since
            outcome
        """,
        staff="assigned_to closed_at closed_by reason",
    )

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        DISMISSED = "dismissed", _("Not to be done")
        GONE = "gone", _("Settled elsewhere")

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=200)
    record_kind = models.CharField(_("kind of record"), max_length=40, blank=True, default="")
    record_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=300)
    detail = models.CharField(_("detail"), max_length=500, blank=True, default="")
    matter = models.CharField(max_length=200, blank=True, default="")
    rank = models.PositiveSmallIntegerField(_("rank"))
    opened_at = models.DateTimeField(_("came in"), default=timezone.now)
    due_on = models.DateField(_("due"), null=True, blank=True)
    waiting_since = models.DateField()
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
        db_index=False,
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=OPEN, name="desk_task_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="")
                | Q(closed_at__isnull=False, outcome__in=["done", "dismissed", "gone"]),
                name="desk_task_closed_with_outcome",
            ),
        ]
        indexes = [
            # With what filters ask of a task: a page far down the list reads the index alone.
            models.Index(
                fields=["rank", "waiting_since", "id"],
                include=["kind", "record_kind", "assigned_to"],
                condition=OPEN,
                name="desk_open",
            ),
            models.Index(
                fields=["kind", "record_kind", "assigned_to"], condition=OPEN, name="desk_counts"
            ),
            models.Index(
                fields=["kind", "rank", "waiting_since", "id"],
                condition=OPEN,
                name="desk_open_kind",
            ),
            models.Index(
                fields=["record_kind", "rank", "waiting_since", "id"],
                condition=OPEN,
                name="desk_open_record_kind",
            ),
            models.Index(
                fields=["assigned_to", "rank", "waiting_since", "id"],
                condition=OPEN,
                name="desk_assigned",
            ),
            models.Index(fields=["record_kind", "record_id"], name="desk_record"),
            models.Index(fields=["kind", "key", "closed_at"], name="desk_history"),
            models.Index(fields=["opened_at"], name="desk_opened"),
            models.Index(fields=["closed_at"], name="desk_closed"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_overdue(self, day: datetime.date) -> bool:
        return self.due_on is not None and self.due_on < day


class TaskComment(models.Model):
    """A word from one curator to the others about a task; those mentioned are mailed a link."""

    data_handling = DataHandling(Purpose.CURATION, TASK, internal="task", staff="by at text")

    task = models.ForeignKey(Task, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(_("comment"), max_length=2000)
    mentioned = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("mail to")
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
