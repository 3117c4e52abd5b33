"""An answer to one fact is kept as soon as it is given, a correction written as soon as it is made.

A correction does not wait for the end of the check: whoever is called away leaves no page behind
that is known to be wrong, and the ledger has each with its own reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from hub.curation.record_checks.check_parts import CheckPart
from hub.curation.record_checks.check_progress import AskedFact, CheckProgress
from hub.curation.record_checks.checked_facts import fingerprint
from hub.curation.record_checks.correction_form import facts_after
from hub.curation.record_checks.models import RESUMABLE_FOR, CheckAnswer, RecordCheck
from hub.records.database_clock import now_in_database
from hub.records.models import RecordChange, Source, record_changes
from hub.records.models.ledger import Facts
from hub.records.second_person import SecondPersonNeeded
from hub.records.stored_records import read_records

Answer = CheckAnswer.Answer
# Answers that say what stands in a source.
FROM_SOURCES = frozenset({Answer.RIGHT, Answer.CHANGED, Answer.GONE})


class AnswerRefused(Exception):  # noqa: N818 - a sentence for the person who answered
    """The answer is not kept; the text says why."""


class FactChangedMeanwhile(Exception):  # noqa: N818 - nothing went wrong, two people were at work
    """The fact says something else than on the page that was answered."""


@dataclass(frozen=True)
class GivenAnswer:
    """What was sent. ``seen``: the fingerprint of the fact on the page. ``sources``: keys of those
    that were ticked; ``new_source``: address and title of one that was named. ``corrected``: the
    facts to be set, of an answer that corrects."""

    answer: str
    seen: str
    sources: Collection[int] = ()
    new_source: tuple[str, str] = ("", "")
    note: str = ""
    corrected: Facts = field(default_factory=dict)


def give_answer(progress: CheckProgress, asked: AskedFact, given: GivenAnswer) -> CheckAnswer:
    """Keep the answer in the person's check, which begins with the first one.

    Raises AnswerRefused, or FactChangedMeanwhile where the fact is another by now.
    """
    if given.answer not in progress.part.answers:
        raise AnswerRefused(_("Choose one of the answers."))
    if given.answer == Answer.NOT_FOUND and asked.fact.state != "unknown":
        raise AnswerRefused(_("Something is recorded here: correct it, or say what is right."))
    if given.answer in (Answer.RIGHT, Answer.GONE) and asked.fact.state == "unknown":
        raise AnswerRefused(_("Nothing is recorded here yet: write it down, with its source."))
    if given.seen != asked.fact.fingerprint:
        raise FactChangedMeanwhile
    with transaction.atomic():
        sources = _sources_read(asked, given)
        seen = given.seen
        if given.answer == Answer.CHANGED:
            seen = _correct(progress, asked, given, sources)
        now = now_in_database()
        answer = CheckAnswer(
            check_of=_check(progress, now),
            fact=asked.fact.name,
            answer=given.answer,
            fingerprint=seen,
            sources=sorted(source.pk for source in sources),
            note=given.note[:500],
            answered_at=now,
        )
        CheckAnswer.objects.bulk_create(
            [answer],
            update_conflicts=True,
            unique_fields=["check_of", "fact"],
            update_fields=["answer", "fingerprint", "sources", "note", "answered_at"],
        )
    return answer


def _sources_read(asked: AskedFact, given: GivenAnswer) -> list[Source]:
    """The sources that the fact was compared with. Raises AnswerRefused where one is needed."""
    offered = {source.pk for source in asked.fact.sources}
    sources = list(Source.objects.filter(pk__in=offered.intersection(given.sources)))
    url, title = given.new_source
    if url or title:
        sources.append(Source.objects.get_or_create(url=url, title=title)[0])
    if given.answer in FROM_SOURCES and not sources:
        raise AnswerRefused(
            _("Say in which source you looked: tick one, or name one with its address or title.")
        )
    return sources


def _correct(
    progress: CheckProgress, asked: AskedFact, given: GivenAnswer, sources: list[Source]
) -> str:
    """Write the fact, with the sources that state it; the fingerprint that it has now."""
    model, name = type(progress.record), asked.fact.name
    stored = read_records(model, [progress.record.pk], lock=True).get(progress.record.pk)
    if stored is None or fingerprint(stored.facts, name) != given.seen:
        raise FactChangedMeanwhile
    after = facts_after(model, stored.facts, given.corrected)
    if fingerprint(after, name) == given.seen:
        raise AnswerRefused(_("Nothing was changed: choose “Right” if it is as it stands here."))
    cited = {(entry[0], entry[1], entry[2]) for entry in after["citations"]}
    new = [
        [name, source.url, source.title, ""]
        for source in sources
        if (name, source.url, source.title) not in cited
    ]
    after = after | {"citations": [*after["citations"], *new]}
    reason = _("Ten-minute check: %(fact)s") % {"fact": asked.fact.label}
    if given.note:
        reason = f"{reason}. {given.note}"
    try:
        record_changes(model, [RecordChange(after, stored)], by=progress.person, reason=reason)
    except SecondPersonNeeded:  # somebody else decides on it, in a draft
        raise
    except ValidationError as error:
        raise AnswerRefused(" ".join(error.messages)) from error
    except (IntegrityError, DataError) as error:
        sentence = _("This contradicts what is stored of another record. Look there first.")
        raise AnswerRefused(sentence) from error
    return fingerprint(after, name)


def _check(progress: CheckProgress, now: datetime.datetime) -> RecordCheck:
    """The person's open check, made where there is none; the time of its last answer is now."""
    record, part, person = progress.record, progress.part, progress.person
    check = progress.check
    if check is not None and _goes_on(check, now):
        return check
    open_checks = RecordCheck.objects.of_record(progress.kind, record.pk, part.name).filter(
        ended_at=None, by=person
    )
    # One that was left alone for too long: its answers count no more.
    left = open_checks.filter(last_answer_at__lt=now - RESUMABLE_FOR)
    left.update(ended_at=now, outcome=RecordCheck.Outcome.DROPPED)
    RecordCheck.objects.outdated().delete()
    _begin(progress.kind, record.pk, part, person)
    open_checks.update(last_answer_at=now)
    return open_checks.get()


def _goes_on(check: RecordCheck, now: datetime.datetime) -> bool:
    """Note the time of its last answer; False where it was ended in another window meanwhile."""
    return bool(RecordCheck.objects.filter(pk=check.pk, ended_at=None).update(last_answer_at=now))


def _begin(kind: str, record_id: int, part: CheckPart, person: Any) -> None:
    try:
        with transaction.atomic():
            RecordCheck.objects.create(kind=kind, record_id=record_id, part=part.name, by=person)
    except IntegrityError:
        return  # begun in another window at this moment
