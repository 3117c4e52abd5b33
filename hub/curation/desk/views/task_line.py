"""A task as a line of the desk, in words that are ready to be shown."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.desk.models import Task, TaskComment
from hub.curation.desk.task_kinds import Rank, task_kinds
from hub.records.registry import record_types

RANK_LABELS = {
    Rank.DANGER: gettext_lazy("Danger"),
    Rank.WAITING: gettext_lazy("Somebody waits"),
    Rank.OVERDUE: gettext_lazy("Overdue"),
    Rank.WORK: gettext_lazy("When there is time"),
}


@dataclass(frozen=True)
class TaskLine:
    """``url`` and ``step`` lead to where the work is done."""

    task: Task
    kind: str
    url: str
    step: str
    detail: str
    record_kind: str
    comments: int
    is_overdue: bool

    @property
    def rank(self) -> Rank:
        return Rank.of(self.task.rank)

    @property
    def owner(self) -> str:
        return str(self.task.assigned_to) if self.task.assigned_to else ""


@dataclass(frozen=True)
class RankSection:
    """The lines of one rank on a page."""

    rank: Rank
    label: str
    lines: tuple[TaskLine, ...]


def build_lines(tasks: Sequence[Task], day: datetime.date) -> list[TaskLine]:
    """Lines in the given order; one query for the comments of all."""
    counts = TaskComment.objects.filter(task__in=tasks).order_by().values_list("task")
    comments: dict[int, int] = dict(counts.annotate(Count("pk")))
    return [_line(task, comments.get(task.pk, 0), day) for task in tasks]


def _line(task: Task, comments: int, day: datetime.date) -> TaskLine:
    kind = task_kinds[task.kind]
    record_type = record_types.get(task.record_kind)
    return TaskLine(
        task=task,
        kind=str(kind.label),
        url=kind.next_step(task),
        step=str(kind.step_label or _("Open it")),
        detail=kind.describe(task) if kind.describe else task.detail,
        record_kind=str(record_type.model._meta.verbose_name) if record_type else "",
        comments=comments,
        is_overdue=task.is_overdue(day),
    )


def sections(lines: Iterable[TaskLine]) -> list[RankSection]:
    by_rank: dict[Rank, list[TaskLine]] = defaultdict(list)
    for line in lines:
        by_rank[line.rank].append(line)
    return [
        RankSection(rank, str(RANK_LABELS[rank]), tuple(members))
        for rank, members in by_rank.items()
    ]


def settled_keys(tasks: Sequence[Task]) -> set[int]:
    """Of open tasks, those whose matter is settled by now. A query or two for each kind."""
    by_kind: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        by_kind[task.kind].append(task)
    settled: set[int] = set()
    for name, members in by_kind.items():
        ask: Any = task_kinds[name].settled
        if ask is not None:
            settled.update(ask(members))
    return settled
