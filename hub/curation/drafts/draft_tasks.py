"""What of drafts waits on the desk: times that passed in vain, and what asks for two people."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind
from hub.curation.drafts.models import VIEW, RecordDraft, TimedStep
from hub.curation.drafts.record_drafts import model_of

LETTERS = 300  # of a title


def open_failed_times() -> Iterator[TaskFacts]:
    for step in TimedStep.objects.failed().order_by("pk").iterator():
        title = _title(step.record_kind, step.record_id)
        yield TaskFacts(
            str(step.pk), title, detail=step.problem, matter=f"{step.problem} {step.at:%Y-%m-%d}",
            record_kind=step.record_kind, record_id=step.record_id,
        )  # fmt: skip


def open_second_looks() -> Iterator[TaskFacts]:
    rows = RecordDraft.objects.filter(asks_second=True).order_by("pk")
    for pk, kind, key, version in rows.values_list("pk", "record_kind", "record_id", "version"):
        yield TaskFacts(
            str(pk), _title(kind, key), matter=str(version), record_kind=kind, record_id=key
        )


def _title(kind: str, key: int) -> str:
    model = model_of(kind)
    record = model._default_manager.filter(pk=key).first() if model else None
    return str(record or f"{kind} {key}")[:LETTERS]


def _problem(task: Task) -> str:
    return str(dict(TimedStep.Problem.choices).get(task.detail, ""))


KINDS = (
    TaskKind(
        "set-time",
        _("not done at its set time"),
        Rank.WAITING,
        VIEW,
        lambda task: reverse("draft-times", args=[task.record_kind, task.record_id]),
        open_failed_times,
        describe=_problem,
        step_label=_("Decide"),
        is_dismissable=False,
    ),
    TaskKind(
        "second-person",
        _("draft that asks for a second person"),
        Rank.WAITING,
        VIEW,
        lambda task: reverse("draft-compare", args=[task.record_kind, task.record_id]),
        open_second_looks,
        step_label=_("Compare"),
        is_dismissable=False,
        for_focal_points=Q,
    ),
)
