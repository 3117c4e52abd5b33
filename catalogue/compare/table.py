"""The comparison as a table: a column for each tool, rows of facts and of fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from catalogue.compare.cells import CompareCell, differs
from catalogue.compare.facts import GROUPS, ComparedRecord, CompareRowSpec, CompareRowSpecs, matters
from catalogue.compare.parameters import DIFFERENCES, SITUATION, CompareParameters
from catalogue.fit.checks import FitAssessment, Reason, signed_points
from catalogue.fit.explanation import assess
from catalogue.fit.rules import checks_of, relevant_schemes
from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, Situation, answer_label
from catalogue.models import Tool
from catalogue.models.tool import ENDED
from catalogue.presenters.facts import Sources, verification
from catalogue.presenters.practice import notes_of
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import Fact, FactState, SourceRef, Value, VerificationLabel


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One fact of all tools. ``subject`` is its field or scheme; ``under`` what it belongs to.

    ``differs``: not all cells say the same. ``silent``: nothing is known of it for any tool.
    """

    subject: str
    label: str
    cells: tuple[CompareCell, ...]
    differs: bool
    silent: bool
    under: str = ""


@dataclass(frozen=True, slots=True)
class CompareGroup:
    slug: str
    title: str
    rows: tuple[CompareRow, ...]


@dataclass(frozen=True, slots=True)
class CompareColumn:
    """A tool. ``remove`` is the page without it; ``ended`` is empty where it may live."""

    slug: str
    name: str
    url: str
    language: str
    summary: str
    verification: VerificationLabel
    ended: str
    caution: bool
    remove: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``differing`` of ``total`` facts are not the same for all; ``left_out`` are not shown.

    ``silent`` names the facts shown of which nothing is known for any tool: paper has one line for
    all of them.
    """

    columns: tuple[CompareColumn, ...]
    groups: tuple[CompareGroup, ...]
    sources: tuple[SourceRef, ...]
    differing: int
    total: int
    left_out: int
    silent: tuple[str, ...]


def records(tools: Sequence[Tool]) -> tuple[list[ComparedRecord], Sources]:
    """The tools with their notes, and one numbered list of sources for all of them."""
    notes = notes_of([tool.pk for tool in tools])
    listed = Sources(())
    found = []
    for tool in tools:
        sources = Sources(tool.citations.all(), listed.refs)
        found.append(ComparedRecord.of(tool, sources, notes.get(tool.pk, ())))
    return found, listed


def comparison(
    tools: Sequence[Tool], judged: Judged, asked: CompareParameters, base: str
) -> Comparison:
    """``tools`` come from ``for_comparison()``; ``judged`` is empty without a situation."""
    shown, sources = records(tools)
    whole = [_group(kinds, shown) for kinds in GROUPS]
    wanted = _wanted(asked)
    groups = [
        _narrowed(kinds, group, asked, wanted) for kinds, group in zip(GROUPS, whole, strict=True)
    ]
    if judged:
        fit = fit_group(judged, asked.situation)
        whole.insert(0, fit)
        rows = tuple(row for row in fit.rows if row.differs or DIFFERENCES not in asked.only)
        groups.insert(0, replace(fit, rows=rows))
    every = [row for group in whole for row in group.rows]
    kept = [row for group in groups for row in group.rows]
    return Comparison(
        columns=tuple(_column(record, asked, base) for record in shown),
        groups=tuple(group for group in groups if group.rows),
        sources=tuple(_addressed(ref) for ref in sources.listed()),
        differing=sum(row.differs for row in every),
        total=len(every),
        left_out=len(every) - len(kept),
        silent=tuple(row.label for row in kept if row.silent),
    )


def _addressed(ref: SourceRef) -> SourceRef:
    """A source without a title is named by its whole address, so that paper shows it once."""
    untitled = ref.title == ref.url.split("://", 1)[-1].rstrip("/")
    return replace(ref, title=ref.url) if untitled else ref


def row_of(kind: CompareRowSpec, cells: Sequence[CompareCell]) -> CompareRow:
    return CompareRow(
        kind.subject,
        str(kind.label),
        tuple(cells),
        differs(cell.key for cell in cells),
        all(cell.silent for cell in cells),
    )


def _group(kinds: CompareRowSpecs, shown: Sequence[ComparedRecord]) -> CompareGroup:
    rows = tuple(row_of(kind, [kind.cell(record) for record in shown]) for kind in kinds.kinds)
    return CompareGroup(kinds.slug, str(kinds.title), rows)


def _wanted(asked: CompareParameters) -> frozenset[str] | None:
    """What bears on the situation; None where all rows are asked for."""
    narrow = SITUATION in asked.only and not asked.situation.is_empty
    return relevant_schemes(asked.situation) if narrow else None


def _narrowed(
    kinds: CompareRowSpecs,
    group: CompareGroup,
    asked: CompareParameters,
    wanted: frozenset[str] | None,
) -> CompareGroup:
    """Only the rows asked for. A caution stays, also where all tools have the same one."""
    rows = tuple(
        row
        for kind, row in zip(kinds.kinds, group.rows, strict=True)
        if (row.differs or DIFFERENCES not in asked.only or _must_stay(row))
        and (wanted is None or matters(kind, wanted))
    )
    return replace(group, rows=rows)


def _must_stay(row: CompareRow) -> bool:
    return row.subject == "caution" and not row.silent


def _column(record: ComparedRecord, asked: CompareParameters, base: str) -> CompareColumn:
    tool = record.tool
    ended = [one.label() for one in record.facts.schemes.get("status", ()) if one.slug in ENDED]
    return CompareColumn(
        slug=tool.slug,
        name=tool.name,
        url=tool.get_absolute_url(),
        language=tool.language,
        summary=tool.summary,
        verification=verification(tool),
        ended="".join(ended[:1]),
        caution=bool(tool.caution),
        remove=asked.without(tool.slug).address(base),
    )


Judged = Sequence[FitAssessment | None]


def judgements(snapshot: Snapshot, pks: Iterable[int], situation: Situation) -> Judged:
    """The reasons of each tool; None for one that the index does not hold yet. No query."""
    terms = term_cache()
    checks = tuple(checks_of(situation, terms))
    return [
        assess(pk, held, checks, terms) if (held := snapshot.rows_of(pk)) else None for pk in pks
    ]


def fit_group(judged: Judged, situation: Situation) -> CompareGroup:
    """The sum, one row for each answer of the reader, and one for all that nobody asked for."""
    rows = [_row("fit", _("Sum"), [_sum(one) for one in judged])]
    for question in SITUATION_PARAMETERS:
        for answer in situation.answers(question):
            cells = [_cell(_answering(one, question, answer)) for one in judged]
            label, under = answer_label(question, answer), str(FACETS[question].label)
            rows.append(_row("fit", label, cells, under))
    rows.append(_row("fit", _("Safeguards, evidence, status"), [_rest(one) for one in judged]))
    return CompareGroup("fit", _("Fit to your situation"), tuple(rows))


def _row(subject: str, label: str, cells: Sequence[CompareCell], under: str = "") -> CompareRow:
    silent = all(cell.silent for cell in cells)
    return CompareRow(
        subject, label, tuple(cells), differs(cell.key for cell in cells), silent, under
    )


def _answering(judged: FitAssessment | None, question: str, answer: str) -> tuple[Reason, ...]:
    reasons = judged.reasons if judged else ()
    return tuple(one for one in reasons if (one.question, one.answer) == (question, answer))


def _said(*words: str) -> Fact:
    values = tuple(Value(text) for text in words)
    return Fact("", FactState.VALUE if values else FactState.UNKNOWN, values)


def _cell(reasons: tuple[Reason, ...], points: str = "") -> CompareCell:
    key = frozenset((one.verdict, one.weight, one.sentence) for one in reasons)
    return CompareCell(_said(), (key, points), reasons=reasons, points=points)


def _sum(judged: FitAssessment | None) -> CompareCell:
    if judged is None:
        return CompareCell(_said(), None)
    if not judged.breaks:
        return _cell((), judged.points)
    # The rows of the limits say which; what nobody asked for has no such row.
    broken = tuple(one.sentence for one in judged.breaks if not one.question)
    warning = _("Not recommended: known to break a limit")
    values = tuple(Value(words, risk=True) for words in (warning, *broken))
    return CompareCell(
        Fact("", FactState.VALUE, values), (judged.points, values), points=judged.points
    )


def _rest(judged: FitAssessment | None) -> CompareCell:
    """The points of what is weighed for every reader: the facts stand in the rows below."""
    if judged is None:
        return CompareCell(_said(), None)
    weights = [one.weight for one in judged.reasons if not one.question]
    return _cell((), signed_points(sum(weights)))
