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

from hub.curation.confirmations.asked_record import AskedRecord
from hub.curation.confirmations.models import Confirmation, ConfirmationAnswer
from hub.curation.suggestions.fact_writer import write_facts
from hub.imports.record_types.merge_values import merge_list
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
    subjects = sorted({fact for each in stated for fact in asked.fields[each.fact].facts})
    facts = _facts(stated)
    cited = [[subject, "", source.title, ""] for subject in subjects]
    there = asked.facts.get("citations") or []
    facts["citations"] = merge_list("citations", there, cited)
    number = write_facts(
        asked.importer,
        asked.importer.complete(facts, asked.facts),
        asked.stored,
        by=by,
        reason=_("Statement of its maker of %(day)s") % {"day": day.isoformat()},
    )
    _date_citations(asked, source, subjects, day)
    if number is None:  # days of statements are no facts, but stand on the page
        record = asked.record
        stamp_records({type(record): {record.pk}}, public=record.is_public)


def _source(asked: AskedRecord, day: datetime.date) -> Source:
    """One for the statements of a record of one day."""
    title = f"Stated by its maker: {asked.kind}/{asked.record.slug}, {day.isoformat()}"
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
