"""What kinds of work reach the desk: each registers itself, as kinds of record and of mail do."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from hub.curation.desk.models import Task
from hub.records.registry import Registry


class Rank(enum.IntEnum):
    """How urgent: danger first, then whoever waits, then what is overdue, then work.

    Ranks between two of these belong to the more urgent one.
    """

    DANGER = 10
    WAITING = 20
    OVERDUE = 30
    WORK = 40

    @classmethod
    def of(cls, rank: int) -> Rank:
        return max((each for each in cls if each <= rank), default=cls.DANGER)


@dataclass(frozen=True)
class TaskFacts:
    """One task as its source names it. ``rank``: another than its kind's."""

    key: str
    title: str
    detail: str = ""
    matter: str = ""
    record_kind: str = ""
    record_id: int | None = None
    rank: int | None = None
    due_on: datetime.date | None = None


@dataclass(frozen=True)
class TaskKind:
    """One kind of work.

    ``permission``: what a person must be allowed to see such a task, such as
    ``imports.change_import``. ``next_step``: the address where the work is done. ``open_tasks``:
    all that waits now, as an iterator that holds few at a time; None where the kind opens and
    closes its tasks itself. ``describe``: the detail in the language of the page, in place of
    ``Task.detail``. ``is_dismissable``: whether a person may close it on the desk; elsewhere only
    its own page settles it. ``settled``: of these open tasks, the primary keys of those whose
    matter is settled by now, by a query or two: they are not offered until they are closed.
    ``for_focal_points``: the condition on tasks that people see who work for the record only;
    without it they see none.
    ``is_heavy``: its source is asked by a periodic task of its own, and not by those of the desk.

    An upper room that has a better next step registers the kind again with it
    (``dataclasses.replace``).
    """

    name: str
    label: Any
    rank: int
    permission: str
    next_step: Callable[[Task], str]
    open_tasks: Callable[[], Iterable[TaskFacts]] | None = None
    describe: Callable[[Task], str] | None = None
    step_label: Any = ""
    is_dismissable: bool = True
    settled: Callable[[Sequence[Task]], Collection[int]] | None = None
    for_focal_points: Callable[[], Q] | None = None
    is_heavy: bool = False


def settled_unless(waiting: Callable[[], QuerySet[Any]]) -> Callable[[Sequence[Task]], set[int]]:
    """``settled`` of a kind whose tasks have keys of rows: those of rows that wait no longer."""

    def settled(tasks: Sequence[Task]) -> set[int]:
        rows = waiting().filter(pk__in=[int(task.key) for task in tasks])
        still = set(map(str, rows.values_list("pk", flat=True)))
        return {task.pk for task in tasks if task.key not in still}

    return settled


task_kinds: Registry[TaskKind] = Registry("kinds of tasks")


def register_task_kinds(*kinds: TaskKind) -> None:
    """A room may change a kind, such as where it leads, but not what waits.

    Raises ValueError where another source has the name already: its tasks would be closed.
    """
    for kind in kinds:
        there = task_kinds.get(kind.name, kind)
        if there.open_tasks is not kind.open_tasks:
            raise ValueError(f"the kind of task {kind.name!r} has another source already")
        task_kinds.register(kind.name, kind)
