"""Kinds of task that are about nothing, and curators' browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from hub.accounts.models import Person
from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind, register_task_kinds, task_kinds
from hub.curation.desk.task_list import open_task


@pytest.fixture
def source() -> Iterator[list[TaskFacts]]:
    """A kind of task, "sample", whose source is this list; and "strict", which nobody dismisses."""
    facts: list[TaskFacts] = []

    def kind(name: str, **changes: Any) -> TaskKind:
        step = f"/admin/?step={name}"
        label = name.capitalize()
        return TaskKind(name, label, Rank.WORK, "desk.view_task", lambda _task: step, **changes)

    register_task_kinds(
        kind("sample", open_tasks=lambda: facts), kind("strict", is_dismissable=False)
    )
    yield facts
    task_kinds.unregister("sample")
    task_kinds.unregister("strict")


@pytest.fixture
def task(source: list[TaskFacts]) -> Task:
    return open_task("sample", "a", title="A task")


@pytest.fixture
def curator(signed_in: Callable[..., Client]) -> Client:
    return signed_in("curator", email="me@example.org", name="Mira")


@pytest.fixture
def me(curator: Client) -> Person:
    return Person.objects.get(email="me@example.org")


@pytest.fixture
def colleague(make_person: Callable[..., Person]) -> Person:
    from django.contrib.auth.models import Group

    person = make_person(is_staff=True, email="other@example.org", name="Oren")
    person.groups.set(Group.objects.filter(name="curator"))
    return person
