"""What a curator decides on a suggestion: each function locks it, so that two do not meet."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.curation.suggestions.models import SuggestedFact, Suggestion, SuggestionMessage
from hub.curation.suggestions.review.effects import Effect, effect_of
from hub.curation.suggestions.review.suggestion_tasks import close_tasks, reopen_tasks
from hub.curation.suggestions.sender_mails import tell_sender
from hub.records.database_clock import now_in_database
from hub.records.models import EditConflict
from hub.records.surviving_record import surviving_record

State, Decision = Suggestion.State, SuggestedFact.Decision


class TooLate(Exception):  # noqa: N818 - nothing went wrong, two people were at work
    """The suggestion was decided, or erased, meanwhile. ``suggestion``: as it is now, or None."""

    def __init__(self, suggestion: Suggestion | None) -> None:
        super().__init__("The suggestion waits no longer.")
        self.suggestion = suggestion


@dataclass(frozen=True)
class FactChoice:
    """What a curator decided on a fact. ``text``: other words than the sender's; None: theirs."""

    is_accepted: bool
    text: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Choices:
    """All that was decided on one suggestion. ``facts``: by name; those left out are declined.

    ``seen_record``, ``seen_version``: the record which the curator has seen, by its key, and which
    version of it; None where it is about none.
    ``values``: what its kind asks of the curator beside the facts. ``reason``: the sender reads it.
    """

    facts: Mapping[str, FactChoice] = field(default_factory=dict)
    seen_version: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    seen_record: int | None = None


def take(pk: int) -> bool:
    """A curator has begun to look at it; whether nobody had."""
    with transaction.atomic():
        suggestion = _open(pk)
        if suggestion.state != State.RECEIVED:
            return False
        _update(suggestion, state=State.LOOKED_AT, taken_at=now_in_database())
    return True


def accept(pk: int, choices: Choices, *, by: Any) -> Effect:
    """Do what the suggestion asks, in whole or in part, and tell the sender.

    Raises TooLate, EditConflict where the record is not as the curator has seen it, and
    ValidationError where the ledger refuses; then nothing is changed.
    """
    with transaction.atomic():
        suggestion = _open(pk)
        _follow_record(suggestion, choices)
        facts = list(suggestion.facts.select_for_update().order_by("pk"))
        accepted = [one for one in facts if _is_accepted(choices, one)]
        if facts and not accepted:
            raise ValidationError(_("Tick what you accept, or decline the suggestion."))
        effect = effect_of(suggestion, accepted, choices, by=by)
        for fact in facts:
            _decide_fact(fact, choices, is_accepted=fact in accepted)
        whole = len(accepted) == len(facts)
        _end(suggestion, State.ACCEPTED if whole else State.PARTLY, choices.reason, by=by)
    return effect


def decline(pk: int, reason: str, *, by: Any, reasons: Mapping[str, str] | None = None) -> None:
    """Change nothing, and tell the sender why. ``reasons``: of single facts.

    Raises TooLate, and ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a sentence that the sender can read.")})
    with transaction.atomic():
        suggestion = _open(pk)
        for fact in suggestion.facts.select_for_update().order_by("pk"):
            fact.decision = Decision.DECLINED
            fact.reason = (reasons or {}).get(fact.fact, "")
            fact.save(update_fields=["decision", "reason"])
        _end(suggestion, State.DECLINED, reason.strip(), by=by)


def ask_back(pk: int, text: str, *, by: Any) -> SuggestionMessage:
    """Ask the sender something: it stands at the receipt, and a mail says so where it can. The
    same as the last message is none.

    Raises TooLate, and ValidationError without a text.
    """
    if not text.strip():
        raise ValidationError({"text": _("Write what you want to ask.")})
    with transaction.atomic():
        suggestion = _open(pk)
        last = suggestion.messages.order_by("-pk").first()
        if last is not None and last.from_curator and last.text == text.strip():
            return last
        message = SuggestionMessage.objects.create(
            suggestion=suggestion, from_curator=True, by=by, text=text.strip()
        )
        if suggestion.state == State.RECEIVED:
            _update(suggestion, state=State.LOOKED_AT, taken_at=now_in_database())
        tell_sender(suggestion, message)
    return message


# Many at once


@dataclass(frozen=True)
class Drop:
    """Suggestions dropped in one step, by which they can be taken back in one."""

    at: datetime.datetime
    count: int


def drop(keys: Collection[int], *, by: Any, dangers: bool = False) -> Drop:
    """Drop those that are still open, without a word to their senders.

    ``dangers``: these are reports of danger and nothing else; they are not dropped with others.
    """
    now = now_in_database()
    with transaction.atomic():
        rows = Suggestion.objects.open().filter(pk__in=keys)
        rows = rows.dangers() if dangers else rows.exclude(kind=Suggestion.Kind.DANGER)
        pks = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        count = Suggestion.objects.filter(pk__in=pks).update(
            state=State.DROPPED, decided_at=now, decided_by=by
        )
        SuggestedFact.objects.filter(suggestion__in=pks).update(decision=Decision.DECLINED)
        close_tasks(pks, by=by, at=now)
    return Drop(now, count)


def undo_drop(at: datetime.datetime, *, by: Any) -> int:
    """Take back what this person dropped at that time, where the texts are still there."""
    with transaction.atomic():
        rows = Suggestion.objects.filter(
            state=State.DROPPED, decided_at=at, decided_by=by, erased_at=None
        )
        pks = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        dropped = Suggestion.objects.filter(pk__in=pks)
        for taken, state in ((True, State.RECEIVED), (False, State.LOOKED_AT)):
            some = dropped.filter(taken_at__isnull=taken)
            some.update(state=state, decided_at=None, decided_by=None)
        SuggestedFact.objects.filter(suggestion__in=pks).update(decision="", reason="")
        reopen_tasks(pks, at=at)
    return len(pks)


# One


def _open(pk: int) -> Suggestion:
    """The suggestion, locked. Raises TooLate where nothing can be decided any more."""
    suggestion = Suggestion.objects.select_for_update().filter(pk=pk).first()
    if suggestion is None or not suggestion.is_open:
        raise TooLate(suggestion)
    return suggestion


def _follow_record(suggestion: Suggestion, choices: Choices) -> None:
    """Have it speak of the record that stayed, where its own was joined with that one.

    Raises EditConflict where the curator has looked at another.
    """
    record = surviving_record(suggestion.record_kind, suggestion.record_id)
    if record is None:
        return
    if (choices.seen_record or suggestion.record_id) != record.pk:
        raise EditConflict(record)
    if suggestion.record_id != record.pk:
        _update(suggestion, record_id=record.pk)


def _is_accepted(choices: Choices, fact: SuggestedFact) -> bool:
    choice = choices.facts.get(fact.fact)
    return choice is not None and choice.is_accepted


def _decide_fact(fact: SuggestedFact, choices: Choices, *, is_accepted: bool) -> None:
    choice = choices.facts.get(fact.fact)
    fact.decision = Decision.ACCEPTED if is_accepted else Decision.DECLINED
    fact.reason = "" if choice is None or is_accepted else choice.reason.strip()[:1000]
    fact.save(update_fields=["decision", "reason"])


def _end(suggestion: Suggestion, state: str, reason: str, *, by: Any) -> None:
    now = now_in_database()
    _update(
        suggestion,
        state=state,
        reason=reason.strip()[:1000],
        decided_at=now,
        decided_by=by,
        taken_at=suggestion.taken_at or now,
    )
    close_tasks([suggestion.pk], by=by, at=now)
    tell_sender(suggestion)


def _update(suggestion: Suggestion, **values: Any) -> None:
    for name, value in values.items():
        setattr(suggestion, name, value)
    suggestion.save(update_fields=list(values))
