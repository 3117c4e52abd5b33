"""What a curator decides on an answer: it stands on the site, is asked about, or is declined."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hub.curation.questions import desk_tasks, request_mails
from hub.curation.questions.fields import SUBJECTS
from hub.curation.questions.forms import private_data
from hub.curation.questions.models import (
    Answer,
    AnsweredQuestion,
    Question,
    QuestionAnswer,
)
from hub.curation.questions.notices import follow_subject
from hub.curation.questions.question_review import TooLate, locked, note_answered
from hub.curation.questions.subjects import find_subject
from hub.curation.suggestions.review.effects import gone_sentence
from hub.records.database_clock import now_in_database
from hub.records.models import FormerSlug, recorded_change

State = Answer.State
MAX_SLUG = 150


class AnswerChanged(Exception):  # noqa: N818 - nothing went wrong, two people were at work
    """Whoever answered has sent other words than the curator has seen."""


def accept(
    pk: int, text: str, role: str, *, by: Any, seen: str = "", is_meant_public: bool = False
) -> AnsweredQuestion:
    """Publish an answer in these words, beside those that stand there. ``seen``: see ``_open``.

    Raises TooLate, AnswerChanged, and ValidationError where the ledger refuses, or where the words
    hold what may be private and nobody said that it is meant to be public.
    """
    if not text:
        raise ValidationError({"text": _("Write what will stand there.")})
    if not is_meant_public and (found := private_data(text)):
        raise ValidationError({"text": found})
    with transaction.atomic():
        answer, question = _open(pk, seen)
        row = QuestionAnswer(
            text=text,
            role=role,
            name=answer.shown_name,
            answered_on=timezone.localdate(answer.sent_at).isoformat(),
            language=answer.language,
        )
        row.clean_fields(exclude=["question"])
        record = _published(question, row, by=by, reason=f"{_('Answer')} {answer.pk}")
        answer.published, answer.role = text, role
        _decide(answer, State.ACCEPTED, "", by=by)
        if question.answered_id is None:
            question.answered = record
            question.save(update_fields=["answered"])
        note_answered(question, by=by)
        request_mails.enqueue(answer.request, request_mails.Occasion.DECISION)
        desk_tasks.follow(question, by=by)
        follow_subject(record)
    return record


def decline(pk: int, reason: str, *, by: Any, seen: str = "") -> None:
    """Raises TooLate, AnswerChanged, and ValidationError without a reason."""
    if not reason.strip():
        sentence = _("Say why, in a sentence that whoever answered can read.")
        raise ValidationError({"reason": sentence})
    with transaction.atomic():
        answer, question = _open(pk, seen)
        _decide(answer, State.DECLINED, reason.strip()[:1000], by=by)
        request_mails.enqueue(answer.request, request_mails.Occasion.DECISION)
        desk_tasks.follow(question, by=by)


def ask_back(pk: int, text: str, *, by: Any, seen: str = "") -> None:
    """Ask whoever answered: it stands at their link, and a mail says so, once for the same words.

    Raises TooLate, AnswerChanged, and ValidationError without a text.
    """
    if not text.strip():
        raise ValidationError({"back_question": _("Write what you want to ask.")})
    with transaction.atomic():
        answer, question = _open(pk, seen)
        if (answer.state, answer.back_question) == (State.ASKED_BACK, text.strip()):
            return
        answer.state, answer.back_question = State.ASKED_BACK, text.strip()
        answer.save(update_fields=["state", "back_question"])
        request_mails.enqueue(answer.request, request_mails.Occasion.ASKED_BACK)
        desk_tasks.follow(question, by=by)


def _open(pk: int, seen: str) -> tuple[Answer, Question]:
    """Locked, the question first. ``seen``: ``seen_key`` of what the curator has read; empty where
    nobody has to have. Raises TooLate and AnswerChanged."""
    key = Answer.objects.filter(pk=pk).values_list("request__question", flat=True).first()
    question = locked(key or 0)
    answer = Answer.objects.select_for_update(of=("self",)).select_related("request").get(pk=pk)
    if answer.is_decided:
        raise TooLate
    if seen and seen != seen_key(answer):
        raise AnswerChanged
    return answer, question


def seen_key(answer: Answer) -> str:
    """Another one each time that it is sent."""
    return answer.sent_at.isoformat()


def _decide(answer: Answer, state: str, reason: str, *, by: Any) -> None:
    answer.state, answer.reason = state, reason
    answer.decided_at, answer.decided_by = now_in_database(), by
    answer.save()


def _new_record(question: Question) -> AnsweredQuestion:
    """Not stored yet. Raises ValidationError where what it is about is gone."""
    record = AnsweredQuestion(
        slug=_free_slug(question),
        title=question.title,
        details=question.details or None,
        language=question.language,
        state=AnsweredQuestion.State.PUBLISHED,
    )
    if question.record_kind:
        subject = find_subject(question)
        if subject is None:
            raise ValidationError(gone_sentence())
        if question.record_kind in SUBJECTS:
            setattr(record, question.record_kind, subject)
    return record


def _published(
    question: Question, row: QuestionAnswer, *, by: Any, reason: str
) -> AnsweredQuestion:
    """The record that shows the answer; a new one for the first."""
    record = question.answered or _new_record(question)
    try:
        with transaction.atomic():
            _publish(record, row, by=by, reason=reason)
    except IntegrityError:
        if question.answered is not None:
            raise
        # Another question of this title got its first answer in this moment, and the address.
        record = _new_record(question)
        _publish(record, row, by=by, reason=reason)
    return record


def _publish(record: AnsweredQuestion, row: QuestionAnswer, *, by: Any, reason: str) -> None:
    """By the ledger: a new record, or one more answer of one that is there."""
    is_new = record.pk is None
    with recorded_change(record, by=by, reason=reason):
        if is_new:
            record.full_clean(exclude=["terms"], validate_unique=False, validate_constraints=False)
            record.save()
        row.question = record
        row.position = record.answers.count()
        row.save()


def _free_slug(question: Question) -> str:
    plain = slugify(question.title)[:MAX_SLUG].strip("-") or f"question-{question.pk}"
    reserved = AnsweredQuestion.reserved_slugs
    taken = AnsweredQuestion.objects.filter(slug=plain).exists()
    former = FormerSlug.objects.filter(kind="question", slug=plain).exists()
    return f"{plain}-{question.pk}" if taken or former or plain in reserved else plain
