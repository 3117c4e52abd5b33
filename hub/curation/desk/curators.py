"""Which people may work on which tasks."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from hub.accounts.models import Person
from hub.curation.desk.models import Task, TaskQuerySet
from hub.curation.desk.task_kinds import task_kinds
from hub.records.record_access import about_own, is_limited, people_of

VIEW, WORK = "desk.view_task", "desk.change_task"


def visible_kinds(person: Any) -> list[str]:
    """The kinds of task that a person may see, in the order of registration."""
    return [name for name, kind in task_kinds.items() if person.has_perm(kind.permission)]


def visible_tasks(person: Any) -> TaskQuerySet:
    """The tasks that a person may see: of whole kinds, or about the records they work for.

    Nobody sees a task of a kind that no room knows any more.
    """
    kinds = visible_kinds(person) if person.has_perm(VIEW) else []
    condition = Q(kind__in=kinds)
    if is_limited(person):
        condition |= for_focal_points() & about_own(person)
    return Task.objects.filter(condition)


def for_focal_points() -> Q:
    """The condition on tasks that are shown to whoever works for their record only."""
    condition = Q(pk__in=())
    for name, kind in task_kinds.items():
        if kind.for_focal_points is not None:
            condition |= Q(kind=name) & kind.for_focal_points()
    return condition


def focal_points_for(task: Task) -> list[Person]:
    """Those who work for the task's record, and see the task."""
    if not task.record_id or not Task.objects.filter(for_focal_points(), pk=task.pk).exists():
        return []
    return [person for some in people_of(task.record_kind, task.record_id) for person in some]


def curators() -> QuerySet[Person]:
    """Those who work on the desk, and who can be written to."""
    people = Person.objects.filter(_holding(WORK), is_active=True, is_staff=True)
    return people.order_by("name", "email")


def curators_for(task: Task) -> QuerySet[Person]:
    """Those whom a task can be assigned to, and who can be written to about it."""
    holding = Q()
    for name in {WORK, task_kinds[task.kind].permission}:
        holding &= _holding(name)
    own = Q(pk__in=[person.pk for person in focal_points_for(task)])
    people = Person.objects.filter(holding | own, is_active=True, is_staff=True)
    return people.order_by("name", "email")


def _holding(name: str) -> Q:
    """By subqueries: joins would multiply a person's permissions by each other, to 40,000 rows."""
    app, _dot, codename = name.partition(".")
    permissions = Permission.objects.filter(content_type__app_label=app, codename=codename)
    by_group = permissions.filter(group__user=OuterRef("pk"))
    return Q(is_superuser=True) | Exists(by_group) | Exists(permissions.filter(user=OuterRef("pk")))
