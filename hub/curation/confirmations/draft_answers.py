"""What a maker has typed: read from the form, cleaned, read as facts, and kept until it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hub.curation.confirmations.asked_record import AskedRecord
from hub.curation.confirmations.models import MAX_WORDS, Confirmation, ConfirmationAnswer
from hub.curation.suggestions.fact_reader import (
    Knowing,
    ReadFact,
    TypedFact,
    may_be_none,
    read_facts,
)
from hub.curation.suggestions.findings import WORDS, Finding, find_in_texts
from hub.records.models.ledger import Facts
from hub.records.text_cleaning import clean_text
from hub.vocabulary.term_cache import term_cache

Answer, Whole = ConfirmationAnswer.Answer, Confirmation.Whole
ANSWER, TEXT, SEEN = "a-", "f-", "s-"  # before the name of a field
STATUS, DISCONTINUED, ENDED_ON = "status", "discontinued", "ended"


class NotTakenError(Exception):
    """The link takes no answers any more."""


class SavedMeanwhileError(Exception):
    """Somebody saved other answers by the same link since the page was shown."""


@dataclass(frozen=True)
class TypedAnswer:
    """``seen``: the fingerprint of the fact that was answered."""

    fact: str
    answer: str
    text: str = ""
    seen: str = ""


@dataclass(frozen=True)
class DraftAnswers:
    """All that was typed by one link. ``draft``: the count that the form was made with."""

    asked: AskedRecord
    answers: tuple[TypedAnswer, ...] = ()
    whole: str = ""
    ended_on: str = ""
    words: str = ""
    draft: int = 0
    meant_public: bool = False
    before: Mapping[str, Facts] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.whole or self.words)

    @cached_property
    def by_fact(self) -> dict[str, TypedAnswer]:
        return {answer.fact: answer for answer in self.answers}

    @cached_property
    def read(self) -> dict[str, ReadFact]:
        """By field what the importer reads of what is to be another."""
        typed = [_typed_fact(self.asked, answer) for answer in self.answers]
        named = [fact for fact in typed if fact is not None]
        asked = self.asked
        facts = read_facts(asked.importer, named, asked.facts, asked.given)
        return {fact.typed.name: fact for fact in facts}

    @cached_property
    def outdated(self) -> list[TypedAnswer]:
        """Answers to what the record says no longer."""
        return [each for each in self.answers if each.seen != self.asked.seen(each.fact)]

    @cached_property
    def findings(self) -> list[Finding]:
        importer, fields = self.asked.importer, self.asked.fields
        people = importer.texts_of_people
        prose = {name for name, each in fields.items() if people.intersection(each.facts)}
        prose |= {importer.text, "actor"} if self.asked.is_log else set()
        texts = [(each.fact, each.text) for each in self.answers if each.fact in prose]
        return find_in_texts([(WORDS, self.words), *texts])

    @property
    def needs_consent(self) -> bool:
        return bool(self.findings) and not self.meant_public

    @cached_property
    def problems(self) -> dict[str, str]:
        """By the name of the form's field why it cannot be kept as it is."""
        texts = [(f"{TEXT}{each.fact}", each.text) for each in self.answers]
        sentence = _("Shorten this to %(most)d letters.") % {"most": MAX_WORDS}
        problems = {
            name: sentence
            for name, text in (*texts, ("words", self.words))
            if len(text) > MAX_WORDS
        }
        empty = [each.fact for each in self.answers if each.answer == Answer.CHANGED]
        for name in empty:
            if not self.by_fact[name].text:
                problems[f"{TEXT}{name}"] = _("Write what it should say.")
        return problems | self._problems_of_entry()

    def _problems_of_entry(self) -> dict[str, str]:
        """An entry of a log is read whole, or not at all."""
        given = self.by_fact.keys()
        if not (self.asked.is_log and given) or self.whole == Whole.NOT_OURS:
            return {}
        problems = {}
        if not given & {"country", "organisation", "actor"}:
            problems[f"{TEXT}country"] = _(
                "Say who you are: a country, an organisation or another."
            )
        if "status" not in given:
            problems[f"{TEXT}status"] = _("Choose how far it has come.")
        if "evidence" not in given:
            problems[f"{TEXT}evidence"] = _("Say in a sentence what was done.")
        return problems


def read_draft(asked: AskedRecord, data: Mapping[str, Any]) -> DraftAnswers:
    """What was sent from the form."""
    whole = str(data.get("whole") or "")
    draft = str(data.get("draft") or "0")
    return DraftAnswers(
        asked,
        tuple(filter(None, (_typed_answer(asked, name, data) for name in asked.fields))),
        whole if whole in Whole else "",
        _clean(data, "ended_on")[:40],
        _clean(data, "words"),
        int(draft) if draft.isascii() and draft.isdecimal() and len(draft) < 9 else 0,
        bool(data.get("public")),
    )


def stored_draft(asked: AskedRecord, confirmation: Confirmation) -> DraftAnswers:
    """What was saved by the link."""
    rows = [row for row in confirmation.answers.all() if row.fact in asked.fields]
    return DraftAnswers(
        asked,
        tuple(TypedAnswer(row.fact, row.answer, row.text, row.seen) for row in rows),
        confirmation.whole,
        confirmation.ended_on,
        confirmation.words,
        confirmation.draft,
        before={row.fact: row.before or {} for row in rows},
    )


def save_draft(confirmation: Confirmation, draft: DraftAnswers) -> None:
    """Keep the answers in the place of those of before; nobody reads them until they are sent.

    Raises NotTakenError, and SavedMeanwhileError.
    """
    with transaction.atomic():
        locked = lock_open(confirmation)
        if locked.draft != draft.draft:
            raise SavedMeanwhileError
        locked.answers.all().delete()
        ConfirmationAnswer.objects.bulk_create(_row(locked, draft, each) for each in draft.answers)
        locked.whole, locked.ended_on, locked.words = draft.whole, draft.ended_on, draft.words
        locked.draft += 1
        locked.save(update_fields=["whole", "ended_on", "words", "draft"])


def lock_open(confirmation: Confirmation) -> Confirmation:
    """The row, locked. Raises NotTakenError."""
    rows = Confirmation.objects.select_for_update(of=("self",))
    locked = rows.filter(pk=confirmation.pk, nonce=confirmation.nonce).first()
    if locked is None or not locked.takes_answers():
        raise NotTakenError
    return locked


def _row(confirmation: Confirmation, draft: DraftAnswers, each: TypedAnswer) -> ConfirmationAnswer:
    read = draft.read.get(each.fact)
    return ConfirmationAnswer(
        confirmation=confirmation,
        fact=each.fact,
        answer=each.answer,
        text=each.text,
        value=read.value if read else None,
        problem=read.problem if read else "",
        before=draft.asked.facts_of(each.fact),
        seen=each.seen,
    )


def _clean(data: Mapping[str, Any], name: str) -> str:
    return clean_text(str(data.get(name) or "")).strip()


def _typed_answer(asked: AskedRecord, name: str, data: Mapping[str, Any]) -> TypedAnswer | None:
    """A text says more than a mark beside it; nothing at all is no answer."""
    text, answer = _clean(data, f"{TEXT}{name}"), str(data.get(f"{ANSWER}{name}") or "")
    seen = str(data.get(f"{SEEN}{name}") or "")[:64]
    if text:
        return TypedAnswer(name, Answer.CHANGED, text, seen)
    return TypedAnswer(name, answer, "", seen) if answer in Answer else None


def _typed_fact(asked: AskedRecord, answer: TypedAnswer) -> TypedFact | None:
    """What is to be read; None where nothing is to be another."""
    if answer.answer == Answer.CHANGED and answer.text:
        return TypedFact(answer.fact, Knowing.KNOWN, answer.text)
    may_end = may_be_none(asked.importer, asked.fields[answer.fact])
    if answer.answer == Answer.ENDED and may_end:
        return TypedFact(answer.fact, Knowing.NONE)
    return None


def end_answers(asked: AskedRecord, ended_on: str) -> Sequence[TypedAnswer]:
    """What follows for the facts where the maker says that it has ended: its status, the day."""
    answers = []
    status = asked.fields.get(STATUS)
    if status is not None and f"{status.scheme}/{DISCONTINUED}" in term_cache().by_key:
        label = term_cache().label(status.scheme, DISCONTINUED)
        answers.append(TypedAnswer(STATUS, Answer.CHANGED, label, asked.seen(STATUS)))
    if ended_on and ENDED_ON in asked.fields:
        seen = asked.seen(ENDED_ON)
        answers.append(TypedAnswer(ENDED_ON, Answer.CHANGED, ended_on, seen))
    return answers
