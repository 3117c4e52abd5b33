"""The desk's task about a text that is to be taken out for good."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import (
    Rank,
    TaskFacts,
    TaskKind,
    register_task_kinds,
    settled_unless,
)
from hub.curation.purging.models import PurgeRequest
from hub.curation.purging.purge_requests import KIND, record_title


def open_tasks() -> Iterator[TaskFacts]:
    for row in PurgeRequest.objects.waiting().order_by("pk").iterator():
        yield TaskFacts(
            str(row.pk), record_title(row), record_kind=row.record_kind, record_id=row.record_id
        )


def next_step(task: Task) -> str:
    return reverse("purge-request", args=[int(task.key)])


def describe(task: Task) -> str:
    return _(
        "A text is to be taken out of the record and its history, by somebody who did not ask."
    )


def register_kinds() -> None:
    register_task_kinds(
        TaskKind(
            KIND,
            gettext_lazy("text to take out for good"),
            Rank.DANGER + 1,
            "purging.view_purgerequest",
            next_step,
            open_tasks,
            describe,
            gettext_lazy("Look at it and decide"),
            is_dismissable=False,
            settled=settled_unless(PurgeRequest.objects.waiting),
        )
    )


def merge_obstacle(kind: str, record_id: int) -> str:
    """Why a record cannot be merged while a text of it is to be taken out."""
    if PurgeRequest.objects.waiting().filter(record_kind=kind, record_id=record_id).exists():
        return _("A text is to be taken out of one of the two: that has to be decided first.")
    return ""
