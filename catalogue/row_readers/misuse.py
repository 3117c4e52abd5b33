"""Misuse patterns of the starter data: from a row to a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import MisuseAnswer, MisuseCitation, MisusePattern, MisuseTerm, Tool
from catalogue.row_readers.citations import CitationRow, read_citations, write_citations
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from hub.records.models import FormerSlug, recorded_change

# Field of the file -> scheme.
SCHEMES = {
    "stages": "misuse_stage",
    "technologies": "technology",
    "trafficking_types": "trafficking_type",
    "contexts": "context",
}


@dataclass(frozen=True)
class MisuseRow:
    """A pattern ready to be written; ``answers`` are tools with the reason why they answer it."""

    fields: dict[str, Any]
    terms: list[int]
    answers: list[tuple[int, str]]
    sources: list[CitationRow]


def read_misuse(row: Row, known: KnownRecords) -> MisuseRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, known)
    terms = [pk for name, scheme in SCHEMES.items() for pk in read.terms(name, scheme)]
    fields = {
        "slug": read.slug(),
        "title": read.text("title", most=300, required=True),
        "summary": read.text("summary", most=600, required=True),
        "warning_signs": _lines(read, "warning_signs"),
        "counter_measures": _lines(read, "counter_measures"),
        "visibility": read.choice(
            "visibility", MisusePattern.Visibility.values, MisusePattern.Visibility.PUBLIC
        ),
        "confidence": read.choice("confidence", MisusePattern.Confidence.values, None),
    }
    found = MisuseRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=list(dict.fromkeys(terms)),
        answers=_answers(read),
        sources=read_citations(read, (*MisusePattern.own_facts, *MisusePattern.schemes)),
    )
    read.finish()
    return found


def _lines(read: RowReader, name: str) -> str | None:
    """A list of sentences as lines; null is "not recorded", an empty list "known to be none"."""
    lines = read.items(name)
    if lines is None:
        return None
    if not lines:
        read.known_none.append(name)
    if not all(isinstance(line, str) for line in lines):
        read.problems.append(_("%(field)s must be a list of texts.") % {"field": name})
        return None
    return "\n".join(line.strip() for line in lines) or None


def _answers(read: RowReader) -> list[tuple[int, str]]:
    found: dict[int, str] = {}
    for item in read.items("tools") or []:
        one = RowReader(item if isinstance(item, dict) else {}, read.known)
        slug = one.text("tool", most=200, required=True)
        reason = one.text("reason", most=300, required=True)
        read.problems += one.problems
        pk = Tool.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if slug and pk is None:
            read.problems.append(_("tools: there is no tool “%(slug)s”.") % {"slug": slug[:80]})
        elif pk is not None and reason:
            found[pk] = reason
    return list(found.items())


def write_misuse(found: MisuseRow, *, run: str) -> bool:
    """Make the pattern with its links, published and without news. False if its slug is taken."""
    slug = found.fields["slug"]
    if (
        MisusePattern.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=MisusePattern.kind, slug=slug).exists()
    ):
        return False
    pattern = MisusePattern(**found.fields, state=MisusePattern.State.PUBLISHED)
    with recorded_change(pattern, run=run, news=False):
        pattern.full_clean()
        pattern.save()
        MisuseTerm.objects.bulk_create(
            MisuseTerm(pattern=pattern, term_id=pk) for pk in found.terms
        )
        MisuseAnswer.objects.bulk_create(
            MisuseAnswer(pattern=pattern, tool_id=pk, reason=reason, position=position)
            for position, (pk, reason) in enumerate(found.answers)
        )
        write_citations(MisuseCitation, pattern, found.sources)
    return True
