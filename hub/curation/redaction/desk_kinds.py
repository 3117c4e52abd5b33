"""The desk's task about a person or a passage that is to be removed."""

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
from hub.curation.redaction.models import Redaction
from hub.curation.redaction.redaction_requests import KIND, task_title


def open_tasks() -> Iterator[TaskFacts]:
    for row in Redaction.objects.waiting().order_by("pk").iterator():
        yield TaskFacts(str(row.pk), task_title(row))


def next_step(task: Task) -> str:
    return reverse("redaction", args=[int(task.key)])


def describe(task: Task) -> str:
    return _("It is removed from every record by somebody who did not ask for it.")


def register_kinds() -> None:
    register_task_kinds(
        TaskKind(
            KIND,
            gettext_lazy("person or passage to remove"),
            Rank.DANGER + 1,
            "redaction.view_redaction",
            next_step,
            open_tasks,
            describe,
            gettext_lazy("Look at it and decide"),
            is_dismissable=False,
            settled=settled_unless(Redaction.objects.waiting),
        )
    )
