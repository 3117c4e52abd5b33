"""*Questions answered* on the pages of what they are about."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from hub.curation.questions.fields import SUBJECTS
from hub.curation.questions.models import AnsweredQuestion
from hub.curation.questions.presenter import QuestionView, questions_about
from hub.records.database_clock import now_in_database
from hub.records.models.record_notice import (
    NoticeFacts,
    RecordKey,
    noticed_records,
    write_notices,
)

NOTICE = "questions"
TEMPLATE = "questions/_about_record.html"


def present(facts: Mapping[str, Any], since: datetime.datetime) -> tuple[QuestionView, ...] | None:
    """The questions that are public now; None where none is."""
    kind, pk = str(facts.get("kind")), facts.get("id")
    if kind not in SUBJECTS or not isinstance(pk, int):
        return None
    return questions_about(kind, pk) or None


def follow_subject(question: AnsweredQuestion) -> None:
    """Have the page of what it is about show it. The last of a transaction."""
    subject = question.subject
    if subject is not None:
        key = (subject.kind, subject.pk)
        if key not in noticed_records(NOTICE):
            write_notices(NOTICE, {key: _facts(key)})


def reconcile() -> int:
    """The same for all: questions come by the curators' form and by imports, too."""
    rows = AnsweredQuestion.objects.published().order_by()
    about = {
        (kind, pk)
        for kind in SUBJECTS
        for pk in rows.exclude(**{kind: None}).values_list(f"{kind}_id", flat=True).distinct()
    }
    there = noticed_records(NOTICE)
    wanted: dict[RecordKey, NoticeFacts | None] = dict.fromkeys(there - about)
    wanted |= {key: _facts(key) for key in about - there}
    return write_notices(NOTICE, wanted) if wanted else 0


def _facts(key: RecordKey) -> NoticeFacts:
    return NoticeFacts({"kind": key[0], "id": key[1]}, now_in_database())
