"""A filtered list of any record type, from the answer of the index to what the page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.lists.facets import facet_groups
from hub.lists.spec import ListSpec
from hub.lists.view_models import (
    ChosenFilter,
    EndedNotice,
    InterpretationNotice,
    ListPage,
    MissingNotice,
    PageLinks,
    SpellingNotice,
)
from hub.records.fields import Label
from hub.search_engine.interpretation import Meaning
from hub.search_engine.local_records import names_place
from hub.search_engine.named_rows import NamedRows
from hub.search_engine.query import PER_PAGE, Query
from hub.search_engine.search import SearchResult, suggest_relaxations
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import NOT_KNOWN
from hub.web.paths import record_path, with_query
from hub.web.responses import message_page
from hub.web.view_models import Link

Card = TypeVar("Card")


def query_url(base: str, query: Query) -> str:
    """The one address of a query below ``base``."""
    return with_query(base, query.canonical())


def follow_address(kind: str, query: str) -> str:
    """Where somebody asks to be sent the changes under a filter; ``query`` is its canonical string.

    The page belongs to an upper room, and is known here by the name of its route only.
    """
    return "&".join(filter(None, (f"{reverse('subscribe')}?of={kind}", query)))


def take_link(spec: ListSpec, query: Query, *, exact: bool) -> Link:
    """Where the list under its filter is offered as files; the page belongs to an upper room."""
    address = query_url(record_path("take", spec.route), query.with_page(1))
    if exact and query.text:
        address = f"{address}&exact=1"
    return Link(_("Take this along"), address)


def build_list_page(
    spec: ListSpec,
    query: Query,
    result: SearchResult,
    *,
    snapshot: Snapshot,
    cards: Sequence[Card],
) -> ListPage[Card]:
    """Everything that the list's page shows; ``result`` is what ``snapshot`` answers to the query.

    In groups the order is the point: there are no others to choose, and no pages.
    """
    base = spec.base
    first = (query.page - 1) * PER_PAGE + 1
    grouped = spec.group is not None
    address = partial(_address_of_page, base, query)
    return ListPage(
        heading=list_heading(spec, query, result),
        action=base,
        query=query.text,
        search_label=str(spec.search_label),
        submit_label=str(spec.submit_label),
        cards=tuple(cards),
        total=result.total,
        first=first,
        last=first + len(cards) - 1,
        facets=facet_groups(spec.facets, snapshot, query, result.facets),
        pages=PageLinks(1, 1) if grouped else page_links(query.page, result.pages, address),
        chosen=_chosen(spec, base, query),
        clear=base if not query.is_empty else "",
        sorts=() if grouped else _sorts(spec, base, query, snapshot),
        hidden=_hidden(query),
        ended=_ended(spec, base, query, result.ended_left_out),
        spelling=_spelling(base, query, result),
        interpretation=_interpretation(spec, query, result),
        missing=missing_notice(base, query, result),
        offers=() if result.total else _offers(spec, base, snapshot, query),
        feed=Link(_("Follow this list (Atom)"), query_url(spec.feed_base, query.with_page(1))),
    )


def list_heading(spec: ListSpec, query: Query, result: SearchResult) -> str:
    """Count, words and up to two filters in one sentence: "14 tools for “hotline”: Kenya"."""
    words = spec.count(result.total)
    if query.text:
        searched = result.corrected or query.text
        # The isolates keep an Arabic query from turning an English sentence round, and back.
        words = _searched(words, f"\u2068{searched}\u2069")
    chosen = _chosen_labels(spec, query)
    return _narrowed(words, chosen) if len(chosen) <= 2 else words


def list_name(spec: ListSpec, query: Query, searched: str) -> str:
    """The list, its words and all its filters, for what programs keep: "Tools: Kenya, Outreach".

    Without the count, which would be that of the day on which somebody followed it. ``searched``:
    the words as they are meant.
    """
    words = _searched(str(spec.title), searched) if searched else str(spec.title)
    return _narrowed(words, _chosen_labels(spec, query))


def _searched(listed: str, words: str) -> str:
    return _("%(count)s for “%(words)s”") % {"count": listed, "words": words}


def _narrowed(listed: str, chosen: Sequence[str]) -> str:
    if not chosen:
        return listed
    return _("%(list)s: %(filters)s") % {"list": listed, "filters": ", ".join(chosen)}


def _chosen_labels(spec: ListSpec, query: Query) -> list[str]:
    return [facet.label_of(slug) for facet in spec.facets for slug in query.slugs(facet.name)]


def _chosen(spec: ListSpec, base: str, query: Query) -> tuple[ChosenFilter, ...]:
    return tuple(
        ChosenFilter(
            str(facet.label),
            facet.label_of(slug),
            query_url(base, query.without_choice(facet.name, slug)),
        )
        for facet in spec.facets
        for slug in query.slugs(facet.name)
    )


def _offers(spec: ListSpec, base: str, snapshot: Snapshot, query: Query) -> tuple[Link, ...]:
    """Which single filter, dropped, finds how many; the most first."""
    offers = []
    for name, slug, count in suggest_relaxations(snapshot, query):
        if not count:
            continue
        if name == "q":
            offers.append(Link(query.text, query_url(base, query.with_text("")), count))
        elif slug:
            label = spec.facets_by_name[name].label_of(slug)
            offers.append(Link(label, query_url(base, query.without_choice(name, slug)), count))
    return tuple(sorted(offers, key=lambda offer: -(offer.count or 0)))


def _sorts(spec: ListSpec, base: str, query: Query, snapshot: Snapshot) -> tuple[Link, ...]:
    """The orders of the list. "relevance" is its own order while nothing is searched for.

    By verification only where something was verified: the order would mean nothing.
    """
    words: dict[str, Label] = {
        "relevance": _("Newest first"),
        "verified": _("Recently verified"),
        "name": _("Name"),
        **spec.orders,
    }
    if not snapshot.has_verified and query.sort != "verified":
        del words["verified"]
    if query.text:
        words["relevance"] = _("Best match")
    elif spec.by_name:
        words["relevance"] = words.pop("name")
    return tuple(
        Link(str(label), query_url(base, query.with_sort(sort)), current=query.sort == sort)
        for sort, label in words.items()
    )


def _hidden(query: Query) -> tuple[tuple[str, str], ...]:
    pairs = [("sort", query.sort)] if query.sort != "relevance" else []
    return tuple(pairs + ([("ended", "1")] if query.include_ended else []))


def _ended(spec: ListSpec, base: str, query: Query, left_out: int) -> EndedNotice | None:
    if query.include_ended:
        without = Link(_("Leave it out"), query_url(base, query.with_ended(False)))
        return EndedNotice(_("This number includes what has ended."), without)
    if not left_out:
        return None
    address = query_url(base, query.with_ended())
    return EndedNotice(spec.ended_left_out(left_out), include_ended(left_out, address))


def include_ended(left_out: int, address: str) -> Link:
    """The way to a list with the records that it leaves out because they have ended."""
    return Link(ngettext("Include it", "Include them", left_out), address)


def interpretation_notice(
    url: str,
    text: str,
    meanings: Iterable[Meaning],
    named: Iterable[NamedRows] = (),
    unnamed: Iterable[str] = (),
    unknown: tuple[Link, ...] = (),
) -> InterpretationNotice | None:
    """What phrases and names of the ``text`` were taken as; ``url`` is that of the query.

    ``unnamed``: denied phrases that no record has.
    """
    meanings = list(meanings)
    in_danger = any(meaning.in_danger for meaning in meanings)
    shown = [meaning for meaning in meanings if not meaning.orders]
    labels = [*(str(meaning.label) for meaning in shown), *(str(each.label) for each in named)]
    labels = list(dict.fromkeys(filter(None, labels)))
    sentences = []
    if any(meaning.excludes for meaning in shown):
        sentences.append(
            _("What is recorded with it is left out; what is not known to have it stays.")
        )
    no_record = _("No record says “%(words)s”, and its words alone would mean the opposite.")
    sentences += [no_record % {"words": f"\u2068{words}\u2069"} for words in unnamed]
    if not labels and not sentences and not in_danger:
        return None
    exact = f"{url}&{urlencode({'exact': '1'})}"
    help_query = text if in_danger and names_place(text) else ""
    return InterpretationNotice(
        ", ".join(labels), exact, tuple(sentences), unknown, in_danger, help_query
    )


def _interpretation(
    spec: ListSpec, query: Query, result: SearchResult
) -> InterpretationNotice | None:
    """With the number of results of which it is not known whether they have what was denied."""
    names = {
        name for meaning in result.meanings if meaning.excludes for name in meaning.facets
    } & set(spec.facets_by_name)
    not_known = _("For %(count)s no value is recorded under “%(facet)s”.")
    unknown = []
    for name in sorted(names):
        total = result.facets.get(name, {}).get(NOT_KNOWN, 0)
        label = spec.facets_by_name[name].label
        chosen = query_url(spec.base, query.with_choice(name, NOT_KNOWN))
        if total:
            words = not_known % {"count": spec.count(total), "facet": label}
            unknown.append(Link(words, chosen, total))
    url = query_url(spec.base, query)
    return interpretation_notice(
        url, query.text, result.meanings, result.named, result.unnamed, tuple(unknown)
    )


def missing_notice(
    base: str, query: Query, result: SearchResult, limit: int | None = None
) -> MissingNotice | None:
    """Which words the first results are shown without, if they have not all, and what leads on."""
    if not result.partial:
        return None
    everything = reverse("search")
    words = tuple(Link(word, query_url(everything, Query.of(word))) for word in result.missing)
    if not words:
        return MissingNotice((), None, result.without[:limit])
    rest = Link(result.rest, query_url(base, query.with_text(result.rest)))
    return MissingNotice(words, rest, result.without[:limit])


def _spelling(base: str, query: Query, result: SearchResult) -> SpellingNotice | None:
    """What was searched instead of what was typed and the way back, or what may have been meant."""
    if result.did_you_mean:
        meant = query_url(base, query.with_text(result.did_you_mean))
        return SpellingNotice(query.text, result.did_you_mean, meant, corrected=False)
    if not result.corrected:
        return None
    exact = urlencode({"exact": "1"})
    return SpellingNotice(query.text, result.corrected, f"{query_url(base, query)}&{exact}")


def _address_of_page(base: str, query: Query, page: int) -> str:
    return query_url(base, query.with_page(page))


def page_links(current: int, last: int, address: Callable[[int], str]) -> PageLinks:
    """The first, the last and two pages on each side; ``address`` gives that of a page."""
    paginator = Paginator(range(last), 1)
    pages = paginator.get_elided_page_range(min(current, last), on_each_side=2, on_ends=1)
    links = tuple(
        Link(str(page), address(page), current=page == current) if isinstance(page, int) else None
        for page in pages
    )
    return PageLinks(
        current=current,
        last=last,
        previous=address(current - 1) if current > 1 else "",
        next=address(current + 1) if current < last else "",
        links=links,
    )


def past_the_end(
    request: HttpRequest, page: int, last: int, address: Callable[[int], str]
) -> HttpResponse:
    """404 for a page that the list does not have, with the way to its last one."""
    return message_page(
        request,
        status=404,
        heading=_("This list has no page %(page)d") % {"page": page},
        sentence=ngettext("It has %(last)d page.", "It has %(last)d pages.", last) % {"last": last},
        ways_on=(Link(_("Go to its last page"), address(last)),),
    )
