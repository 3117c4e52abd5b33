"""What the pages of a maker show, in words ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from hub.curation.confirmations.asked_record import AskedRecord
from hub.curation.confirmations.draft_answers import TEXT, DraftAnswers, TypedAnswer
from hub.curation.confirmations.models import Confirmation, ConfirmationAnswer
from hub.curation.confirmations.submission import sent_answers
from hub.curation.desk.models import Task
from hub.curation.suggestions.fact_fields import FactField, hint_of, options_of, rows_of
from hub.curation.suggestions.fact_reader import may_be_none
from hub.curation.suggestions.tell_page import SentLine
from hub.web.localization import localize_date
from hub.web.view_models import FactState, Link, SourceRef

DECIDING = "deciding-fact"  # a kind of task
Answer, Whole = ConfirmationAnswer.Answer, Confirmation.Whole


@dataclass(frozen=True)
class AskedFact:
    """A fact of the form. ``answer``: what was ticked; ``notes``: what happened to it meanwhile;
    ``seen``: its fingerprint, which the form sends back."""

    fact: FactField
    sources: tuple[SourceRef, ...]
    answer: str
    seen: str
    notes: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.fact.state is not FactState.UNKNOWN


@dataclass(frozen=True)
class MakerPage:
    """The form, the look at it, or what was sent. ``known``, ``wanted`` and ``unknown``: facts to
    answer; of those that are not known the finder wants some most."""

    token: str
    title: str
    record: Link
    language: str
    until: str
    draft: DraftAnswers
    known: tuple[AskedFact, ...] = ()
    wanted: tuple[AskedFact, ...] = ()
    unknown: tuple[AskedFact, ...] = ()
    complaints: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[SentLine, ...] = ()
    found: str = ""
    sent_on: str = ""
    is_settled: bool = False

    @property
    def answered(self) -> int:
        """How many answers were kept before."""
        return len(self.draft.answers) if self.draft.draft else 0

    @property
    def opens_unknown(self) -> bool:
        return any(each.answer or each.notes or each.fact.problem for each in self.unknown)


def form_page(
    confirmation: Confirmation,
    token: str,
    draft: DraftAnswers,
    complaints: Iterable[str] = (),
    saved: DraftAnswers | None = None,
) -> MakerPage:
    """``saved``: what somebody else saved by the same link, where that is another."""
    sentences = tuple(complaints)
    problems = draft.problems if sentences else {}
    facts = [_asked_fact(draft, name, problems, saved) for name in draft.asked.fields]
    unknown = [fact for fact in facts if not fact.is_known]
    wanted = deciding_fields(draft.asked) if unknown else frozenset()
    return replace(
        _head(confirmation, token, draft),
        known=tuple(fact for fact in facts if fact.is_known),
        wanted=tuple(fact for fact in unknown if fact.fact.name in wanted),
        unknown=tuple(fact for fact in unknown if fact.fact.name not in wanted),
        complaints=sentences,
        problems=problems,
    )


def deciding_fields(asked: AskedRecord) -> frozenset[str]:
    """Of which the desk says that the finder wants them most of this record."""
    tasks = Task.objects.still_open().filter(
        kind=DECIDING, record_kind=asked.kind, record_id=asked.record.pk
    )
    facts = set(tasks.values_list("matter", flat=True))
    return frozenset(name for name, each in asked.fields.items() if facts.intersection(each.facts))


def look_page(
    confirmation: Confirmation, token: str, draft: DraftAnswers, complaints: Iterable[str] = ()
) -> MakerPage:
    """Exactly what is sent when it is sent."""
    found = ", ".join(dict.fromkeys(each.label for each in draft.findings))
    return replace(
        _head(confirmation, token, draft),
        complaints=tuple(complaints),
        lines=tuple(_lines(draft)),
        found=found,
    )


def sent_page(confirmation: Confirmation, token: str, draft: DraftAnswers) -> MakerPage:
    """What was sent in, and what became of it."""
    decided = {row.fact: row for row in sent_answers(confirmation)}
    lines = tuple(_lines(draft, decided))
    sent = confirmation.sent_in_at
    return replace(
        _head(confirmation, token, draft),
        lines=lines,
        sent_on=localize_date(sent.date().isoformat()) if sent else "",
        is_settled=confirmation.state == Confirmation.State.SETTLED,
    )


def _head(confirmation: Confirmation, token: str, draft: DraftAnswers) -> MakerPage:
    record = draft.asked.record
    address = record.get_absolute_url()  # type: ignore[attr-defined]
    return MakerPage(
        token=token,
        title=str(record),
        record=Link(str(record), address),
        language=record.language,
        until=localize_date(confirmation.runs_out_at.date().isoformat()),
        draft=draft,
    )


def _asked_fact(
    draft: DraftAnswers, name: str, problems: Mapping[str, str], saved: DraftAnswers | None
) -> AskedFact:
    asked = draft.asked
    declared, (state, now) = asked.fields[name], asked.said(name)
    told = draft.by_fact.get(name)
    return AskedFact(
        fact=FactField(
            name=name,
            label=asked.label(name),
            now=now,
            state=state,
            text=told.text if told else "",
            knowing="",
            hint=hint_of(declared),
            options=options_of(declared),
            rows=rows_of(declared),
            may_be_none=may_be_none(asked.importer, declared),
            problem=problems.get(f"{TEXT}{name}", ""),
            is_address=declared.shape == "url",
        ),
        sources=tuple(asked.sources_of(name)) if state is not FactState.UNKNOWN else (),
        answer=told.answer if told else "",
        seen=asked.seen(name),
        notes=tuple(
            filter(None, (_note_changed(draft, told), _note_saved(draft, saved, told, name)))
        ),
    )


def _note_changed(draft: DraftAnswers, told: TypedAnswer | None) -> str:
    """That the record was changed since it was answered: what it said, and what it says."""
    if told is None or told not in draft.outdated:
        return ""
    asked = draft.asked
    before = draft.before.get(told.fact) or asked.facts_seen(told.fact, told.seen)
    words = {"now": asked.said(told.fact)[1]}
    if before is None:
        return _("This was changed since you opened the page. It says now: %(now)s.") % words
    words["before"] = asked.said(told.fact, before)[1]
    return _("This was changed since you answered: it said %(before)s, now: %(now)s.") % words


def _note_saved(
    draft: DraftAnswers, saved: DraftAnswers | None, told: TypedAnswer | None, name: str
) -> str:
    if saved is None:
        return ""
    other = saved.by_fact.get(name)
    mine = (told.answer, told.text) if told else ("", "")
    if (other.answer, other.text) == mine if other else not told:
        return ""
    words = {"answer": _said(draft.asked, other) if other else _("no answer")}
    return _("Saved by somebody else with this link meanwhile: %(answer)s.") % words


def _said(asked: AskedRecord, answer: TypedAnswer) -> str:
    return asked.typed_words(answer.fact, answer.text) or str(Answer(answer.answer).label)


def _lines(
    draft: DraftAnswers, decided: Mapping[str, ConfirmationAnswer] | None = None
) -> Iterable[SentLine]:
    if draft.whole:
        is_log = draft.asked.is_log and draft.whole == Whole.NOT_OURS
        text = _("It is not addressed to us") if is_log else str(Whole(draft.whole).label)
        yield SentLine(_("The whole"), f"{text}. {draft.ended_on}" if draft.ended_on else text)
    if draft.whole != Whole.NOT_OURS:
        for answer in draft.answers:
            label = draft.asked.label(answer.fact)
            note = (
                _decision(decided.get(answer.fact)) if decided is not None else _note(draft, answer)
            )
            before = "" if decided is not None else draft.asked.said(answer.fact)[1]
            yield SentLine(label, _said(draft.asked, answer), before if answer.text else "", note)
    if draft.words:
        yield SentLine(_("In your words"), draft.words)


def _note(draft: DraftAnswers, answer: TypedAnswer) -> str:
    read = draft.read.get(answer.fact)
    if read is None or not (read.problem or read.value is None):
        return "" if answer.text else draft.asked.said(answer.fact)[1]
    sentence = _("%(problem)s You can still send it: a curator reads it.")
    return (sentence % {"problem": read.problem}).strip()


def _decision(row: ConfirmationAnswer | None) -> str:
    return str(row.get_decision_display()) if row is not None and row.decision else ""
