"""What the curators' pages of questions show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hub.curation.questions.models import Answer, AnswerRequest, Question
from hub.curation.suggestions.findings import FINDINGS
from hub.curation.suggestions.review.hidden_record import find_record
from hub.records.database_clock import now_in_database
from hub.web.paths import admin_form_path
from hub.web.view_models import Link


@dataclass(frozen=True)
class AskedLine:
    """One who was asked, without an address. ``state``: what can be waited for."""

    request: AnswerRequest
    label: str
    state: str
    answer: Answer | None


def subject_link(kind: str, pk: int | None) -> Link | None:
    """To the form of the record; None for a situation. Without an address where it is gone."""
    if not kind:
        return None
    record = find_record(kind, pk)
    if record is None:
        return Link(_("The record is not there any more"), "")
    return Link(str(record), admin_form_path(type(record), record.pk))


def question_context(question: Question) -> dict[str, Any]:
    return {
        "question": question,
        "suggestion": question.suggestion,
        "subject": subject_link(question.record_kind, question.record_id),
        "lines": list(_lines(question)),
        "contacts_url": bool(question.record_kind),
    }


def answer_context(answer: Answer) -> dict[str, Any]:
    question = answer.request.question
    names = dict.fromkeys(str(finding.get("what", "")) for finding in answer.findings)
    return {
        "answer": answer,
        "question": question,
        "subject": subject_link(question.record_kind, question.record_id),
        "found": [str(FINDINGS.get(name, name)) for name in names],
        "is_open": question.is_open and not answer.is_decided,
    }


def _lines(question: Question) -> Iterable[AskedLine]:
    rows = question.requests.select_related("person", "answer")
    now = now_in_database()
    for request in rows:
        answer = getattr(request, "answer", None)
        label = str(request.get_role_display())
        if request.person is not None:
            label = f"{label}: {request.person}"
        yield AskedLine(request, label, _state(question, request, answer, now), answer)


def _state(question: Question, request: AnswerRequest, answer: Answer | None, now: Any) -> str:
    if answer is not None:
        return str(answer.get_state_display())
    if request.refused_at:
        return _("Does not want to be asked")
    if request.unreachable_at:
        return _("The e-mail came back")
    if not question.is_open:
        return _("Did not answer")
    return _("Asked") if request.expires_at > now else _("Did not answer in 60 days")
