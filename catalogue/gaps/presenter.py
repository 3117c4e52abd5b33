"""The pages of the gap map: findings, heat map and chart; and the maps of the world, which weigh as
much as all of these. Each number has its list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from catalogue.gaps.chart import Chart, build_chart
from catalogue.gaps.findings import crisis_gaps, findings
from catalogue.gaps.maps import Maps, build_maps
from catalogue.gaps.matrix import AxisKey, CellCounts, Matrix, build_matrix, shade_labels
from catalogue.gaps.parameters import (
    ACTIVE,
    REGION,
    SITUATION,
    VERIFIED,
    GapParameters,
    ToolListUrls,
)
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_number
from hub.web.paths import with_query
from hub.web.view_models import Link


class HeatCell(NamedTuple):
    """One number of the matrix. A tuple and not a dataclass: a page makes some 600 of them.

    ``shade`` is 0 (nothing recorded) to 5; ``url`` the list of the ``total``.
    """

    url: str
    total: int
    active: int
    verified: int
    shade: int


@dataclass(frozen=True, slots=True)
class HeatHead:
    """The head of a row or column; ``language`` is that of its label, ``is_state``: not known."""

    label: str
    language: str
    cell: HeatCell
    is_state: bool = False


@dataclass(frozen=True, slots=True)
class HeatGroup:
    """Adjacent columns with a common heading; without one where ``link`` is None."""

    link: Link | None
    span: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """``cells`` are the row's ``<td>`` elements as HTML: a loop in the template takes five times as
    long for some 600 of them.
    """

    head: HeatHead
    cells: Markup


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The matrix. ``shade_labels`` word the shades from 1 to 5 ("2–3"); ``groups`` may be empty."""

    caption: str
    rows: tuple[HeatRow, ...]
    columns: tuple[HeatHead, ...]
    groups: tuple[HeatGroup, ...]
    total_counts: HeatCell
    shade_labels: tuple[str, ...]
    gap_summary: str


@dataclass(frozen=True, slots=True)
class GapStatement:
    """A situation of crisis and the tasks without a tool in it."""

    sentence: str
    tasks: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class GapPage:
    heading: str
    findings: tuple[Link, ...]
    statements: tuple[GapStatement, ...]
    views: tuple[Link, ...]
    filters: tuple[Link, ...]
    heat_map: HeatMap
    world: Link
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class WorldPage:
    """Where tools are made and used. ``tasks`` leads to the matrix of the same tools."""

    heading: str
    filters: tuple[Link, ...]
    maps: Maps
    tasks: Link


MAX_CRISES = 2  # crises whose gaps are named one by one; the matrix has them all


def gap_page(snapshot: Snapshot, parameters: GapParameters) -> GapPage:
    matrix = build_matrix(snapshot, parameters)
    return GapPage(
        heading=_("What is missing"),
        findings=findings(snapshot),
        statements=gap_statements(snapshot),
        views=_column_links(parameters),
        filters=_tool_filter_links(parameters, reverse("gaps")),
        heat_map=build_heat_map(matrix, parameters),
        world=Link(
            _("See two maps: where tools are made, and where they are used"),
            gap_map_url(parameters.with_columns(SITUATION), reverse("gaps-world")),
        ),
        chart=build_chart(snapshot),
    )


def world_page(snapshot: Snapshot, parameters: GapParameters) -> WorldPage:
    return WorldPage(
        heading=_("Where tools are made, and where they are used"),
        filters=_tool_filter_links(parameters, reverse("gaps-world")),
        maps=build_maps(snapshot, parameters),
        tasks=Link(_("See what is missing, by task"), gap_map_url(parameters)),
    )


def gap_statements(snapshot: Snapshot) -> tuple[GapStatement, ...]:
    """Crises without any tool, and those where the most tasks of direct help have none."""
    crises = crisis_gaps(snapshot)
    uncovered = [gap for gap in crises if not gap.tool_count]
    statements = []
    if uncovered:
        statements.append(
            GapStatement(
                _("No tool at all is recorded for these crises:"),
                tuple(_tools_link(gap.situation) for gap in uncovered),
            )
        )
    for gap in [gap for gap in crises if gap.tool_count][:MAX_CRISES]:
        sentence = _(
            "“%(situation)s”: no tool is recorded for %(some)s of %(all)s tasks of direct help:"
        )
        values = {
            "situation": gap.situation.label(),
            "some": localize_number(len(gap.tasks)),
            "all": localize_number(gap.task_count),
        }
        tasks = tuple(_tools_link(task, ("context", gap.situation.slug)) for task in gap.tasks)
        statements.append(GapStatement(sentence % values, tasks))
    return tuple(statements)


def _tools_link(term: CachedTerm, *filters: tuple[str, str]) -> Link:
    url = ToolListUrls(GapParameters()).of(*filters, (term.scheme, term.slug))
    return Link(term.label(), url, language=term.label_language)


def _column_links(parameters: GapParameters) -> tuple[Link, ...]:
    labels = {SITUATION: _("Situations"), REGION: _("Regions")}
    return tuple(
        Link(label, gap_map_url(parameters.with_columns(by)), current=parameters.by == by)
        for by, label in labels.items()
    )


def _tool_filter_links(parameters: GapParameters, base: str) -> tuple[Link, ...]:
    labels = {
        "": _("Not known to be closed"),
        ACTIVE: _("Known to be active"),
        VERIFIED: _("Verified"),
    }
    return tuple(
        Link(label, gap_map_url(parameters.with_only(only), base), current=parameters.only == only)
        for only, label in labels.items()
    )


def gap_map_url(parameters: GapParameters, base: str = "") -> str:
    """The address of the gap map, or of the page at ``base``, with these parameters."""
    return with_query(base or reverse("gaps"), parameters.canonical())


def build_heat_map(matrix: Matrix, parameters: GapParameters) -> HeatMap:
    urls = ToolListUrls(parameters)

    def cell(counts: CellCounts, *chosen: AxisKey) -> HeatCell:
        url = urls.of(*((key.facet, key.slug) for key in chosen))
        return HeatCell(url, *counts, matrix.shade(counts.total))

    render_cells = _cell_renderer()

    def row(key: AxisKey, row_counts: Sequence[CellCounts]) -> Markup:
        # Columns first: parameters are sorted, context and place before purpose.
        pairs = zip(matrix.columns, row_counts, strict=True)
        return render_cells(key, ((column, cell(counts, column, key)) for column, counts in pairs))

    maximum = max((counts.total for row_cells in matrix.cells for counts in row_cells), default=0)
    return HeatMap(
        caption=_caption(parameters),
        rows=tuple(
            HeatRow(_axis_head(key, cell(counts, key)), row(key, row_counts))
            for key, row_counts, counts in zip(
                matrix.rows, matrix.cells, matrix.row_counts, strict=True
            )
        ),
        columns=tuple(
            _axis_head(key, cell(counts, key))
            for key, counts in zip(matrix.columns, matrix.column_counts, strict=True)
        ),
        groups=_column_groups(matrix, urls),
        total_counts=cell(matrix.total_counts),
        shade_labels=shade_labels(matrix.shade_bounds, maximum),
        gap_summary=_gap_summary(matrix),
    )


def _cell_renderer() -> Callable[[AxisKey, Iterable[tuple[AxisKey, HeatCell]]], Markup]:
    """A function that renders cells of a row as ``<td>`` elements in the language of the page.

    The words between the numbers are for screen readers; CSS shows signs in their place. The link
    of a gap says in words what is missing, and CSS shows its 0.
    """
    active, verified = escape(_("active")), escape(_("verified"))
    gap, gap_of_state = _("%(task)s in %(place)s: no tool"), _("%(task)s, %(place)s: no tool")
    number_label, labels = cache(localize_number), dict[tuple[str, str], str]()

    def label(key: AxisKey) -> str:
        name = (key.facet, key.slug)
        if name not in labels:
            labels[name] = _axis_label(key)
        return labels[name]

    def render_cell(row: AxisKey, column: AxisKey, cell: HeatCell) -> str:
        url = cell.url.replace("&", "&amp;")  # of slugs alone: nothing else in it wants escaping
        start = f'<td class="shade-{cell.shade}"><a href="{url}">'
        if not cell.total:
            sentence = gap if row.term and column.term else gap_of_state
            words = escape(sentence % {"task": label(row), "place": label(column)})
            return f"{start}{words}</a></td>"
        link = f"{start}{number_label(cell.total)}</a>"
        active_part = f"<i>{active} </i>{number_label(cell.active)}"
        verified_part = f"<b>{verified} </b>{number_label(cell.verified)}"
        return f"{link}<p>{active_part}{verified_part}</p></td>"

    return lambda row, cells: Markup(  # noqa: S704  # nosec
        "".join(render_cell(row, column, cell) for column, cell in cells)
    )


def _axis_label(key: AxisKey) -> str:
    return key.term.label() if key.term else term_cache().label(key.facet, key.slug)


def _axis_head(key: AxisKey, cell: HeatCell) -> HeatHead:
    language = key.term.label_language if key.term else ""
    return HeatHead(_axis_label(key), language, cell, is_state=key.term is None)


def _column_groups(matrix: Matrix, urls: ToolListUrls) -> tuple[HeatGroup, ...]:
    """Adjacent columns with the same wider term; none where no column has one."""
    if not matrix.group_counts:
        return ()
    groups: list[HeatGroup] = []
    previous: CachedTerm | None = None
    for key in matrix.columns:
        if groups and key.group is previous:
            groups[-1] = HeatGroup(groups[-1].link, groups[-1].span + 1)
            continue
        previous = key.group
        groups.append(HeatGroup(_group_link(matrix, urls, previous) if previous else None, 1))
    return tuple(groups)


def _group_link(matrix: Matrix, urls: ToolListUrls, group: CachedTerm) -> Link:
    return Link(
        group.label(),
        urls.of(("place", group.slug)),
        count=matrix.group_counts[group.slug].total,
        language=group.label_language,
    )


def _caption(parameters: GapParameters) -> str:
    tool_labels = {
        "": _("Tools not known to be closed"),
        ACTIVE: _("Tools known to be active"),
        VERIFIED: _("Tools that somebody has verified"),
    }[parameters.only]
    if parameters.by == REGION:
        return _("%(tools)s, by task (rows) and region (columns)") % {"tools": tool_labels}
    return _("%(tools)s, by task (rows) and situation (columns)") % {"tools": tool_labels}


def _gap_summary(matrix: Matrix) -> str:
    rows, columns = (sum(1 for key in keys if key.term) for keys in (matrix.rows, matrix.columns))
    cell_count = rows * columns
    return ngettext(
        "%(some)s of %(all)s cell is a gap.", "%(some)s of %(all)s cells are gaps.", cell_count
    ) % {"some": localize_number(matrix.gap_count), "all": localize_number(cell_count)}
