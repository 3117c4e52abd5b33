"""What becomes of a question: let through, put to people, ended. Each function locks it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hub.curation.questions import desk_tasks, request_mails
from hub.curation.questions.candidates import chosen
from hub.curation.questions.models import OPEN_FOR, Answer, AnswerRequest, Question
from hub.curation.suggestions.models import Suggestion
from hub.curation.suggestions.review.suggestion_tasks import close_tasks
from hub.curation.suggestions.sender_mails import tell_sender
from hub.records import removal_journal
from hub.records.database_clock import now_in_database
from hub.records.removal_journal import RemovalKind
from hub.web.mailed_links import known_language

State = Question.State


class TooLate(Exception):  # noqa: N818 - nothing went wrong, two people were at work
    """The question, its suggestion or its answer is not as the curator has seen it."""


class WordsChanged(Exception):  # noqa: N818 - as above
    """The question has other words than the curator has seen."""


def let_through(suggestion_pk: int, title: str, details: str, *, by: Any) -> Question:
    """Make a question of a suggestion, in the curator's words. Raises TooLate."""
    with transaction.atomic():
        suggestion = Suggestion.objects.select_for_update().filter(pk=suggestion_pk).first()
        if suggestion is None or not suggestion.is_open:
            raise TooLate
        if suggestion.kind != Suggestion.Kind.QUESTION:
            raise TooLate
        now = now_in_database()
        question = Question.objects.create(
            suggestion=suggestion,
            title=title,
            details=details,
            language=suggestion.language,
            record_kind=suggestion.record_kind,
            record_id=suggestion.record_id,
            opened_at=now,
            opened_by=by,
        )
        suggestion.state = Suggestion.State.ASKED
        suggestion.taken_at = suggestion.taken_at or now
        suggestion.save(update_fields=["state", "taken_at"])
        close_tasks([suggestion.pk], by=by, at=now)
        desk_tasks.follow(question)
    return question


def reword(pk: int, title: str, details: str, *, seen: str) -> None:
    """Other words for the same question, for whoever opens a link from now on.

    Raises TooLate, and WordsChanged where it has others than those that were ``seen``.
    """
    with transaction.atomic():
        question = locked(pk)
        if seen != seen_words(question):
            raise WordsChanged
        question.title, question.details = title, details
        question.save(update_fields=["title", "details"])


def seen_words(question: Question) -> str:
    """Another one for other words."""
    return hashlib.sha256(json.dumps([question.title, question.details]).encode()).hexdigest()


def ask(pk: int, names: Collection[str], *, by: Any) -> int:
    """Mail it to these candidates; to how many. Raises TooLate, ValidationError without any."""
    with transaction.atomic():
        question = locked(pk)
        people = chosen(question, names, asking=by)
        if not people:
            raise ValidationError(_("Tick whom to ask. Nobody was written to."))
        now = now_in_database()
        for each in people:
            request = AnswerRequest.objects.create(
                question=question,
                role=each.role,
                address=each.sealed,
                address_key=each.address_key,
                language=known_language(each.language),
                asked_at=now,
                asked_by=by,
                expires_at=now + OPEN_FOR,
                **each.links,
            )
            request_mails.enqueue(request, request_mails.Occasion.ASKED)
        desk_tasks.follow(question, by=by)
    return len(people)


def close(pk: int, reason: str, *, by: Any) -> None:
    """End it: its links answer like unknown ones. Of one that nobody answered the sender reads
    why. Raises TooLate, and ValidationError where that reason is missing."""
    with transaction.atomic():
        question = locked(pk)
        suggestion = Suggestion.objects.select_for_update().get(pk=question.suggestion_id)
        if suggestion.state == Suggestion.State.ASKED and not reason.strip():
            raise ValidationError({"reason": _("Say why, in a sentence that the sender can read.")})
        _end(question, State.CLOSED if question.answered_id else State.WITHDRAWN, by=by)
        if suggestion.state == Suggestion.State.ASKED:
            _decide(suggestion, Suggestion.State.DECLINED, reason.strip(), by=by)
            tell_sender(suggestion)


def withdraw_by_sender(suggestion: Suggestion) -> bool:
    """Take back a question, by its receipt, while no answer stands on the site; whether it was."""
    with transaction.atomic():
        row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
        is_asked = row.state == Suggestion.State.ASKED
        if row.kind != Suggestion.Kind.QUESTION or not (row.is_open or is_asked):
            return False
        question = Question.objects.select_for_update().filter(suggestion=row).first()
        if question is not None and question.is_open:
            _end(question, State.WITHDRAWN, by=None)
        _decide(row, Suggestion.State.WITHDRAWN, "", by=None)
        close_tasks([row.pk], by=None, at=now_in_database())
    return True


def withdraw(pk: int) -> None:
    """End a question of which it is only known that it had ended. Raises TooLate."""
    with transaction.atomic():
        question = locked(pk)
        _end(question, State.CLOSED if question.answered_id else State.WITHDRAWN, by=None)
        suggestion = Suggestion.objects.select_for_update().get(pk=question.suggestion_id)
        if suggestion.state == Suggestion.State.ASKED:
            _decide(suggestion, Suggestion.State.WITHDRAWN, "", by=None)


def note_answered(question: Question, *, by: Any) -> None:
    """The first answer stands on the site: the sender is told."""
    suggestion = Suggestion.objects.select_for_update().get(pk=question.suggestion_id)
    if suggestion.state != Suggestion.State.ASKED:
        return
    with translation.override(known_language(suggestion.language)):
        reason = _("Your question was answered. The answer stands on this site.")
    _decide(suggestion, Suggestion.State.ACCEPTED, reason, by=by)
    tell_sender(suggestion)


def locked(pk: int) -> Question:
    """An open question. Raises TooLate."""
    question = Question.objects.select_for_update().filter(pk=pk).first()
    if question is None or not question.is_open:
        raise TooLate
    return question


def _end(question: Question, state: str, *, by: Any) -> None:
    now = now_in_database()
    question.state, question.ended_at, question.ended_by = state, now, by
    question.save(update_fields=["state", "ended_at", "ended_by"])
    removal_journal.write(RemovalKind.QUESTION, [question.suggestion.receipt_key])
    request_mails.take_back(question)
    open_answers = Answer.objects.filter(
        request__question=question,
        state__in=[Answer.State.RECEIVED, Answer.State.ASKED_BACK],
    )
    open_answers.update(
        state=Answer.State.DECLINED,
        reason=_("The question was withdrawn before a curator had read the answer."),
        decided_at=now,
        decided_by=by,
    )
    desk_tasks.follow(question, by=by)


def _decide(suggestion: Suggestion, state: str, reason: str, *, by: Any) -> None:
    suggestion.state, suggestion.reason = state, reason[:1000]
    suggestion.decided_at, suggestion.decided_by = now_in_database(), by
    suggestion.save(update_fields=["state", "reason", "decided_at", "decided_by"])
