"""Tools side by side: every fact of every tool, what differs, and what bears on a situation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalogue.compare.differences import differs
from catalogue.compare.facts import GROUPS, ComparedRecord, CompareRowSpec, CompareRowSpecs, matters
from catalogue.compare.fit_rows import Judged, fit_group
from catalogue.compare.parameters import DIFFERENCES, SITUATION, CompareParameters
from catalogue.compare.view_models import (
    CompareCell,
    CompareColumn,
    CompareGroup,
    CompareRow,
    Comparison,
)
from catalogue.fit.explanation import schemes_that_matter
from catalogue.models import Tool
from catalogue.models.tool import ENDED
from catalogue.presenters.facts import verification
from catalogue.presenters.practice import notes_of
from catalogue.presenters.source_numbers import Sources
from hub.web.view_models import SourceRef


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
    return schemes_that_matter(asked.situation) if narrow else None


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
