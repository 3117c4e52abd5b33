"""The gaps between recommendations and tools, and who is asked for what."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.facets import RECOMMENDATION_LIST
from events.pages.recommendation_cards import recommendation_cards
from events.recommendations.indexing import NOT_SERVED
from events.recommendations.models import Recommendation, tools_without_recommendation
from events.showing import Cell, GapsPage, MatrixRow
from hub.core.showing import Link
from hub.index.query import Query
from hub.index.search import search
from hub.index.snapshot import Snapshot
from hub.vocabulary.listing import address

SHOWN = 20
LEVELS = 5


def gaps_page(snapshot: Snapshot) -> GapsPage:
    """Both gaps and the matrix; ``snapshot`` is that of the recommendations."""
    base = reverse("recommendations")
    unserved = Query().with_("tools", NOT_SERVED)
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
        total=Link(_("All recommendations"), base, snapshot.total),
    )


def matrix(snapshot: Snapshot, base: str) -> tuple[tuple[Link, ...], tuple[MatrixRow, ...]]:
    """Topics as columns, addressees as rows; each number is that of the list it leads to."""
    facets = {facet.name: facet for facet in RECOMMENDATION_LIST}
    addressees = facets["addressee"].choices(snapshot.choices("addressee"))
    topics = facets["topic"].choices(snapshot.choices("topic"))
    counts = snapshot.cross(
        [f"addressee/{one.slug}" for one in addressees],
        [f"topic/{one.slug}" for one in topics],
        within=snapshot.visible,
    )
    most = max(int(counts.max()), 1) if counts.size else 1
    rows = []
    for addressee, numbers in zip(addressees, counts.tolist(), strict=True):
        mine = Query().with_("addressee", addressee.slug)
        cells = tuple(
            Cell(
                int(number),
                address(base, mine.with_("topic", topic.slug)),
                -(-int(number) * LEVELS // most),
            )
            for topic, number in zip(topics, numbers, strict=True)
        )
        rows.append(MatrixRow(Link(addressee.label, address(base, mine)), cells))
    columns = tuple(
        Link(topic.label, address(base, Query().with_("topic", topic.slug))) for topic in topics
    )
    return columns, tuple(rows)
