"""The gaps between recommendations and tools, and who is asked for what."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.facets import RECOMMENDATION_LIST
from events.fields.recommendation import NOT_SERVED
from events.presenters.recommendation_cards import recommendation_cards
from events.recommendations.models import Recommendation, tools_without_recommendation
from events.view_models import GapsPage, MatrixCell, MatrixRow, Shade
from hub.lists.presenter import address
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot import Snapshot
from hub.web.view_models import Link

SHOWN = 20
LEVELS = 5


def gaps_page(snapshot: Snapshot) -> GapsPage:
    """Both gaps and the matrix; ``snapshot`` is that of the recommendations."""
    base = reverse("recommendations")
    unserved = Query().with_choice("tools", NOT_SERVED)
    found = search(snapshot, unserved)
    missing = Recommendation.objects.published().without_tools().newest_first()
    topics, rows = matrix(snapshot, base)
    unserving = tools_without_recommendation().order_by("name")
    names = list(unserving.values_list("name", "slug", "language"))
    return GapsPage(
        unserved=tuple(recommendation_cards(list(missing.values_list("pk", flat=True)[:SHOWN]))),
        unserved_all=Link(
            ngettext(
                "%(count)d recommendation that no tool serves",
                "%(count)d recommendations that no tool serves",
                found.total,
            )
            % {"count": found.total},
            address(base, unserved),
            found.total,
        ),
        unserving=tuple(
            Link(name, reverse("tool", args=[slug]), language=language)
            for name, slug, language in names
        ),
        topics=topics,
        rows=rows,
        shades=shades(max((cell.count for row in rows for cell in row.cells), default=0)),
        total=Link(_("All recommendations"), base, snapshot.total),
    )


def level_of(number: int, most: int) -> int:
    """The shade of a number: 0 for none, then fifths of the largest one."""
    return -(-number * LEVELS // max(most, 1))


def shades(most: int) -> tuple[Shade, ...]:
    """The key of the picture: which numbers each shade in use stands for."""
    found: dict[int, list[int]] = {}
    for number in range(most + 1):
        found.setdefault(level_of(number, most), []).append(number)
    return tuple(
        Shade(level, str(held[0]) if len(held) == 1 else f"{held[0]}–{held[-1]}")
        for level, held in found.items()
    )


def matrix(snapshot: Snapshot, base: str) -> tuple[tuple[Link, ...], tuple[MatrixRow, ...]]:
    """Topics as columns, addressees as rows; each number is that of the list it leads to."""
    facets = {facet.name: facet for facet in RECOMMENDATION_LIST}
    addressees = facets["addressee"].choices(snapshot.choices("addressee"))
    topics = facets["topic"].choices(snapshot.choices("topic"))
    counts = snapshot.cross_counts(
        [f"addressee/{one.slug}" for one in addressees],
        [f"topic/{one.slug}" for one in topics],
        within=snapshot.visible,
    )
    most = max(int(counts.max()), 1) if counts.size else 1
    totals = search(snapshot, Query()).facets.get("addressee", {})
    rows = []
    for addressee, numbers in zip(addressees, counts.tolist(), strict=True):
        mine = Query().with_choice("addressee", addressee.slug)
        cells = tuple(
            MatrixCell(
                int(number),
                address(base, mine.with_choice("topic", topic.slug)),
                level_of(int(number), most),
            )
            for topic, number in zip(topics, numbers, strict=True)
        )
        link = Link(addressee.label, address(base, mine))
        rows.append(MatrixRow(link, totals.get(addressee.slug, 0), cells))
    columns = tuple(
        Link(topic.label, address(base, Query().with_choice("topic", topic.slug)))
        for topic in topics
    )
    return columns, tuple(rows)
