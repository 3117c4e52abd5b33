"""What of makers waits on the desk: answers, those who did not answer, and conflicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.curation.confirmations.asked_record import find_record, read_record
from hub.curation.confirmations.models import CHANGE, Confirmation, ConfirmationAnswer
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind, settled_unless
from hub.curation.desk.task_list import close_task, open_task
from hub.records.models import Record

ANSWER, SILENT, CONFLICT = "maker_answer", "maker_silent", "maker_conflict"
State, Decision = Confirmation.State, ConfirmationAnswer.Decision
LETTERS = 300  # of a title


def open_answer_task(confirmation: Confirmation, record: Record) -> None:
    open_task(ANSWER, **_columns(_facts(confirmation, record)))


def open_silence_task(confirmation: Confirmation, record: Record) -> None:
    open_task(SILENT, **_columns(_facts(confirmation, record)))


def close_answer_task(confirmation: Confirmation, *, by: Any) -> None:
    close_task(ANSWER, str(confirmation.pk), by=by)


def open_conflict_task(answer: ConfirmationAnswer, record: Record) -> None:
    open_task(CONFLICT, **_columns(_conflict(answer, record)))


def open_answers() -> Iterator[TaskFacts]:
    return _named(Confirmation.objects.waiting_for_curator())


def open_silences() -> Iterator[TaskFacts]:
    """Of each record the newest request, where nobody answered it."""
    later = Confirmation.objects.filter(
        record_kind=OuterRef("record_kind"),
        record_id=OuterRef("record_id"),
        asked_at__gt=OuterRef("asked_at"),
    )
    answered = Confirmation.objects.filter(
        record_kind=OuterRef("record_kind"),
        record_id=OuterRef("record_id"),
        sent_in_at__gte=OuterRef("asked_at"),
    )
    rows = Confirmation.objects.filter(state=State.SILENT)
    return _named(rows.filter(~Exists(later), ~Exists(answered)))


def open_conflicts() -> Iterator[TaskFacts]:
    """As long as the record says what the maker denied, and its history knows."""
    rows = ConfirmationAnswer.objects.filter(decision=Decision.CONFLICT)
    for answer in rows.select_related("confirmation").iterator(chunk_size=500):
        confirmation = answer.confirmation
        record = find_record(confirmation.record_kind, confirmation.record_id)
        if record is None:
            continue
        asked = read_record(record)
        if answer.fact in asked.fields and asked.seen(answer.fact) == answer.seen:
            yield _conflict(answer, record)


def _named(rows: Any) -> Iterator[TaskFacts]:
    for confirmation in rows.order_by("pk").iterator(chunk_size=500):
        record = find_record(confirmation.record_kind, confirmation.record_id)
        if record is not None or confirmation.state == State.ANSWERED:
            yield _facts(confirmation, record)


def _facts(confirmation: Confirmation, record: Record | None) -> TaskFacts:
    return TaskFacts(
        str(confirmation.pk),
        str(record or confirmation)[:LETTERS],
        matter=confirmation.state,
        record_kind=confirmation.record_kind,
        record_id=confirmation.record_id,
    )


def _conflict(answer: ConfirmationAnswer, record: Record) -> TaskFacts:
    return TaskFacts(
        str(answer.pk),
        str(record)[:LETTERS],
        detail=read_record(record).label(answer.fact),
        matter=answer.seen,
        record_kind=record.kind,
        record_id=record.pk,
    )


def _columns(facts: TaskFacts) -> dict[str, Any]:
    return {
        "key": facts.key,
        "title": facts.title,
        "detail": facts.detail,
        "matter": facts.matter,
        "record_kind": facts.record_kind,
        "record_id": facts.record_id,
    }


KINDS = (
    TaskKind(
        ANSWER,
        _("answer of a maker"),
        Rank.WAITING,
        CHANGE,
        lambda task: reverse("confirmation", args=[task.key]),
        open_answers,
        step_label=_("Read it"),
        is_dismissable=False,
        for_focal_points=Q,
        settled=settled_unless(Confirmation.objects.waiting_for_curator),
    ),
    TaskKind(
        CONFLICT,
        _("maker says otherwise"),
        Rank.OVERDUE,
        CHANGE,
        lambda task: reverse("record-check-by-key", args=[task.record_kind, task.record_id]),
        open_conflicts,
        step_label=_("Compare it with its source"),
    ),
    TaskKind(
        SILENT,
        _("maker did not answer"),
        Rank.WORK,
        CHANGE,
        lambda task: reverse("confirmation-ask", args=[task.record_kind, task.record_id]),
        open_silences,
        step_label=_("Look for another contact"),
    ),
)
