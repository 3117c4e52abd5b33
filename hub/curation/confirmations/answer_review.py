"""What a curator sees of the answers of a maker, and what is held against each."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.confirmations.asked_record import RECOMMENDATION, AskedRecord
from hub.curation.confirmations.models import Confirmation, ConfirmationAnswer
from hub.curation.suggestions.findings import FINDINGS, WORDS
from hub.records.models import CONFIRMED, Source
from hub.web.view_models import FactState, SourceRef

Answer, Decision = ConfirmationAnswer.Answer, ConfirmationAnswer.Decision


class Objection(enum.StrEnum):
    """What speaks against entering an answer."""

    CHECKED = "checked"  # a curator has found in a source what stands there
    DOUBTED = "doubted"  # a curator has found that the source says it no longer
    UNREADABLE = "unreadable"  # no reader understood what was typed
    OUTDATED = "outdated"  # the record says something else since
    PRIVATE = "private"  # it may tell of a person


# Those by which an answer is never entered: a person compares the fact, or types it.
FINAL = frozenset({Objection.CHECKED, Objection.DOUBTED, Objection.UNREADABLE})
CONFLICTS = frozenset({Objection.CHECKED, Objection.DOUBTED})
SENTENCES: Mapping[Objection, Any] = {
    Objection.CHECKED: gettext_lazy(
        "A curator has checked what stands here. It stays until somebody has compared it again."
    ),
    Objection.DOUBTED: gettext_lazy(
        "A curator found that the source no longer says this. It has to be compared again."
    ),
    Objection.UNREADABLE: gettext_lazy("This cannot be read by itself. Enter it on the form."),
    Objection.OUTDATED: gettext_lazy("The record was changed since the maker answered."),
    Objection.PRIVATE: gettext_lazy("May tell of a person. The maker says it is to be public."),
}


def objections(
    asked: AskedRecord, confirmation: Confirmation, answer: ConfirmationAnswer
) -> frozenset[Objection]:
    """What is held against an answer as the record is now; nothing against "we do not know"."""
    if answer.answer == Answer.UNKNOWN or answer.fact not in asked.fields:
        return frozenset()
    return frozenset(
        objection
        for objection, holds in (
            (Objection.CHECKED, answer.answer != Answer.RIGHT and _is_checked(asked, answer)),
            (Objection.DOUBTED, answer.answer == Answer.RIGHT and _is_doubted(asked, answer.fact)),
            (Objection.UNREADABLE, _is_unreadable(asked, answer)),
            (Objection.OUTDATED, asked.seen(answer.fact) != answer.seen),
            (Objection.PRIVATE, answer.fact in held_places(confirmation)),
        )
        if holds
    )


def held_places(confirmation: Confirmation) -> set[str]:
    return {str(finding.get("fact", "")) for finding in confirmation.findings}


def _is_checked(asked: AskedRecord, answer: ConfirmationAnswer) -> bool:
    """Whether a person has compared the fact, or the record as a whole, with a source.

    Nobody has compared what is not known: a maker may say it.
    """
    if asked.said(answer.fact)[0] is FactState.UNKNOWN:
        return False
    if asked.record.verification in CONFIRMED:
        return True
    rows = asked.citations_of(answer.fact)
    return any(_is_own(row) and row.checked_on and row.says_so for row in rows)


def _is_doubted(asked: AskedRecord, name: str) -> bool:
    rows = [row for row in asked.citations_of(name) if _is_own(row) and row.checked_on]
    return bool(rows) and max(rows, key=lambda row: (row.checked_on, row.pk)).says_so is False


def _is_own(citation: Any) -> bool:
    return bool(citation.source.kind != Source.Kind.STATEMENT)


def _is_unreadable(asked: AskedRecord, answer: ConfirmationAnswer) -> bool:
    if asked.is_log and answer.fact != asked.importer.text:
        return bool(answer.problem)  # the text carries the entry
    return answer.answer != Answer.RIGHT and (answer.value is None or bool(answer.problem))


@dataclass(frozen=True)
class AnswerRow:
    """``said``: by the maker, in words; ``now`` stands there; ``before`` stood there when they
    answered, empty where it is the same. ``objections``: sentences. ``is_part``: of an entry, which
    is entered whole by its text."""

    answer: ConfirmationAnswer
    label: str
    said: str
    now: str
    before: str
    objections: tuple[str, ...]
    is_final: bool
    is_part: bool = False
    others: tuple[str, ...] = ()
    sources: tuple[SourceRef, ...] = ()

    @property
    def is_clear(self) -> bool:
        return not self.objections


class AnswerReview:
    """All that the page of one confirmation shows. ``asked``: None where the record is gone."""

    def __init__(self, confirmation: Confirmation, asked: AskedRecord | None) -> None:
        self.confirmation, self.asked = confirmation, asked
        self.answers: list[ConfirmationAnswer] = list(confirmation.answers.all())

    @cached_property
    def rows(self) -> list[AnswerRow]:
        if self.asked is None:
            return []
        asked = self.asked
        return [self._row(asked, each) for each in self.answers if each.fact in asked.fields]

    @property
    def told_rows(self) -> list[AnswerRow]:
        """Those that say anything."""
        return [row for row in self.rows if row.answer.answer != Answer.UNKNOWN]

    @property
    def unknown_rows(self) -> list[AnswerRow]:
        return [row for row in self.rows if row.answer.answer == Answer.UNKNOWN]

    @property
    def is_clear(self) -> bool:
        """Whether nothing at all is held against it, so that it may be entered unread. An entry of
        a log is always read."""
        confirmation = self.confirmation
        if self.asked is not None and self.asked.is_log:
            return False
        is_plain = not (confirmation.whole or confirmation.words or confirmation.findings)
        return self.asked is not None and is_plain and all(row.is_clear for row in self.rows)

    @property
    def are_words_held(self) -> bool:
        return WORDS in held_places(self.confirmation)

    @property
    def findings(self) -> list[str]:
        names = [str(finding.get("what", "")) for finding in self.confirmation.findings]
        return [str(FINDINGS.get(name, name)) for name in dict.fromkeys(names)]

    @cached_property
    def _others(self) -> dict[str, list[str]]:
        """By fact what other makers of the record say, whose answers wait, too."""
        rows = ConfirmationAnswer.objects.filter(
            confirmation__in=Confirmation.objects.waiting_for_curator()
            .of_record(self.confirmation.record_kind, self.confirmation.record_id)
            .exclude(pk=self.confirmation.pk)
        )
        others: dict[str, list[str]] = {}
        for row in rows:
            if self.asked is not None and row.fact in self.asked.fields:
                others.setdefault(row.fact, []).append(said_words(self.asked, row))
        return others

    def _row(self, asked: AskedRecord, answer: ConfirmationAnswer) -> AnswerRow:
        against = objections(asked, self.confirmation, answer)
        is_outdated = Objection.OUTDATED in against and answer.before is not None
        said = said_words(asked, answer)
        return AnswerRow(
            answer=answer,
            label=asked.label(answer.fact),
            said=said,
            now=asked.said(answer.fact)[1],
            before=asked.said(answer.fact, answer.before)[1] if is_outdated else "",
            objections=tuple(str(SENTENCES[each]) for each in Objection if each in against),
            is_final=bool(against & FINAL),
            is_part=asked.is_log and answer.fact != asked.importer.text,
            others=tuple(each for each in self._others.get(answer.fact, ()) if each != said),
            sources=tuple(asked.sources_of(answer.fact)),
        )


def whole_words(confirmation: Confirmation) -> str:
    """What they said of the whole, in words; empty where nothing."""
    is_log = confirmation.record_kind == RECOMMENDATION
    if is_log and confirmation.whole == Confirmation.Whole.NOT_OURS:
        return _("It is not addressed to us")
    return str(confirmation.get_whole_display())


def said_words(asked: AskedRecord, answer: ConfirmationAnswer) -> str:
    """What the maker said, in words."""
    if answer.answer != Answer.CHANGED:
        return str(answer.get_answer_display())
    return asked.typed_words(answer.fact, answer.text) or _("(erased)")
