"""The gap map as its page shows it: what is counted, in words and with the lists behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from catalogue.gaps.chart import chart
from catalogue.gaps.findings import emptiest, findings
from catalogue.gaps.maps import maps
from catalogue.gaps.matrix import AxisKey, CountedAxis, Matrix, matrix
from catalogue.gaps.parameters import ACTIVE, REGION, SITUATION, VERIFIED, GapParameters, Lists
from catalogue.gaps.shades import ranges
from catalogue.gaps.view_models import (
    GapPage,
    HeatCell,
    HeatGroup,
    HeatHead,
    HeatMap,
    HeatRow,
    Nothing,
)
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_number
from hub.web.view_models import Link

MOST_TOLD = 2  # crises whose gaps are named one by one; the matrix has them all


def gap_page(snapshot: Snapshot, asked: GapParameters) -> GapPage:
    found = matrix(snapshot, asked)
    return GapPage(
        heading=_("What is missing"),
        findings=findings(snapshot),
        nothing=nothing(snapshot),
        views=_views(asked),
        counted=_counted(asked),
        heat=heat(found, asked),
        maps=maps(snapshot, asked),
        chart=chart(snapshot),
    )


def nothing(snapshot: Snapshot) -> tuple[Nothing, ...]:
    """Crises without any tool, and those where the most tasks of direct help have none."""
    crises = emptiest(snapshot)
    without = [one for one in crises if not one.tools]
    told = []
    if without:
        told.append(
            Nothing(
                _("No tool at all is recorded for these crises:"),
                tuple(_to_list(one.situation) for one in without),
            )
        )
    for one in [one for one in crises if one.tools][:MOST_TOLD]:
        sentence = _(
            "“%(situation)s”: no tool is recorded for %(some)s of %(all)s tasks of direct help:"
        )
        words = {
            "situation": one.situation.label(),
            "some": localize_number(len(one.tasks)),
            "all": localize_number(one.of),
        }
        tasks = tuple(_to_list(task, ("context", one.situation.slug)) for task in one.tasks)
        told.append(Nothing(sentence % words, tasks))
    return tuple(told)


def _to_list(entry: CachedTerm, *beside: tuple[str, str]) -> Link:
    url = Lists(GapParameters()).of(*beside, (entry.scheme, entry.slug))
    return Link(entry.label(), url, language=entry.label_language)


def _views(asked: GapParameters) -> tuple[Link, ...]:
    words = {SITUATION: _("Situations"), REGION: _("Regions")}
    return tuple(
        Link(label, here(asked.per(by)), current=asked.by == by) for by, label in words.items()
    )


def _counted(asked: GapParameters) -> tuple[Link, ...]:
    words = {
        "": _("All not known to have ended"),
        ACTIVE: _("Known to be active"),
        VERIFIED: _("Verified"),
    }
    return tuple(
        Link(label, here(asked.counting(only)), current=asked.only == only)
        for only, label in words.items()
    )


def here(asked: GapParameters) -> str:
    """The address of the gap map for what is asked."""
    words = asked.canonical()
    return f"{reverse('gaps')}?{words}" if words else reverse("gaps")


def heat(found: Matrix, asked: GapParameters) -> HeatMap:
    lists = Lists(asked)

    def cell(number: CountedAxis, *chosen: AxisKey) -> HeatCell:
        url = lists.of(*((key.facet, key.slug) for key in chosen))
        return HeatCell(url, *number, found.level(number.total))

    elements = _elements()

    def row(key: AxisKey, numbers: Sequence[CountedAxis]) -> Markup:
        # Columns first: context and place stand before purpose in an address.
        pairs = zip(found.columns, numbers, strict=True)
        return elements(cell(number, column, key) for column, number in pairs)

    return HeatMap(
        caption=_caption(asked),
        rows=tuple(
            HeatRow(_head(key, cell(number, key)), row(key, numbers))
            for key, numbers, number in zip(found.rows, found.cells, found.of_rows, strict=True)
        ),
        columns=tuple(
            _head(key, cell(number, key))
            for key, number in zip(found.columns, found.of_columns, strict=True)
        ),
        groups=_groups(found, lists),
        whole=cell(found.whole),
        levels=ranges(found.levels, max((c.total for row in found.cells for c in row), default=0)),
        empty=_empty(found),
    )


def _elements() -> Callable[[Iterable[HeatCell]], Markup]:
    """What makes cells into ``<td>`` elements, in the words of the page's language.

    The words between the numbers are for who cannot see the signs that stand for them.
    """
    active, verified, gap = (escape(word) for word in (_("active"), _("verified"), _("gap")))
    said = cache(localize_number)

    def one(cell: HeatCell) -> str:
        url = cell.url.replace("&", "&amp;")  # of slugs alone: nothing else in it wants escaping
        link = f'<td class="h{cell.level}"><a href="{url}">{said(cell.total)}</a>'
        if not cell.total:
            return f"{link}<p>{gap}</p></td>"
        parts = f"<i>{active} </i>{said(cell.active)}<b>{verified} </b>{said(cell.verified)}"
        return f"{link}<p>{parts}</p></td>"

    return lambda cells: Markup("".join(map(one, cells)))  # noqa: S704  # nosec


def _head(key: AxisKey, cell: HeatCell) -> HeatHead:
    if key.entry is None:
        return HeatHead(term_cache().label(key.facet, key.slug), "", cell, state=True)
    return HeatHead(key.entry.label(), key.entry.label_language, cell)


def _groups(found: Matrix, lists: Lists) -> tuple[HeatGroup, ...]:
    """Neighbouring columns under one wider one; none where no column has one."""
    if not found.of_groups:
        return ()
    groups: list[HeatGroup] = []
    last: CachedTerm | None = None
    for key in found.columns:
        if groups and key.group is last:
            groups[-1] = HeatGroup(groups[-1].link, groups[-1].span + 1)
            continue
        last = key.group
        groups.append(HeatGroup(_group_link(found, lists, last) if last else None, 1))
    return tuple(groups)


def _group_link(found: Matrix, lists: Lists, group: CachedTerm) -> Link:
    return Link(
        group.label(),
        lists.of(("place", group.slug)),
        count=found.of_groups[group.slug].total,
        language=group.label_language,
    )


def _caption(asked: GapParameters) -> str:
    tools = {
        "": _("Tools not known to have ended"),
        ACTIVE: _("Tools known to be active"),
        VERIFIED: _("Tools that somebody has verified"),
    }[asked.only]
    if asked.by == REGION:
        return _("%(tools)s, by task (rows) and region (columns)") % {"tools": tools}
    return _("%(tools)s, by task (rows) and situation (columns)") % {"tools": tools}


def _empty(found: Matrix) -> str:
    pairs = sum(1 for key in found.rows if key.entry) * sum(1 for k in found.columns if k.entry)
    return ngettext(
        "%(some)s of %(all)s cell is a gap.", "%(some)s of %(all)s cells are gaps.", pairs
    ) % {"some": localize_number(found.empty), "all": localize_number(pairs)}
