"""A filtered list of any kind of record, from the answer of the index to what the page shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.lists.facets import Facets, Label, groups
from hub.lists.view_models import ChosenFilter, EndedNotice, ListPage, PageLinks, SpellingNotice
from hub.search_engine.query import PER_PAGE, Query
from hub.search_engine.search import SearchResult, suggest_relaxations
from hub.search_engine.snapshot import Snapshot
from hub.web.view_models import Link

Card = TypeVar("Card")


def address(base: str, query: Query) -> str:
    """The one address of a query below ``base``."""
    words = query.canonical()
    return f"{base}?{words}" if words else base


def follow_address(kind: str, query: str) -> str:
    """Where somebody asks to be sent the changes under a filter; ``query`` is its canonical string.

    The page belongs to an upper room, and is known here by the name of its route only.
    """
    return "&".join(filter(None, (f"{reverse('subscribe')}?of={kind}", query)))


def listing(
    *,
    base: str,
    feed: str,
    heading: str,
    search_label: str,
    submit_label: str,
    ended_left_out: Callable[[int], str],
    facets: Facets,
    snapshot: Snapshot,
    query: Query,
    result: SearchResult,
    cards: Sequence[Card],
    orders: Mapping[str, Label] | None = None,
    by_name: bool = False,
) -> ListPage[Card]:
    """Everything that the list's page shows.

    ``base`` and ``feed`` are paths of the site; ``ended_left_out`` words how many have ended.
    ``orders`` words the orders of the list where they are not those of most lists; "relevance" is
    the order while nothing is searched for, from A to Z where the list is ``by_name``.
    """
    offers = () if result.total else _offers(base, facets, snapshot, query)
    first = (query.page - 1) * PER_PAGE + 1
    return ListPage(
        heading=heading,
        action=base,
        query=query.text,
        search_label=search_label,
        submit_label=submit_label,
        cards=tuple(cards),
        total=result.total,
        first=first,
        last=first + len(cards) - 1,
        facets=groups(facets, snapshot, query, result.facets),
        pages=pages_around(
            query.page, result.pages, lambda page: address(base, query.with_page(page))
        ),
        chosen=_chosen(base, facets, query),
        clear=base if not query.is_empty else "",
        sorts=_sorts(base, query, orders or {}, by_name),
        hidden=_hidden(query),
        ended=_ended(base, query, ended_left_out, result.ended_left_out),
        spelling=_spelling(base, query, result),
        partial=result.partial,
        offers=offers,
        feed=Link(_("Follow this list (Atom)"), address(feed, query.with_page(1))),
    )


def _chosen(base: str, facets: Facets, query: Query) -> tuple[ChosenFilter, ...]:
    return tuple(
        ChosenFilter(
            str(facet.label),
            facet.label_of(slug),
            address(base, query.without_choice(facet.name, slug)),
        )
        for facet in facets
        for slug in query.slugs(facet.name)
    )


def _offers(base: str, facets: Facets, snapshot: Snapshot, query: Query) -> tuple[Link, ...]:
    """Which single filter, dropped, finds how many; the most first."""
    by_name = {facet.name: facet for facet in facets}
    found = []
    for name, slug, count in suggest_relaxations(snapshot, query):
        if not count:
            continue
        if name == "q":
            found.append(Link(query.text, address(base, query.with_text("")), count))
        elif slug:
            label = by_name[name].label_of(slug)
            found.append(Link(label, address(base, query.without_choice(name, slug)), count))
    return tuple(sorted(found, key=lambda offer: -(offer.count or 0)))


def pages_around(current: int, last: int, to: Callable[[int], str]) -> PageLinks:
    """Where the reader is; ``to`` gives the address of a page."""

    def link(page: int) -> Link:
        return Link(str(page), to(page), current=page == current)

    paginator = Paginator(range(last), 1)
    pages = paginator.get_elided_page_range(min(current, last), on_each_side=2, on_ends=1)
    return PageLinks(
        current=current,
        last=last,
        previous=to(current - 1) if current > 1 else "",
        next=to(current + 1) if current < last else "",
        links=tuple(link(page) if isinstance(page, int) else None for page in pages),
    )


def _sorts(base: str, query: Query, orders: Mapping[str, Label], by_name: bool) -> tuple[Link, ...]:
    words: dict[str, Label] = {
        "relevance": _("Newest first"),
        "verified": _("Recently verified"),
        "name": _("Name"),
        **orders,
    }
    if query.text:
        words["relevance"] = _("Best match")
    elif by_name:
        words["relevance"] = words.pop("name")
    return tuple(
        Link(str(label), address(base, query.with_sort(sort)), current=query.sort == sort)
        for sort, label in words.items()
    )


def _hidden(query: Query) -> tuple[tuple[str, str], ...]:
    found = []
    if query.sort != "relevance":
        found.append(("sort", query.sort))
    if query.include_ended:
        found.append(("ended", "1"))
    return tuple(found)


def _ended(
    base: str, query: Query, sentence: Callable[[int], str], left_out: int
) -> EndedNotice | None:
    if query.include_ended:
        included = _("What has ended is included.")
        return EndedNotice(included, True, address(base, query.with_ended(False)))
    if not left_out:
        return None
    return EndedNotice(sentence(left_out), False, address(base, query.with_ended()))


def _spelling(base: str, query: Query, result: SearchResult) -> SpellingNotice | None:
    """What was searched instead of what was typed and the way back, or what may have been meant."""
    if result.did_you_mean:
        meant = address(base, query.with_text(result.did_you_mean))
        return SpellingNotice(query.text, result.did_you_mean, meant, corrected=False)
    if not result.corrected:
        return None
    exact = urlencode({"exact": "1"})
    return SpellingNotice(query.text, result.corrected, f"{address(base, query)}&{exact}")
