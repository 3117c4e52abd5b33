"""Which people may work on which tasks."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from hub.accounts.models import Person
from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import task_kinds

WORK = "desk.change_task"


def visible_kinds(person: Any) -> list[str]:
    """The kinds of task that a person may see, in the order of registration."""
    return [name for name, kind in task_kinds.items() if person.has_perm(kind.permission)]


def may_see(person: Any, task: Task) -> bool:
    """Nobody sees a task of a kind that no room knows any more."""
    kind = task_kinds.get(task.kind)
    return kind is not None and person.has_perm(kind.permission)


def curators() -> QuerySet[Person]:
    """Those who work on the desk, and who can be written to."""
    people = Person.objects.filter(_holding(WORK), is_active=True, is_staff=True)
    return people.order_by("name", "email")


def curators_for(task: Task) -> QuerySet[Person]:
    """Those whom a task can be assigned to, and who can be written to about it."""
    people = Person.objects.filter(is_active=True, is_staff=True)
    for name in {WORK, task_kinds[task.kind].permission}:
        people = people.filter(_holding(name))
    return people.order_by("name", "email")


def _holding(name: str) -> Q:
    """By subqueries: joins would multiply a person's permissions by each other, to 40,000 rows."""
    app, _dot, codename = name.partition(".")
    permissions = Permission.objects.filter(content_type__app_label=app, codename=codename)
    by_group = permissions.filter(group__user=OuterRef("pk"))
    return Q(is_superuser=True) | Exists(by_group) | Exists(permissions.filter(user=OuterRef("pk")))
