"""What a sender sees by the private receipt."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.curation.suggestions.models import SuggestedFact, Suggestion
from hub.imports.record_types import IMPORTERS
from hub.records.registry import Registry
from hub.records.surviving_record import surviving_record
from hub.web.localization import localize_date
from hub.web.view_models import Link

State = Suggestion.State


@dataclass(frozen=True)
class FactOutcome:
    """``decision``: empty while nobody decided."""

    label: str
    text: str
    decision: str
    reason: str


@dataclass(frozen=True)
class Said:
    """One message of the conversation."""

    from_curator: bool
    text: str
    day: str


@dataclass(frozen=True)
class ReceiptOutcome:
    """What an upper room did with a suggestion. ``sentence``: beside its state; ``asked``: the
    words in which others were asked; ``link``: what came of it; ``can_withdraw``: whether its
    sender can take it back."""

    sentence: str = ""
    asked: str = ""
    link: Link | None = None
    can_withdraw: bool = False


# Of upper rooms: what came of a suggestion, None where it is not theirs; and taking one back, which
# returns whether it was.
outcomes: Registry[Callable[[Suggestion], ReceiptOutcome | None]] = Registry("outcomes")
withdrawals: Registry[Callable[[Suggestion], bool]] = Registry("withdrawals of suggestions")


@dataclass(frozen=True)
class ReceiptPage:
    """``record``: the page that it is about, where everybody may read it."""

    kind: str
    state: str
    explanation: str
    received: str
    decided: str
    reason: str
    record: Link | None
    words: str
    source: str
    facts: tuple[FactOutcome, ...]
    messages: tuple[Said, ...]
    can_answer: bool
    is_asked: bool
    has_address: bool
    outcome: ReceiptOutcome


def receipt_page(suggestion: Suggestion) -> ReceiptPage:
    messages = tuple(_messages(suggestion))
    return ReceiptPage(
        kind=str(suggestion.get_kind_display()),
        state=str(_state(suggestion)),
        explanation=_explanation(suggestion),
        received=_day(suggestion.received_at),
        decided=_day(suggestion.decided_at),
        reason=suggestion.reason,
        record=_record(suggestion),
        words=suggestion.words,
        source=" ".join(filter(None, (suggestion.source_title, suggestion.source_url))),
        facts=tuple(_facts(suggestion)),
        messages=messages,
        can_answer=suggestion.is_open,
        is_asked=bool(messages) and messages[-1].from_curator,
        has_address=bool(suggestion.address),
        outcome=_outcome(suggestion),
    )


def _outcome(suggestion: Suggestion) -> ReceiptOutcome:
    found = (outcome for each in outcomes.values() if (outcome := each(suggestion)))
    return next(found, ReceiptOutcome())


def withdraw(suggestion: Suggestion) -> bool:
    """Take a suggestion back, where a room lets its sender; whether it was."""
    return any(each(suggestion) for each in withdrawals.values())


def _state(suggestion: Suggestion) -> str:
    """A sender is not told that theirs was dropped as nonsense in other words than declined."""
    is_dropped = suggestion.state == State.DROPPED
    return str(State.DECLINED.label if is_dropped else suggestion.get_state_display())


def _explanation(suggestion: Suggestion) -> str:
    return {
        State.RECEIVED: _("It came in. Nobody has read it yet."),
        State.LOOKED_AT: _("A curator is looking at it."),
        State.ASKED: _("A curator let your question through. The answers will stand here."),
        State.WITHDRAWN: _("You took it back. Nobody works on it any more."),
        State.ACCEPTED: _("A curator agreed with you, and did what you asked for."),
        State.PARTLY: _("A curator agreed with a part of it."),
        State.DECLINED: _("A curator read it and did not change anything."),
        State.DROPPED: _("A curator read it and did not change anything."),
    }[State(suggestion.state)]


def _day(at: datetime.datetime | None) -> str:
    return localize_date(timezone.localdate(at).isoformat()) if at else ""


def _record(suggestion: Suggestion) -> Link | None:
    """Its page, where everybody may read it; of one that was joined with another, the other's."""
    record = surviving_record(suggestion.record_kind, suggestion.record_id)
    if record is None or not record.is_public:
        return None
    address = record.get_absolute_url()  # type: ignore[attr-defined]
    return Link(str(record), address, language=record.language)


def _facts(suggestion: Suggestion) -> Iterable[FactOutcome]:
    importer = IMPORTERS.get(suggestion.about_kind)
    fields = importer.by_name if importer else {}
    for fact in suggestion.facts.all():
        label = str(fields[fact.fact].label) if fact.fact in fields else fact.fact
        is_known = fact.knowing == SuggestedFact.Knowing.KNOWN
        yield FactOutcome(
            label=label[:1].upper() + label[1:],
            text=fact.text if is_known else str(fact.get_knowing_display()),
            decision=str(fact.get_decision_display()) if fact.decision else "",
            reason=fact.reason,
        )


def _messages(suggestion: Suggestion) -> Iterable[Said]:
    for message in suggestion.messages.all():
        yield Said(message.from_curator, message.text, _day(message.at))
