"""The tasks of suggestions: open as long as nobody has decided."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind
from hub.curation.suggestions.models import Suggestion
from hub.curation.suggestions.submission import TASK_KIND


def task_of(suggestion: Suggestion) -> TaskFacts:
    """What the desk shows: nothing that the sender wrote."""
    is_danger = suggestion.kind == Suggestion.Kind.DANGER
    return TaskFacts(
        str(suggestion.pk),
        str(suggestion),
        matter=f"{suggestion.state} {suggestion.messages.count()}",
        record_kind=suggestion.record_kind,
        record_id=suggestion.record_id,
        rank=int(Rank.DANGER if is_danger else Rank.WAITING),
    )


def open_tasks() -> Iterator[TaskFacts]:
    return map(task_of, Suggestion.objects.open().iterator(chunk_size=500))


def close_tasks(keys: Collection[int], *, by: Any, at: datetime.datetime) -> None:
    """Close those of these suggestions: by one statement, however many."""
    tasks = Task.objects.still_open().filter(kind=TASK_KIND, key__in=list(map(str, keys)))
    tasks.update(closed_at=at, closed_by=by, outcome=Task.Outcome.DONE)


def reopen_tasks(keys: Collection[int], *, at: datetime.datetime) -> None:
    """Open those again that ``close_tasks`` closed at that time."""
    tasks = Task.objects.filter(kind=TASK_KIND, key__in=list(map(str, keys)), closed_at=at)
    tasks.update(closed_at=None, closed_by=None, outcome="", reason="")


KIND = TaskKind(
    TASK_KIND,
    _("Suggestion"),
    Rank.WAITING,
    "suggestions.change_suggestion",
    lambda task: reverse("suggestion", args=[task.key]),
    open_tasks,
    step_label=_("Read it"),
    is_dismissable=False,
)
