"""Misuse patterns of the starter data: from a row to values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.fields.misuse import MISUSE
from catalogue.models import Tool
from catalogue.row_readers.columns import (
    CitationRow,
    column_labels,
    read_citations,
    read_columns,
    read_terms,
)
from catalogue.row_readers.reader import KnownRecords, Row, RowReader


@dataclass(frozen=True)
class MisuseRow:
    """A pattern ready to be written; ``answers``: slugs of tools, and why each answers it."""

    fields: dict[str, Any]
    terms: list[int]
    answers: list[tuple[str, str]]
    sources: list[CitationRow]


def read_misuse(row: Row, records: KnownRecords, *, partial: bool = False) -> MisuseRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records, partial, labels=column_labels(MISUSE))
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


def _answers(read: RowReader) -> list[tuple[str, str]]:
    answers: dict[str, str] = {}
    for item in read.items("tools") or []:
        item_reader = RowReader(item if isinstance(item, dict) else {}, read.known)
        slug = item_reader.text("tool", most=200, required=True)
        reason = item_reader.text("reason", most=300, required=True)
        read.inside("tools", item_reader)
        if slug and not Tool.objects.filter(slug=slug).exists():
            sentence = _("There is no tool “%(slug)s”.") % {"slug": slug[:80]}
            read.wrong("tools", sentence)
        elif slug and reason:
            answers[slug] = reason
    return list(answers.items())
