"""Recommendations as cards, the same in every list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.presenters.facts import by_scheme, verification
from catalogue.presenters.places import labels
from catalogue.presenters.tool_cards import highlighted
from events.presenters.record_parts import carried, label_of
from events.recommendations.index_documents import newest_statuses
from events.recommendations.models import (
    Recommendation,
    RecommendationTerm,
    RecommendationTool,
)
from events.recommendations.models.recommendation import NOT_ASSESSED
from events.view_models import RecommendationCard
from hub.search_engine.highlighter import Highlighter
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.view_models import Link


def status_words(slug: str) -> str:
    """The words for a follow-up status."""
    return term_cache().label("followup_status", slug)


def document_of(one: Recommendation) -> Link | None:
    """The document that it stands in; None while readers do not see that."""
    found = one.document
    if not found.is_public:
        return None
    return Link(found.title, found.get_absolute_url(), language=found.language)


def recommendation_cards(
    pks: Sequence[int], marker: Highlighter | None = None
) -> list[RecommendationCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Four queries."""
    out = Q(sub_actions__state="published", sub_actions__visibility="public")
    found = (
        Recommendation.objects.published()
        .filter(pk__in=pks)
        .select_related("document")
        .annotate(actions=Count("sub_actions", filter=out))
    )
    records = {one.pk: one for one in found}
    terms = carried(
        RecommendationTerm.objects.filter(recommendation__in=records), "recommendation_id"
    )
    statuses = newest_statuses(set(records))
    tools = tool_names(records)
    return [
        _card(
            records[pk],
            terms.get(pk, []),
            statuses.get(pk, NOT_ASSESSED),
            tools.get(pk, []),
            marker,
        )
        for pk in pks
        if pk in records
    ]


def tool_names(recommendations: Iterable[int]) -> dict[int, list[str]]:
    """Names of the public tools that serve each, itself or by a sub-action; each name once."""
    mine = list(recommendations)
    links = RecommendationTool.objects.by_published("public").filter(
        Q(recommendation__in=mine) | Q(recommendation__parent__in=mine)
    )
    found: dict[int, dict[str, None]] = {}
    for pk, parent, name in links.values_list(
        "recommendation_id", "recommendation__parent_id", "tool__name"
    ):
        found.setdefault(pk if parent is None or pk in mine else parent, {})[name] = None
    return {pk: list(names) for pk, names in found.items()}


def _card(
    one: Recommendation,
    entries: list[CachedTerm],
    status: str,
    tools: list[str],
    marker: Highlighter | None,
) -> RecommendationCard:
    schemes = by_scheme(entries)
    text, _summary, matches = highlighted(marker, one.pk, one.text, "", "", one.language)
    if tools:
        words = ngettext(
            "%(count)d tool serves it: %(names)s", "%(count)d tools serve it: %(names)s", len(tools)
        ) % {"count": len(tools), "names": ", ".join(tools[:3])}
    else:
        words = _("No tool in this catalogue serves it")
    return RecommendationCard(
        url=one.get_absolute_url(),
        ref=one.ref,
        text=text,
        language=one.language,
        addressees=labels(schemes.get("addressee", ())),
        strength=label_of(schemes, "normative_status"),
        status=status_words(status),
        tools=words,
        served=bool(tools),
        document=document_of(one),
        actions=one.actions,  # type: ignore[attr-defined]
        verification=verification(one),
        matches=matches,
    )
