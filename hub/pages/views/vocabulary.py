"""Pages of schemes and terms."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Tool
from catalogue.presenters.tool_cards import tool_cards
from hub.lists.presenter import query_url
from hub.lists.spec import ListSpec, list_specs
from hub.pages.view_models import SchemePage, TermPage, TermRow
from hub.records.registry import record_types
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.models import Term
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.edit_links import edit_link, with_edit_link
from hub.web.page_kinds import shows
from hub.web.paths import record_path
from hub.web.responses import absolute, not_found, private_page, public_page
from hub.web.view_models import Link, Page

MAX_TOOLS = 5


def lists_of_terms() -> list[ListSpec]:
    """The lists that are filtered by terms, in the order of their record types."""
    return [
        list_specs[kind]
        for kind, record_type in record_types.items()
        if record_type.term_order is not None
    ]


@shows()
def scheme_list(request: HttpRequest) -> HttpResponse:
    schemes = tuple(
        Link(scheme.label, reverse("scheme", args=[slug]), len(scheme.terms), scheme.definition)
        for slug, scheme in term_cache().schemes.items()
    )
    page = Page(
        title=_("Vocabulary"),
        description=_("The words that we use to describe records, and what they mean."),
        canonical=absolute(reverse("vocabulary")),
    )
    return public_page(request, "vocabulary/scheme_list.html", {"page": page, "schemes": schemes})


def scheme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    scheme = term_cache().schemes.get(slug)
    if scheme is None:
        return not_found(request)
    count_words = _count_formatter(slug)
    rows = [
        TermRow(
            Link(
                entry.label(),
                entry.url,
                note=entry.definition,
                language=entry.label_language,
            ),
            record_count=count_words(entry.slug),
            depth=min(sum(above.scheme == slug for above in term_cache().above(entry)), 3),
        )
        for entry in _in_tree_order(scheme.terms)
        if not entry.deprecated
    ]
    scheme_page = SchemePage(scheme.label, scheme.definition, tuple(rows), scheme.standard)
    page = Page(
        title=scheme.label,
        description=scheme.definition,
        canonical=absolute(reverse("scheme", args=[slug])),
    )
    return public_page(request, "vocabulary/scheme.html", {"page": page, "scheme": scheme_page})


def _count_formatter(scheme: str) -> Callable[[str], str]:
    """Formats how many records carry a term: tools or, where they have no such, of another kind.

    Empty words for a scheme that no list is filtered by.
    """
    for spec in sorted(lists_of_terms(), key=_term_order):
        if facet := spec.facet_of_scheme(scheme):
            everything = search(get_snapshot(spec.kind, "public"), Query(include_ended=True))
            counts = everything.facets.get(facet, {})
            return lambda slug: spec.count(counts.get(slug, 0))
    return lambda slug: ""


def _term_order(spec: ListSpec) -> int:
    return record_types[spec.kind].term_order or 0


def term_detail(request: HttpRequest, scheme: str, slug: str) -> HttpResponse:
    """A term. A replaced one keeps its page, which names the successor."""
    entry = term_cache().get(scheme, slug)
    if entry is None:
        lower = term_cache().get(scheme, slug.lower())
        return HttpResponsePermanentRedirect(lower.url) if lower else not_found(request)
    page = Page(
        title=entry.label(),
        description=entry.definition,
        canonical=absolute(entry.url),
        json_ld={
            "@context": "https://schema.org",
            "@type": "DefinedTerm",
            "@id": absolute(entry.url),
            "name": entry.label(),
            "description": entry.definition,
            "inDefinedTermSet": absolute(reverse("scheme", args=[scheme])),
        },
    )
    context = {"page": page, "term": _term_page(entry)}
    if edit := edit_link(request, Term, entry.pk):
        return private_page(request, "vocabulary/term.html", with_edit_link(context, edit))
    return public_page(request, "vocabulary/term.html", context)


def _term_page(entry: CachedTerm) -> TermPage:
    terms = term_cache()
    cards, every = _tools(entry, get_snapshot(Tool.kind, "public"))
    return TermPage(
        label=entry.label(),
        definition=entry.definition,
        scheme=Link(terms.schemes[entry.scheme].label, reverse("scheme", args=[entry.scheme])),
        source=entry.source,
        tools=cards,
        all_tools=every,
        other_labels=tuple(
            Link(text, "", language=language)
            for language, text in entry.others
            if text.casefold() != entry.label().casefold()
        ),
        broader=tuple(_link(terms.by_key[key]) for key in [entry.broader] if key),
        narrower=tuple(_link(below) for below in terms.narrower.get(entry.key, ())),
        replaced_by=tuple(_link(terms.by_key[key]) for key in entry.successors),
        also=_also(entry),
    )


def _tools(entry: CachedTerm, snapshot: Snapshot) -> tuple[tuple, Link | None]:  # type: ignore[type-arg]
    """The first tools that carry the term, and the way to all of them with their number."""
    facet = list_specs[Tool.kind].facet_of_scheme(entry.scheme, entry.slug)
    if not facet:
        return (), None
    query = Query.of(chosen={facet: [entry.slug]}, include_ended=True)
    result = search(snapshot, query)
    if not result.total:
        return (), None
    label = ngettext(
        "%(count)d tool with this term", "%(count)d tools with this term", result.total
    ) % {"count": result.total}
    every = Link(label, query_url(reverse("tools"), query), result.total)
    return tuple(tool_cards(result.ids[:MAX_TOOLS])), every


def _also(entry: CachedTerm) -> tuple[Link, ...]:
    """The page of a country; the ways to the lists of other records with this term, each with
    their number.
    """
    links = []
    if entry.scheme == "country" and not entry.deprecated:
        words = _("%(name)s: what it was asked, and what is recorded about it")
        links.append(Link(words % {"name": entry.label()}, record_path("country", entry.slug)))
    for spec in lists_of_terms():
        facet = spec.facet_of_scheme(entry.scheme, entry.slug)
        if not facet or spec.kind == Tool.kind:
            continue
        query = Query.of(chosen={facet: [entry.slug]})
        total = search(get_snapshot(spec.kind, "public"), query, facets=False).total
        if total:
            words = _("%(records)s with this term") % {"records": spec.count(total)}
            links.append(Link(words, query_url(spec.base, query), total))
    return tuple(links)


def _link(entry: CachedTerm) -> Link:
    return Link(entry.label(), entry.url, language=entry.label_language)


def _in_tree_order(entries: tuple[CachedTerm, ...]) -> list[CachedTerm]:
    """Narrower terms right below their broader one, siblings in the order of the scheme."""
    terms = term_cache()

    def path(entry: CachedTerm) -> list[int]:
        chain = [entry, *(above for above in terms.above(entry) if above.scheme == entry.scheme)]
        return [wider.position for wider in reversed(chain)]

    return sorted(entries, key=path)
