"""The comparison as a table: a column for each tool, rows of facts and of fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from catalogue.compare.facts import (
    GROUPS,
    CompareCell,
    ComparedRecord,
    CompareRowSpec,
    CompareRowSpecs,
    differs,
    matters,
)
from catalogue.compare.overview import OverviewLine, build_overview
from catalogue.compare.parameters import DIFFERENCES, SITUATION, CompareParameters
from catalogue.fit.checks import FitAssessment, Reason, signed_points
from catalogue.fit.explanation import Explainer
from catalogue.fit.limits import PRECONDITION_BY_SLUG
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
    """One fact of all tools. ``subject`` is its field or scheme; ``question`` what it belongs to.

    ``differs``: not all cells say the same. ``is_unknown``: nothing is known of it for any tool.
    """

    subject: str
    label: str
    cells: tuple[CompareCell, ...]
    differs: bool
    is_unknown: bool
    question: str = ""


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

    ``overview``: the lines that decide, whatever is left out below them.
    ``unknown_labels``: the facts shown of which nothing is known for any tool; in print one line
    has all of them.
    """

    columns: tuple[CompareColumn, ...]
    overview: tuple[OverviewLine, ...]
    groups: tuple[CompareGroup, ...]
    sources: tuple[SourceRef, ...]
    differing: int
    total: int
    left_out: int
    unknown_labels: tuple[str, ...]


def compared_records(tools: Sequence[Tool]) -> tuple[list[ComparedRecord], Sources]:
    """The tools with their notes, and one numbered list of sources for all of them."""
    notes = notes_of([tool.pk for tool in tools])
    listed = Sources(())
    records = []
    for tool in tools:
        sources = Sources(tool.citations.all(), listed.refs)
        records.append(ComparedRecord.of(tool, sources, notes.get(tool.pk, ())))
    return records, listed


def build_comparison(
    tools: Sequence[Tool], assessments: Assessments, parameters: CompareParameters, base: str
) -> Comparison:
    """``tools`` are of ``tools_for_comparison``; ``assessments`` is empty without a situation."""
    records, sources = compared_records(tools)
    all_groups = [_fact_group(specs, records) for specs in GROUPS]
    relevant = _relevant_schemes(parameters)
    groups = [
        _filtered_group(specs, group, parameters, relevant)
        for specs, group in zip(GROUPS, all_groups, strict=True)
    ]
    if assessments:
        fit = build_fit_group(assessments, parameters.situation)
        all_groups.insert(0, fit)
        rows = tuple(row for row in fit.rows if row.differs or DIFFERENCES not in parameters.only)
        groups.insert(0, replace(fit, rows=rows))
    all_rows = [row for group in all_groups for row in group.rows]
    visible_rows = [row for group in groups for row in group.rows]
    return Comparison(
        columns=tuple(_column(record, parameters, base) for record in records),
        overview=build_overview(records, assessments),
        groups=tuple(group for group in groups if group.rows),
        sources=sources.listed(),
        differing=sum(row.differs for row in all_rows),
        total=len(all_rows),
        left_out=len(all_rows) - len(visible_rows),
        unknown_labels=tuple(row.label for row in visible_rows if row.is_unknown),
    )


def fact_row(spec: CompareRowSpec, cells: Sequence[CompareCell]) -> CompareRow:
    return CompareRow(
        spec.subject,
        str(spec.label),
        tuple(cells),
        differs(cell.key for cell in cells),
        all(cell.is_unknown for cell in cells),
    )


def _fact_group(specs: CompareRowSpecs, records: Sequence[ComparedRecord]) -> CompareGroup:
    rows = tuple(fact_row(spec, [spec.cell(record) for record in records]) for spec in specs.kinds)
    return CompareGroup(specs.slug, str(specs.title), rows)


def _relevant_schemes(parameters: CompareParameters) -> frozenset[str] | None:
    """Schemes relevant to the situation; None where rows are not narrowed by it."""
    is_narrowed = SITUATION in parameters.only and not parameters.situation.is_empty
    return relevant_schemes(parameters.situation) if is_narrowed else None


def _filtered_group(
    specs: CompareRowSpecs,
    group: CompareGroup,
    parameters: CompareParameters,
    relevant: frozenset[str] | None,
) -> CompareGroup:
    """The group with the requested rows only. A caution stays even if equal for all tools."""
    rows = tuple(
        row
        for spec, row in zip(specs.kinds, group.rows, strict=True)
        if (row.differs or DIFFERENCES not in parameters.only or _is_kept_caution(row))
        and (relevant is None or matters(spec, relevant))
    )
    return replace(group, rows=rows)


def _is_kept_caution(row: CompareRow) -> bool:
    return row.subject == "caution" and not row.is_unknown


def _column(record: ComparedRecord, parameters: CompareParameters, base: str) -> CompareColumn:
    tool = record.tool
    ended_labels = [
        term.label() for term in record.facts.schemes.get("status", ()) if term.slug in ENDED
    ]
    return CompareColumn(
        slug=tool.slug,
        name=tool.name,
        url=parameters.without_filters().address(tool.get_absolute_url()),
        language=tool.language,
        summary=tool.summary,
        verification=verification(tool),
        ended="".join(ended_labels[:1]),
        caution=bool(tool.caution),
        remove=parameters.without(tool.slug).address(base),
    )


Assessments = Sequence[FitAssessment | None]


def assess_tools(snapshot: Snapshot, pks: Iterable[int], situation: Situation) -> Assessments:
    """The assessment of each tool; None for one that is not indexed yet. No query."""
    terms = term_cache()
    explainer = Explainer(checks_of(situation, terms), terms)
    rows_by_pk = {pk: snapshot.rows_of(pk) for pk in pks}
    return [
        explainer.assess(pk, explainer.record_texts(rows)) if rows else None
        for pk, rows in rows_by_pk.items()
    ]


def build_fit_group(assessments: Assessments, situation: Situation) -> CompareGroup:
    """A row for the score, one for each answer of the reader, one for the baseline rules."""
    rows = [_fit_row("fit", _("Score"), [_sum_cell(assessment) for assessment in assessments])]
    for question in SITUATION_PARAMETERS:
        for answer in situation.answers(question):
            if answer in PRECONDITION_BY_SLUG:  # to be settled before any tool: no tool keeps it
                continue
            cells = [
                _reason_cell(_answer_reasons(assessment, question, answer))
                for assessment in assessments
            ]
            label, question_label = answer_label(question, answer), str(FACETS[question].label)
            rows.append(_fit_row("fit", label, cells, question_label))
    rows.append(
        _fit_row(
            "fit",
            _("Safeguards, evidence, status"),
            [_baseline_cell(assessment) for assessment in assessments],
        )
    )
    return CompareGroup("fit", _("Fit to your situation"), tuple(rows))


def _fit_row(
    subject: str, label: str, cells: Sequence[CompareCell], question: str = ""
) -> CompareRow:
    is_unknown = all(cell.is_unknown for cell in cells)
    return CompareRow(
        subject, label, tuple(cells), differs(cell.key for cell in cells), is_unknown, question
    )


def _answer_reasons(
    assessment: FitAssessment | None, question: str, answer: str
) -> tuple[Reason, ...]:
    reasons = assessment.reasons if assessment else ()
    return tuple(
        reason for reason in reasons if (reason.question, reason.answer) == (question, answer)
    )


def _plain_fact(*texts: str) -> Fact:
    values = tuple(Value(text) for text in texts)
    return Fact("", FactState.VALUE if values else FactState.UNKNOWN, values)


def _reason_cell(reasons: tuple[Reason, ...], points: str = "") -> CompareCell:
    key = frozenset((reason.verdict, reason.weight, reason.sentence) for reason in reasons)
    return CompareCell(_plain_fact(), (key, points), reasons=reasons, points=points)


def _sum_cell(assessment: FitAssessment | None) -> CompareCell:
    if assessment is None:
        return CompareCell(_plain_fact(), None)
    if not assessment.breaks:
        return _reason_cell((), assessment.points)
    # Broken limits have rows of their own; baseline rules have none, so they are named here.
    broken = tuple(reason.sentence for reason in assessment.breaks if not reason.question)
    warning = _("Not recommended: known to break a limit")
    values = tuple(Value(text, risk=True) for text in (warning, *broken))
    return CompareCell(
        Fact("", FactState.VALUE, values), (assessment.points, values), points=assessment.points
    )


def _baseline_cell(assessment: FitAssessment | None) -> CompareCell:
    """The points of the baseline rules; their facts are in the rows below."""
    if assessment is None:
        return CompareCell(_plain_fact(), None)
    weights = [reason.weight for reason in assessment.reasons if not reason.question]
    return _reason_cell((), signed_points(sum(weights)))
