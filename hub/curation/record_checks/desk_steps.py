"""The desk's tasks about records that are due or disputed lead to the check of the record."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import register_task_kinds, task_kinds

KINDS = ("review", "disputed")


def check_step(task: Task) -> str:
    return reverse("record-check-by-key", args=[task.record_kind, task.record_id])


def lead_to_checks() -> None:
    """Register these kinds of tasks once more, with another next step."""
    kinds = [task_kinds[name] for name in KINDS if name in task_kinds]
    register_task_kinds(*(replace(kind, next_step=check_step) for kind in kinds))
