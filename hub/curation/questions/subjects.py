"""What a question is about."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hub.curation.questions.models import Question
from hub.curation.suggestions.review.hidden_record import find_record


def find_subject(question: Question) -> Any:
    """The record, public or not; None for a question about a situation, or where it is gone."""
    return find_record(question.record_kind, question.record_id)


def subject_label(question: Question) -> str:
    """In words for curators."""
    if not question.record_kind:
        return _("a situation")
    record = find_subject(question)
    return str(record) if record is not None else _("a record that is gone")
