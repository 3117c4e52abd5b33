"""Finding another tool for a comparison or a shortlist, without leaving its page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.compare.parameters import CompareParameters
from catalogue.compare.view_models import AddBox, Offer
from catalogue.index_documents import RELEASED, SEAT
from catalogue.models import Tool
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.similar_records import find_similar
from hub.search_engine.snapshot import Snapshot
from hub.web.view_models import Link

OFFERED = 8
NEIGHBOURS = 5


def add_box(asked: CompareParameters, base: str, snapshot: Snapshot) -> AddBox:
    """The search box, with what the words of the address find."""
    sentence = ""
    offers: tuple[Offer, ...] = ()
    if asked.text:
        result = search(snapshot, Query.of(asked.text, include_ended=True))
        offers = offers_of([pk for pk in result.ids if pk], asked, base)
        sentence = _found(result.total, result.corrected or "")
    return AddBox(base, tuple(asked.pairs()), asked.text, sentence, offers)


def _found(total: int, corrected: str) -> str:
    if not total:
        return _("No tool was found. Fewer or more general words often find more.")
    if corrected:
        return _("Nothing was found for these words; for “%(words)s”:") % {"words": corrected}
    if total > OFFERED:
        return _("%(total)d tools were found; the first ones:") % {"total": total}
    return ngettext("%(total)d tool was found:", "%(total)d tools were found:", total) % {
        "total": total
    }


def neighbours(
    pk: int, asked: CompareParameters, base: str, snapshot: Snapshot
) -> tuple[Offer, ...]:
    """Tools like this one: what people mostly compare with."""
    near = find_similar(snapshot, pk, NEIGHBOURS, without=(SEAT, RELEASED))
    return offers_of([other for other, _shared in near], asked, base)


def offers_of(pks: Sequence[int], asked: CompareParameters, base: str) -> tuple[Offer, ...]:
    """Public tools in this order, without those that are there already. One query."""
    tools = Tool.objects.published().only("slug", "name", "summary", "language").in_bulk(pks)
    found = [tools[pk] for pk in pks if pk in tools and tools[pk].slug not in asked.tools]
    return tuple(
        Offer(
            Link(tool.name, tool.get_absolute_url(), language=tool.language),
            tool.summary,
            asked.adding(tool.slug).address(base),
        )
        for tool in found[:OFFERED]
    )
