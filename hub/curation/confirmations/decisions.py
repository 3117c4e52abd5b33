"""What a curator decides on the answers of a maker. Each function locks them: two do not meet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.curation.confirmations.answer_review import CONFLICTS, FINAL, AnswerReview, objections
from hub.curation.confirmations.asked_record import AskedRecord, importer_of, read_record
from hub.curation.confirmations.confirmation_tasks import close_answer_task, open_conflict_task
from hub.curation.confirmations.models import Confirmation, ConfirmationAnswer
from hub.curation.confirmations.silence import renew_notices
from hub.curation.confirmations.statements import enter_in_log, enter_statement
from hub.curation.contacts.address_book import remove_contact
from hub.records.database_clock import now_in_database
from hub.records.models import EditConflict

Answer, Decision, State = ConfirmationAnswer.Answer, ConfirmationAnswer.Decision, Confirmation.State


class TooLate(Exception):  # noqa: N818 - nothing went wrong, two people were at work
    """The answers were decided meanwhile. ``confirmation``: as it is now, or None."""

    def __init__(self, confirmation: Confirmation | None) -> None:
        super().__init__("The answers wait no longer.")
        self.confirmation = confirmation


def settle(
    pk: int, accepted: Collection[str], *, by: Any, seen_version: int | None = None
) -> Confirmation:
    """Enter the accepted facts as the maker's statement; what is left out is not entered.

    An answer against what a curator has checked is never entered: it becomes a conflict on the
    desk. ``seen_version``: of the record on the curator's page. Raises TooLate, EditConflict where
    the record is another by now, and ValidationError; then nothing is changed.
    """
    with transaction.atomic():
        confirmation = _waiting(pk)
        asked = lock_record(confirmation)
        answers = list(confirmation.answers.all())
        if asked is not None:
            if seen_version is not None and seen_version != asked.stored.version:
                raise EditConflict(asked.record)
            _decide(confirmation, asked, answers, set(accepted), by=by)
        confirmation.state, confirmation.ended_at = State.SETTLED, now_in_database()
        confirmation.settled_by = by
        confirmation.save(update_fields=["state", "ended_at", "settled_by"])
        close_answer_task(confirmation, by=by)
        renew_notices([(confirmation.record_kind, confirmation.record_id)])
    return confirmation


def settle_clear(keys: Iterable[int], *, by: Any) -> tuple[int, int]:
    """Enter whole all of these against which nothing is held; how many were, and were not."""
    entered = left = 0
    for pk in keys:
        try:
            with transaction.atomic():
                confirmation = _waiting(pk)
                asked = lock_record(confirmation)
                review = AnswerReview(confirmation, asked)
                if not review.is_clear:
                    left += 1
                    continue
                settle(pk, [answer.fact for answer in review.answers], by=by)
            entered += 1
        except (TooLate, ValidationError):
            left += 1
    return entered, left


def remove_wrong_contact(pk: int, *, by: Any) -> None:
    """They do not run it: their contact is removed, and the answers are settled. Raises TooLate."""
    with transaction.atomic():
        confirmation = _waiting(pk)
        contact = confirmation.contact_id
        settle(pk, (), by=by)
        if contact is not None:
            remove_contact(contact)


def lock_record(confirmation: Confirmation) -> AskedRecord | None:
    """The record that it is about, locked; None where it is there no more."""
    importer = importer_of(confirmation.record_kind)
    if importer is None:
        return None
    stored = importer.stored([confirmation.record_id], lock=True).get(confirmation.record_id)
    if stored is None:
        return None
    record = importer.model._default_manager.get(pk=confirmation.record_id)
    return read_record(record, stored)


def _waiting(pk: int) -> Confirmation:
    rows = Confirmation.objects.select_for_update(of=("self",)).filter(pk=pk)
    confirmation = rows.first()
    if confirmation is None or confirmation.state != State.ANSWERED:
        raise TooLate(confirmation)
    return confirmation


def _decide(
    confirmation: Confirmation,
    asked: AskedRecord,
    answers: list[ConfirmationAnswer],
    accepted: set[str],
    *,
    by: Any,
) -> None:
    if asked.is_log:
        _decide_entry(asked, confirmation, answers, accepted, by=by)
        return
    entered = []
    for answer in answers:
        against = objections(asked, confirmation, answer)
        if against & CONFLICTS and not _is_same(asked, answer):
            answer.decision = Decision.CONFLICT
        elif answer.fact in accepted and answer.fact in asked.fields:
            if against & FINAL:
                raise ValidationError(_("What cannot be read cannot be entered: leave it out."))
            answer.decision = Decision.ACCEPTED
            entered.append(answer)
        else:
            answer.decision = Decision.DECLINED
    enter_statement(asked, confirmation, entered, by=by)
    for answer in answers:
        answer.save(update_fields=["decision"])
        if answer.decision == Decision.CONFLICT:
            answer.seen = asked.seen(answer.fact)  # the conflict is with what stands there now
            answer.save(update_fields=["seen"])
            open_conflict_task(answer, asked.record)


def _decide_entry(
    asked: AskedRecord,
    confirmation: Confirmation,
    answers: list[ConfirmationAnswer],
    accepted: set[str],
    *,
    by: Any,
) -> None:
    """An entry of a log goes in whole, or not at all."""
    is_accepted = asked.importer.text in accepted
    if is_accepted:
        enter_in_log(asked, confirmation, answers, by=by)
    decision = Decision.ACCEPTED if is_accepted else Decision.DECLINED
    confirmation.answers.update(decision=decision)


def _is_same(asked: AskedRecord, answer: ConfirmationAnswer) -> bool:
    """Whether what the maker says stands there by now: then there is no conflict."""
    if answer.value is None or answer.answer == Answer.RIGHT:
        return False
    facts = {name: value for name, value in answer.value.items() if name != "known_none"}
    return all(asked.facts.get(name) == value for name, value in facts.items())
