"""The tasks of suggestions: open as long as nobody has decided."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind, settled_unless
from hub.curation.suggestions.models import CHANGE, Suggestion
from hub.curation.suggestions.submission import TASK_KIND
from hub.curation.suggestions.told_language import foreign_language, language_sentence


def task_of(suggestion: Any) -> TaskFacts:
    """What the desk shows: nothing that the sender wrote, but in which language. ``message_count``
    is annotated."""
    is_danger = suggestion.kind == Suggestion.Kind.DANGER
    return TaskFacts(
        str(suggestion.pk),
        str(suggestion),
        detail=foreign_language(suggestion.language, suggestion.texts),
        matter=f"{suggestion.state} {suggestion.message_count}",
        record_kind=suggestion.record_kind,
        record_id=suggestion.record_id,
        rank=int(Rank.DANGER if is_danger else Rank.WAITING),
    )


def open_tasks() -> Iterator[TaskFacts]:
    """All that wait, five hundred by two queries."""
    rows = Suggestion.objects.open().annotate(message_count=Count("messages"))
    rows = rows.prefetch_related("facts").order_by("pk")
    return map(task_of, rows.iterator(chunk_size=500))


def close_tasks(keys: Collection[int], *, by: Any, at: datetime.datetime) -> None:
    """Close those of these suggestions: by one statement, however many."""
    tasks = Task.objects.still_open().filter(kind=TASK_KIND, key__in=list(map(str, keys)))
    tasks.update(closed_at=at, closed_by=by, outcome=Task.Outcome.DONE)


def reopen_tasks(keys: Collection[int], *, at: datetime.datetime) -> None:
    """Open those again that ``close_tasks`` closed at that time."""
    of_these = Task.objects.filter(kind=TASK_KIND, key__in=list(map(str, keys)))
    is_open_again = of_these.still_open().values("key")
    tasks = of_these.filter(closed_at=at).exclude(key__in=is_open_again)
    tasks.update(closed_at=None, closed_by=None, outcome="", reason="")


KIND = TaskKind(
    TASK_KIND,
    _("suggestion"),
    Rank.WAITING,
    CHANGE,
    lambda task: reverse("suggestion", args=[task.key]),
    open_tasks,
    step_label=_("Read it"),
    describe=lambda task: language_sentence(task.detail),
    is_dismissable=False,
    settled=settled_unless(Suggestion.objects.open),
    for_focal_points=lambda: Q(
        key__in=Suggestion.objects.for_focal_points()
        .annotate(text_key=Cast("pk", CharField()))
        .values("text_key")
    ),
)
