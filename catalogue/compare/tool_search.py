"""Finding another tool for a comparison or a shortlist, without leaving its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.compare.parameters import CompareParameters
from catalogue.index_documents import NOT_SIMILAR
from catalogue.models import Tool
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.similar_records import find_similar
from hub.search_engine.snapshot import Snapshot
from hub.web.view_models import Link


@dataclass(frozen=True, slots=True)
class Offer:
    """A tool to add: its own page, what it is, and the address with it added."""

    link: Link
    summary: str
    add: str


@dataclass(frozen=True, slots=True)
class AddBox:
    """The search box. ``sentence`` words the result, empty before a search."""

    action: str
    pairs: tuple[tuple[str, str], ...]
    query: str
    sentence: str
    offers: tuple[Offer, ...]


MAX_OFFERS = 8
MAX_SIMILAR = 5


def build_add_box(parameters: CompareParameters, base: str, snapshot: Snapshot) -> AddBox:
    """The search box, with what the words of the address find."""
    sentence = ""
    offers: tuple[Offer, ...] = ()
    if parameters.text:
        result = search(snapshot, Query.of(parameters.text, include_ended=True), facets=False)
        offers = build_offers([pk for pk in result.ids if pk], parameters, base)
        sentence = _result_sentence(result.total, result.corrected or "")
    return AddBox(base, tuple(parameters.pairs()), parameters.text, sentence, offers)


def _result_sentence(total: int, corrected: str) -> str:
    if not total:
        return _("No tool was found. Fewer or more general words often find more.")
    if corrected:
        return _("Nothing was found for these words; for “%(words)s”:") % {"words": corrected}
    if total > MAX_OFFERS:
        return _("%(total)d tools were found; the first ones:") % {"total": total}
    return ngettext("%(total)d tool was found:", "%(total)d tools were found:", total) % {
        "total": total
    }


def similar_offers(
    pk: int, parameters: CompareParameters, base: str, snapshot: Snapshot
) -> tuple[Offer, ...]:
    """Tools like this one: what people mostly compare with."""
    similar_tools = find_similar(snapshot, pk, MAX_SIMILAR, without=NOT_SIMILAR)
    return build_offers([other for other, _shared in similar_tools], parameters, base)


def build_offers(pks: Sequence[int], parameters: CompareParameters, base: str) -> tuple[Offer, ...]:
    """Public tools in this order, without those that are there already. One query."""
    tools = Tool.objects.published().only("slug", "name", "summary", "language").in_bulk(pks)
    offered = [tools[pk] for pk in pks if pk in tools and tools[pk].slug not in parameters.tools]
    return tuple(
        Offer(
            Link(
                tool.name,
                parameters.without_filters().address(tool.get_absolute_url()),
                language=tool.language,
            ),
            tool.summary,
            parameters.with_tool(tool.slug).address(base),
        )
        for tool in offered[:MAX_OFFERS]
    )
