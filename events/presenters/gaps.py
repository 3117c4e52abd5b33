"""The gaps between recommendations and tools, and who is asked for what."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.fields.recommendation import NOT_SERVED
from events.presenters.recommendation import (
    RecommendationCard,
    follow_up_of,
    recommendation_cards,
)
from events.recommendations.index_documents import RECOMMENDATION_LIST
from events.recommendations.models import Recommendation, tools_without_recommendation
from hub.lists.presenter import query_url
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot import Snapshot
from hub.web.view_models import Link


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A number of the matrix and the list it counts; ``shade`` 0 to 5 is its shade."""

    count: int
    url: str
    shade: int


@dataclass(frozen=True, slots=True)
class ShadeKey:
    """A shade of the matrix and the numbers that it stands for, in words ("3–4")."""

    shade: int
    label: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An addressee with the number of all that address it, and a cell for each topic."""

    link: Link
    total: int
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class GapsPage:
    """What no tool serves, which tools serve nothing, and the matrix of addressees and topics.

    ``unserved_all`` leads to the whole list, with its number; ``follow_up`` says how many were
    followed up.
    """

    unserved: tuple[RecommendationCard, ...]
    unserved_all: Link
    unserving: tuple[Link, ...]
    topics: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]
    shade_key: tuple[ShadeKey, ...]
    total: Link
    follow_up: str


MAX_SHOWN = 20
SHADES = 5


def gaps_page(snapshot: Snapshot) -> GapsPage:
    """Both gaps and the matrix; ``snapshot`` is that of the recommendations."""
    base = reverse("recommendations")
    unserved = Query().with_choice("tools", NOT_SERVED)
    unserved_result = search(snapshot, unserved)
    missing = Recommendation.objects.published().without_tools().newest_first()
    topics, rows = build_matrix(snapshot, base)
    unserving = tools_without_recommendation().order_by("name")
    names = list(unserving.values_list("name", "slug", "language"))
    return GapsPage(
        unserved=tuple(
            recommendation_cards(list(missing.values_list("pk", flat=True)[:MAX_SHOWN]))
        ),
        unserved_all=Link(
            ngettext(
                "%(count)d recommendation for which no tool is known",
                "%(count)d recommendations for which no tool is known",
                unserved_result.total,
            )
            % {"count": unserved_result.total},
            query_url(base, unserved),
            unserved_result.total,
        ),
        unserving=tuple(
            Link(name, reverse("tool", args=[slug]), language=language)
            for name, slug, language in names
        ),
        topics=topics,
        rows=rows,
        shade_key=shade_key(max((cell.count for row in rows for cell in row.cells), default=0)),
        total=Link(_("All recommendations"), base, snapshot.total),
        follow_up=follow_up_of(),
    )


def shade_of(count: int, maximum: int) -> int:
    """The shade of a number: 0 for none, then fifths of the largest one."""
    return -(-count * SHADES // max(maximum, 1))


def shade_key(maximum: int) -> tuple[ShadeKey, ...]:
    """The key of the picture: which numbers each shade in use stands for."""
    counts_by_shade: dict[int, list[int]] = {}
    for count in range(maximum + 1):
        counts_by_shade.setdefault(shade_of(count, maximum), []).append(count)
    return tuple(
        ShadeKey(shade, str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}")
        for shade, counts in counts_by_shade.items()
    )


def build_matrix(snapshot: Snapshot, base: str) -> tuple[tuple[Link, ...], tuple[MatrixRow, ...]]:
    """Topics as columns, addressees as rows; each number is that of the list it leads to."""
    facets = {facet.name: facet for facet in RECOMMENDATION_LIST}
    addressees = facets["addressee"].choices(snapshot.choices("addressee"))
    topics = facets["topic"].choices(snapshot.choices("topic"))
    counts = snapshot.cross_counts(
        [f"addressee/{choice.slug}" for choice in addressees],
        [f"topic/{choice.slug}" for choice in topics],
        within=snapshot.visible,
    )
    maximum = max(int(counts.max()), 1) if counts.size else 1
    totals = search(snapshot, Query()).facets.get("addressee", {})
    rows = []
    for addressee, numbers in zip(addressees, counts.tolist(), strict=True):
        query = Query().with_choice("addressee", addressee.slug)
        cells = tuple(
            MatrixCell(
                int(count),
                query_url(base, query.with_choice("topic", topic.slug)),
                shade_of(int(count), maximum),
            )
            for topic, count in zip(topics, numbers, strict=True)
        )
        link = Link(addressee.label, query_url(base, query))
        rows.append(MatrixRow(link, totals.get(addressee.slug, 0), cells))
    columns = tuple(
        Link(topic.label, query_url(base, Query().with_choice("topic", topic.slug)))
        for topic in topics
    )
    return columns, tuple(rows)
