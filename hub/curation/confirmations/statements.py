"""Statements of makers as sources of their own kind: entered through the ledger, with their day.

A statement is cited for each fact that it is about, on the day it was made (``checked_on``, without
a person). It says nothing of whether anybody checked the fact, and goes from it, as a check does,
when the fact becomes another.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.fields.shared import group_name
from hub.curation.confirmations.asked_record import AskedRecord, statement_title
from hub.curation.confirmations.models import Confirmation, ConfirmationAnswer
from hub.curation.suggestions.fact_fields import term_groups
from hub.curation.suggestions.fact_reader import Knowing, TypedFact, joint_facts, read_facts
from hub.curation.suggestions.fact_writer import write_facts
from hub.records.models import Source
from hub.records.models.ledger import Facts, stamp_records

Answer = ConfirmationAnswer.Answer
STATED = (Answer.RIGHT, Answer.CHANGED, Answer.ENDED)


def enter_statement(
    asked: AskedRecord,
    confirmation: Confirmation,
    accepted: Sequence[ConfirmationAnswer],
    *,
    by: Any,
) -> None:
    """Set what the maker says is otherwise, and cite the statement for all that it is about.

    Within the transaction of the decision; ``asked`` was read under a lock. How far the record was
    checked is left as it is. Raises ValidationError, with nothing changed.
    """
    stated = [answer for answer in accepted if answer.answer in STATED]
    if not stated:
        return
    day = timezone.localdate(confirmation.sent_in_at)
    source = _source(asked, day)
    subjects = _subjects(asked, stated)
    facts = _facts(stated)
    facts["citations"] = _citations(asked, source, subjects)
    number = write_facts(
        asked.importer,
        asked.importer.complete(facts, asked.facts),
        asked.stored,
        by=by,
        reason=_reason(day),
    )
    _date_citations(asked, source, subjects, day)
    if number is None:  # days of statements are no facts, but stand on the page
        record = asked.record
        stamp_records({type(record): {record.pk}}, public=record.is_public)


def enter_in_log(
    asked: AskedRecord,
    confirmation: Confirmation,
    accepted: Sequence[ConfirmationAnswer],
    *,
    by: Any,
) -> None:
    """What became of a recommendation, as an entry of its log in the voice of its addressee.

    Raises ValidationError, with nothing changed.
    """
    day = timezone.localdate(confirmation.sent_in_at)
    source = _source(asked, day)
    typed = [TypedFact(each.fact, Knowing.KNOWN, each.text) for each in accepted if each.text]
    given = {**asked.given, "source_title": source.title}
    read = read_facts(asked.importer, typed, None, given)
    if problems := [each.problem for each in read if each.problem]:
        raise ValidationError(problems)
    entry = joint_facts(each.value for each in read)
    if not entry:
        raise ValidationError(_("Nothing was said of what was done: it cannot be entered."))
    facts = asked.importer.complete({"slug": asked.record.slug, **entry}, asked.facts)
    write_facts(asked.importer, facts, asked.stored, by=by, reason=_reason(day))


def _reason(day: datetime.date) -> str:
    return _("Own statement of %(day)s") % {"day": day.isoformat()}


def _subjects(asked: AskedRecord, stated: Sequence[ConfirmationAnswer]) -> dict[str, set[str]]:
    """What is cited; of a scheme that is shown as several facts, which of them it is about."""
    groups = term_groups(asked.importer)
    subjects: dict[str, set[str]] = {}
    for each in stated:
        for fact in asked.fields[each.fact].facts:
            named = subjects.setdefault(fact, set())
            if each.fact in groups:
                named.add(group_name(groups[each.fact]))
    return subjects


def _citations(asked: AskedRecord, source: Source, subjects: dict[str, set[str]]) -> list[Any]:
    """Those of the record with those of the statement; of one day there is one of each subject."""
    kept = []
    for subject, url, title, note in asked.facts.get("citations") or []:
        if (url, title) == ("", source.title) and subject in subjects:
            subjects[subject] |= set(note.split())
        else:
            kept.append([subject, url, title, note])
    own = [[name, "", source.title, " ".join(sorted(subjects[name]))] for name in sorted(subjects)]
    return [*kept, *own]


def _source(asked: AskedRecord, day: datetime.date) -> Source:
    """One for the statements of a record of one day."""
    title = statement_title(asked.kind, asked.record.slug, day)
    source, _made = Source.objects.get_or_create(
        url="", title=title, defaults={"kind": Source.Kind.STATEMENT, "read_on": day}
    )
    if source.kind != Source.Kind.STATEMENT:
        raise ValidationError(_("A source of another kind has the name of this statement."))
    return source


def _facts(stated: Sequence[ConfirmationAnswer]) -> Facts:
    """All that is to be set."""
    facts: Facts = {}
    known_none: list[str] = []
    for answer in stated:
        if answer.answer == Answer.RIGHT:
            continue
        if answer.value is None:
            raise ValidationError(
                {answer.fact: answer.problem or _("This cannot be read. Enter it by hand.")}
            )
        value = dict(answer.value)
        known_none += value.pop("known_none", None) or []
        facts |= value
    return facts | ({"known_none": sorted(set(known_none))} if known_none else {})


def _date_citations(
    asked: AskedRecord, source: Source, subjects: Collection[str], day: datetime.date
) -> None:
    table = asked.importer.model.record_type.link_tables["citations"]
    rows = table.model._default_manager.filter(
        **{table.parent: asked.record.pk}, source=source, subject__in=subjects
    )
    rows.update(checked_on=day, checked_by=None, says_so=True)
