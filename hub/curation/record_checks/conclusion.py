"""What a check comes to at its end, and what of it is written into the record.

A record counts as checked only where a source says each fact that could be told. It does not while
a source no longer says one of them, nor while a fact on which somebody's safety hangs could not be
told. Whatever the record comes to, each fact has the day on which it was compared.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.curation.record_checks.check_parts import SAFETY
from hub.curation.record_checks.check_progress import AskedFact, CheckProgress
from hub.curation.record_checks.models import CheckAnswer, RecordCheck
from hub.records.database_clock import now_in_database
from hub.records.models import LedgerEntry, Record
from hub.records.models.ledger import stamp_records
from hub.records.second_person import SecondPersonNeeded

Answer, Outcome = CheckAnswer.Answer, RecordCheck.Outcome
LOOKED_AT = {Answer.RIGHT: True, Answer.CHANGED: True, Answer.GONE: False}


class NotAnsweredYet(Exception):  # noqa: N818 - the check goes on
    """A fact is open: it was never answered, or says something else since."""


class CannotBeEnded(Exception):  # noqa: N818 - a sentence for the person
    """The record contradicts itself as it would be; the text says how."""


@dataclass(frozen=True)
class Conclusion:
    """The facts by what was found of them. ``unsourced``: no source is cited for them at all."""

    right: list[AskedFact] = field(default_factory=list)
    corrected: list[AskedFact] = field(default_factory=list)
    gone: list[AskedFact] = field(default_factory=list)
    unclear: list[AskedFact] = field(default_factory=list)
    not_found: list[AskedFact] = field(default_factory=list)
    unsourced: list[AskedFact] = field(default_factory=list)

    @property
    def in_doubt(self) -> list[AskedFact]:
        """Facts that somebody's safety hangs on, and that could not be told."""
        return [each for each in self.unclear if each.is_vital]

    @property
    def outcome(self) -> RecordCheck.Outcome:
        if self.gone:
            return Outcome.CONTESTED
        found = self.right or self.corrected or self.not_found
        return Outcome.PARTIAL if self.in_doubt or not found else Outcome.VERIFIED

    @property
    def is_verified(self) -> bool:
        return self.outcome is Outcome.VERIFIED


def conclude(progress: CheckProgress) -> Conclusion:
    """What the answers that stand come to, whether or not all facts are answered."""
    conclusion = Conclusion()
    lists = {
        Answer.RIGHT: conclusion.right,
        Answer.CHANGED: conclusion.corrected,
        Answer.GONE: conclusion.gone,
        Answer.UNCLEAR: conclusion.unclear,
        Answer.NOT_FOUND: conclusion.not_found,
    }
    for asked in progress.answered:
        assert asked.given is not None  # noqa: S101 - ``answered`` holds no others
        lists[Answer(asked.given.answer)].append(asked)
    conclusion.unsourced.extend(
        each for each in progress.asked if not each.fact.sources and each.fact.state != "unknown"
    )
    return conclusion


@dataclass(frozen=True)
class Ending:
    """How the person ends the check. ``verification``: by what the facts were confirmed.

    ``assessed_by``: who answers for a safety panel, as readers shall see it.
    """

    verification: str = Record.Verification.SOURCE_CHECKED
    next_review_on: datetime.date | None = None
    assessed_by: str = ""


def end_check(progress: CheckProgress, ending: Ending) -> RecordCheck:
    """Write what the check came to. Raises NotAnsweredYet, CannotBeEnded, or the record's
    DoesNotExist.

    The facts are read again under the record's lock: what changed meanwhile is asked again.
    """
    with transaction.atomic():
        entry = LedgerEntry.open(progress.record)
        record = type(progress.record)._default_manager.get(pk=progress.record.pk)
        entry.record = record
        now = CheckProgress(record, entry.before or {}, progress.part, progress.person)
        if now.open or now.check is None:
            raise NotAnsweredYet
        conclusion = conclude(now)
        _write_citations(now, conclusion)
        write = _assess if now.part.name == SAFETY else _verify
        write(record, conclusion, ending)
        reason = _reason(conclusion)
        try:
            if entry.close(by=now.person, reason=reason) is None:
                # Days of checks are no facts, but stand on the page.
                stamp_records({type(record): {record.pk}}, public=record.is_public)
        except SecondPersonNeeded:  # somebody else decides on it, in a draft
            raise
        except ValidationError as error:
            raise CannotBeEnded(" ".join(error.messages)) from error
        check = now.check
        check.ended_at, check.outcome = now_in_database(), conclusion.outcome
        check.save(update_fields=["ended_at", "outcome"])
    return check


def _verify(record: Record, conclusion: Conclusion, ending: Ending) -> None:
    """The state of the record as a whole, and when it is due again."""
    if conclusion.outcome is Outcome.PARTIAL:
        return
    if conclusion.is_verified:
        record.verification = ending.verification
        record.verified_on = timezone.localdate()
        record.next_review_on = ending.next_review_on or record.review_due(record.facts())
    else:
        record.verification = Record.Verification.DISPUTED
    record.save(update_fields=["verification", "verified_on", "next_review_on"])


def _assess(record: Record, conclusion: Conclusion, ending: Ending) -> None:
    """The state of a safety panel: what could not be told leaves it as it was."""
    if conclusion.unclear or not conclusion.is_verified:
        return
    tool: Any = record
    tool.panel = tool.Assessment.ASSESSED
    tool.panel_assessed_on = timezone.localdate()
    tool.panel_assessed_by = ending.assessed_by
    tool.save(update_fields=["panel", "panel_assessed_on", "panel_assessed_by"])


def _write_citations(progress: CheckProgress, conclusion: Conclusion) -> None:
    """The day on each source of each fact, and whether it says so. A source of the whole record
    that was read for a fact is cited for that fact from now on."""
    table, record = progress.checked.citation_table, progress.record
    citations = table.model._default_manager.filter(**{table.parent: record.pk})
    stored = {(row.subject, row.source_id): row for row in citations}
    position = max((row.position for row in stored.values()), default=-1)
    checked = {"checked_on": timezone.localdate(), "checked_by": progress.person}
    seen: dict[bool, list[int]] = {True: [], False: []}  # keys of stored rows, by what was found
    new = []
    for name, key, says_so in _sources_compared(conclusion):
        if row := stored.get((name, key)):
            seen[says_so].append(row.pk)
            continue
        position += 1
        columns = {"subject": name, "source_id": key, "position": position, "says_so": says_so}
        new.append(table.model(**columns, **checked, **{table.parent: record.pk}))
    for says_so, keys in seen.items():
        if keys:
            citations.filter(pk__in=keys).update(says_so=says_so, **checked)
    table.model._default_manager.bulk_create(new)


def _sources_compared(conclusion: Conclusion) -> Iterator[tuple[str, int, bool]]:
    """Each fact with each source that it was compared with, and whether that says so."""
    for asked in (*conclusion.right, *conclusion.corrected, *conclusion.gone):
        assert asked.given is not None  # noqa: S101 - the lists hold answered facts
        says_so = LOOKED_AT[Answer(asked.given.answer)]
        read = {source.pk for source in asked.fact.sources}.intersection(asked.given.sources)
        for key in sorted(read):
            yield asked.fact.name, key, says_so


def _reason(conclusion: Conclusion) -> str:
    """A line for the history: how many facts, and what was noted of those that did not hold."""
    count = len(conclusion.right) + len(conclusion.corrected)
    parts = [
        ngettext(
            "Ten-minute check: %(count)d fact is as its source says.",
            "Ten-minute check: %(count)d facts are as their sources say.",
            count,
        )
        % {"count": count}
    ]
    for label, facts in (
        (_("No longer said by its source"), conclusion.gone),
        (_("Cannot tell"), conclusion.unclear),
    ):
        if facts:
            parts.append(f"{label}: {', '.join(map(_noted, facts))}.")
    return " ".join(parts)


def _noted(asked: AskedFact) -> str:
    note = asked.given.note if asked.given else ""
    return f"{asked.fact.label} ({note})" if note else asked.fact.label
