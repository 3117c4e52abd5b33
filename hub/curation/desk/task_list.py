"""Opening and closing tasks, and comparing a kind's open ones with what its source names.

All of it may be called twice, and by two processes at once: a task is open once.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from hub.curation.desk.models import Task, TaskQuerySet
from hub.curation.desk.task_kinds import TaskFacts, task_kinds
from hub.records.database_clock import now_in_database

BATCH = 500  # tasks written by one statement
COMPARED = (
    "title", "detail", "matter", "record_kind", "record_id", "rank", "due_on", "waiting_since"
)  # fmt: skip
Columns = dict[str, Any]


def open_task(
    kind: str,
    key: str,
    *,
    title: str,
    detail: str = "",
    matter: str = "",
    record_kind: str = "",
    record_id: int | None = None,
    rank: int | None = None,
    due_on: datetime.date | None = None,
) -> Task:
    """The open task of this kind and key, made where there is none, else brought up to date."""
    facts = TaskFacts(key, title, detail, matter, record_kind, record_id, rank, due_on)
    task = Task.objects.still_open().filter(kind=kind, key=key).first()
    if task is None:
        try:
            with transaction.atomic():
                return Task.objects.create(**_new_row(kind, facts, now_in_database()))
        except IntegrityError:  # somebody else opened it meanwhile
            task = Task.objects.still_open().get(kind=kind, key=key)
    wanted = _columns(kind, facts, task.opened_at.date())
    if wanted != {name: getattr(task, name) for name in COMPARED}:
        Task.objects.filter(pk=task.pk).update(**wanted)
        task.refresh_from_db()
    return task


def close_task(
    kind: str,
    key: str,
    *,
    by: Any = None,
    outcome: str = "",
    reason: str = "",
) -> bool:
    """Close the open task of this kind and key; whether there was one.

    Without an outcome it was done, if a person is named, and else is gone.
    """
    closed = Task.objects.still_open().filter(kind=kind, key=key)
    return bool(
        closed.update(
            closed_at=now_in_database(),
            closed_by=by,
            outcome=outcome or (Task.Outcome.DONE if by else Task.Outcome.GONE),
            reason=reason[:500],
        )
    )


@dataclass
class Reconciled:
    """How many tasks a comparison opened, changed and closed."""

    opened: int = 0
    changed: int = 0
    closed: int = 0


def reconcile(kind: str) -> Reconciled:
    """Make the open tasks of a kind those that its source names. Writes differences only.

    What the source names no longer is closed as gone. What a person closed stays closed while its
    matter stands as it did.
    """
    source = task_kinds[kind].open_tasks
    if source is None:
        return Reconciled()
    return _compare(kind, source(), Task.objects.still_open().filter(kind=kind))


def reconcile_records(
    kind: str, named: Iterable[TaskFacts], records: Mapping[str, Collection[int]]
) -> Reconciled:
    """As ``reconcile``, for the tasks about these records only (primary keys by kind)."""
    about = Q(pk__in=())
    for record_kind, keys in records.items():
        about |= Q(record_kind=record_kind, record_id__in=keys)
    return _compare(kind, named, Task.objects.still_open().filter(about, kind=kind))


def _compare(kind: str, named: Iterable[TaskFacts], still_open: TaskQuerySet) -> Reconciled:
    left = set(still_open.values_list("key", flat=True).iterator())
    done = Reconciled()
    for batch in _batches(named):
        with transaction.atomic():
            _write_batch(kind, batch, done)
        left.difference_update(batch)
    for keys in _chunks(sorted(left)):
        done.closed += still_open.filter(key__in=keys).update(
            closed_at=now_in_database(), outcome=Task.Outcome.GONE
        )
    return done


def _write_batch(kind: str, batch: dict[str, TaskFacts], done: Reconciled) -> None:
    tasks = {task.key: task for task in Task.objects.still_open().filter(kind=kind, key__in=batch)}
    settled = _settled_matters(kind, [key for key in batch if key not in tasks])
    now = now_in_database()
    changed: list[Task] = []
    for key, task in tasks.items():
        wanted = _columns(kind, batch[key], task.opened_at.date())
        if wanted != {name: getattr(task, name) for name in COMPARED}:
            for name, value in wanted.items():
                setattr(task, name, value)
            changed.append(task)
    # As an upsert by primary key: Django's bulk_update takes a hundred times as long.
    Task.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=COMPARED
    )
    new = [
        Task(**_new_row(kind, facts, now))
        for key, facts in batch.items()
        if key not in tasks and settled.get(key) != facts.matter
    ]
    Task.objects.bulk_create(new, ignore_conflicts=True)
    done.changed += len(changed)
    done.opened += len(new)


def _settled_matters(kind: str, keys: list[str]) -> dict[str, str]:
    """By key: how the matter stood when a person closed its last task."""
    closed = Task.objects.closed().filter(kind=kind, key__in=keys).order_by("closed_at", "pk")
    last = {task.key: task for task in closed.only("key", "matter", "outcome")}
    return {key: task.matter for key, task in last.items() if task.outcome != Task.Outcome.GONE}


def _new_row(kind: str, facts: TaskFacts, now: datetime.datetime) -> Columns:
    return _columns(kind, facts, now.date()) | {"kind": kind, "key": facts.key, "opened_at": now}


def _columns(kind: str, facts: TaskFacts, opened_on: datetime.date) -> Columns:
    rank = facts.rank
    return {
        "title": facts.title[:300],
        "detail": facts.detail[:500],
        "matter": facts.matter[:200],
        "record_kind": facts.record_kind,
        "record_id": facts.record_id,
        "rank": int(task_kinds[kind].rank if rank is None else rank),
        "due_on": facts.due_on,
        "waiting_since": facts.due_on or opened_on,
    }


def _batches(source: Iterable[TaskFacts]) -> Iterator[dict[str, TaskFacts]]:
    rest = iter(source)
    while batch := {facts.key: facts for facts in islice(rest, BATCH)}:
        yield batch


def _chunks(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
