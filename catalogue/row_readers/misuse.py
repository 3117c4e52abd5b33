"""Misuse patterns of the starter data: from a row to a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.fields.misuse import MISUSE
from catalogue.models import MisuseAnswer, MisuseCitation, MisusePattern, MisuseTerm, Tool
from catalogue.row_readers.citations import CitationRow, read_citations, write_citations
from catalogue.row_readers.columns import read_columns, read_terms
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from hub.records.models import FormerSlug, recorded_change


@dataclass(frozen=True)
class MisuseRow:
    """A pattern ready to be written; ``answers`` are tools with the reason why they answer it."""

    fields: dict[str, Any]
    terms: list[int]
    answers: list[tuple[int, str]]
    sources: list[CitationRow]


def read_misuse(row: Row, records: KnownRecords) -> MisuseRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records)
    terms = read_terms(read, MISUSE)
    fields = read_columns(read, MISUSE)
    values = MisuseRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=terms,
        answers=_answers(read),
        sources=read_citations(read, (*MISUSE.own_columns, *MISUSE.schemes)),
    )
    read.finish()
    return values


def _answers(read: RowReader) -> list[tuple[int, str]]:
    answers: dict[int, str] = {}
    for item in read.items("tools") or []:
        item_reader = RowReader(item if isinstance(item, dict) else {}, read.known)
        slug = item_reader.text("tool", most=200, required=True)
        reason = item_reader.text("reason", most=300, required=True)
        read.problems += item_reader.problems
        pk = Tool.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if slug and pk is None:
            read.problems.append(_("tools: there is no tool “%(slug)s”.") % {"slug": slug[:80]})
        elif pk is not None and reason:
            answers[pk] = reason
    return list(answers.items())


def write_misuse(values: MisuseRow, *, run: str) -> bool:
    """Make the pattern with its links, published and without news. False if its slug is taken."""
    slug = values.fields["slug"]
    if (
        MisusePattern.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=MisusePattern.kind, slug=slug).exists()
    ):
        return False
    pattern = MisusePattern(**values.fields, state=MisusePattern.State.PUBLISHED)
    with recorded_change(pattern, run=run, news=False):
        pattern.full_clean()
        pattern.save()
        MisuseTerm.objects.bulk_create(
            MisuseTerm(pattern=pattern, term_id=pk) for pk in values.terms
        )
        MisuseAnswer.objects.bulk_create(
            MisuseAnswer(pattern=pattern, tool_id=pk, reason=reason, position=position)
            for position, (pk, reason) in enumerate(values.answers)
        )
        write_citations(MisuseCitation, pattern, values.sources)
    return True
