"""Recommendations as cards in lists, and how many of them have been followed up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from catalogue.presenters.facts import group_by_scheme, sorted_labels, verification
from catalogue.presenters.tool_cards import highlight_record
from events.fields.recommendation import RECORDED
from events.presenters.follow_up import distribution_sentence
from events.presenters.record_parts import single_label, term_rows, terms_by_record
from events.recommendations.distribution import Distribution
from events.recommendations.follow_up_log import public_distributions
from events.recommendations.models import (
    Recommendation,
    RecommendationTerm,
    RecommendationTool,
)
from hub.records.keyed_rows import KeyedRows
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import CachedTerm
from hub.web.localization import localize_number
from hub.web.view_models import Link, Marked, VerificationLabel

EVERYTHING = Query()


@dataclass(frozen=True, slots=True)
class RecommendationCard:
    """A recommendation in a list. ``tools`` says what serves it.

    ``status`` is its follow-up, empty while nobody has looked: that is said once, above the list.
    """

    url: str
    ref: str
    text: Markup
    language: str
    addressees: tuple[str, ...]
    strength: str
    status: str
    tools: str
    served: bool
    document: Link | None
    actions: int
    verification: VerificationLabel
    matches: tuple[Marked, ...] = ()


def follow_up_sentence(total: int, unassessed: int) -> str:
    """Of how many recommendations a follow-up is recorded; empty where there are none.

    It is where there is an entry on one itself or on one of its public sub-actions.
    """
    sentence = ngettext(
        "%(number)s of %(total)s recommendation has a recorded follow-up.",
        "%(number)s of %(total)s recommendations have a recorded follow-up.",
        total,
    )
    words = {"number": localize_number(total - unassessed), "total": localize_number(total)}
    return sentence % words if total else ""


def follow_up_of(query: Query = EVERYTHING) -> str:
    """The same of the public recommendations that a query finds."""
    result = search(get_snapshot(Recommendation.kind, "public"), query)
    recorded = result.facets.get("recorded", {}).get(RECORDED, 0)
    return follow_up_sentence(result.total, result.total - recorded)


def document_link(recommendation: Recommendation) -> Link | None:
    """A link to its document; None while that is not public."""
    document = recommendation.document
    if not document.is_public:
        return None
    return Link(document.title, document.get_absolute_url(), language=document.language)


IS_PUBLIC = Q(sub_actions__state="published", sub_actions__visibility="public")
_recommendations = KeyedRows(
    lambda pks: (
        Recommendation.objects.published()
        .filter(pk__in=pks)
        .order_by()
        .select_related("document")
        .annotate(actions=Count("sub_actions", filter=IS_PUBLIC))
    )
)
_term_rows = term_rows(RecommendationTerm, "recommendation_id")
_serving_rows = KeyedRows(
    lambda pks: (
        RecommendationTool.objects.by_published("public")
        .filter(Q(recommendation__in=pks) | Q(recommendation__parent__in=pks))
        .values_list("recommendation_id", "recommendation__parent_id", "tool__name")
    )
)


def recommendation_cards(
    pks: Sequence[int],
    highlighter: Highlighter | None = None,
    statuses: Mapping[int, Distribution] | None = None,
) -> list[RecommendationCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Three queries.

    ``statuses``: where they are known; else five more queries, once until a fact changes.
    """
    records = {recommendation.pk: recommendation for recommendation in _recommendations(pks)}
    terms = terms_by_record(_term_rows, records)
    if statuses is None:
        statuses = public_distributions(records)
    tools = serving_tool_names(records)
    return [
        _card(
            records[pk],
            terms.get(pk, []),
            statuses[pk],
            tools.get(pk, []),
            highlighter,
        )
        for pk in pks
        if pk in records
    ]


def serving_tool_names(recommendations: Iterable[int]) -> dict[int, list[str]]:
    """Names of the public tools that serve each, itself or by a sub-action; each name once."""
    pks = list(recommendations)
    names_by_recommendation: dict[int, dict[str, None]] = {}
    for pk, parent, name in _serving_rows(pks):
        names_by_recommendation.setdefault(pk if parent is None or pk in pks else parent, {})[
            name
        ] = None
    return {pk: list(names) for pk, names in names_by_recommendation.items()}


def _card(
    recommendation: Recommendation,
    terms: list[CachedTerm],
    status: Distribution,
    tools: list[str],
    highlighter: Highlighter | None,
) -> RecommendationCard:
    schemes = group_by_scheme(terms)
    text, _summary, matches = highlight_record(
        highlighter, recommendation.pk, recommendation.text, "", "", recommendation.language
    )
    if tools:
        tools_sentence = ngettext(
            "%(count)d tool can help: %(names)s", "%(count)d tools can help: %(names)s", len(tools)
        ) % {"count": len(tools), "names": ", ".join(tools[:3])}
    else:
        tools_sentence = _("No tool here is known to help")
    return RecommendationCard(
        url=recommendation.get_absolute_url(),
        ref=recommendation.ref,
        text=text,
        language=recommendation.language,
        addressees=sorted_labels(schemes.get("addressee", ())),
        strength=single_label(schemes, "normative_status"),
        status=distribution_sentence(status) if status.entries else "",
        tools=tools_sentence,
        served=bool(tools),
        document=document_link(recommendation),
        actions=recommendation.actions,  # type: ignore[attr-defined]
        verification=verification(recommendation),
        matches=matches,
    )
