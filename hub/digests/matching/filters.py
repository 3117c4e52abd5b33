"""A filter that can be followed: read from an address, said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.fit.situation import (
    FACETS,
    SITUATION_PARAMETERS,
    UnusableSituationError,
    answer_label,
    read_situation,
)
from hub.digests.matching.saved_search import TEXTS_ONLY, SavedSearchReader, parameters
from hub.digests.models import Followed
from hub.lists.filter_form import UnusableQueryError, read_query
from hub.lists.spec import ListSpec, list_specs, lists_by_route
from hub.search_engine.query import clean_query_text
from hub.web.paths import with_query

LONGEST_QUERY = 2000  # of the field that holds it
LONGEST_TITLE = 500


class UnusableFilterError(Exception):
    """Parameters that make no filter; ``sentences`` say why."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True)
class FilterPart:
    """One part of a filter: any of ``values`` under ``label``; all parts must hold."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class SavedFilter:
    """A filter in force. ``query`` is its canonical string, whatever order was asked in.

    ``name`` is the list's, ``words`` what narrows it, ``page`` the path where it is shown, and
    ``page_query`` its parameters there: the page shows what ``texts_only`` leaves out, too.
    ``searches``: whether it has words, of which ``texts_only`` says where they must stand.
    """

    kind: str
    query: str
    name: str
    words: tuple[FilterPart, ...]
    page: str
    page_query: str = ""
    searches: bool = False
    texts_only: bool = False

    @property
    def title(self) -> str:
        """The filter in one line, for lists and mails."""
        parts = [f"{part.label}: {_(' or ').join(part.values)}" for part in self.words]
        title = f"{self.name} · {'; '.join(parts)}" if parts else self.name
        return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"

    @property
    def names(self) -> frozenset[str]:
        """What is followed by name: the countries, organisations and other values of its parts."""
        return frozenset(value for part in self.words for value in part.values)

    @property
    def sign_up(self) -> str:
        """The path of the page where it is asked for."""
        return f"{reverse('subscribe')}?{self.parameters}"

    @property
    def feed(self) -> str:
        """The path of its changes as Atom."""
        return f"{reverse('changes-feed')}?{self.parameters}"

    @property
    def parameters(self) -> str:
        return "&".join(filter(None, (urlencode({"of": self.kind}), self.query)))


def parse(kind: str, query: str, *, texts_only: bool | None = None) -> SavedFilter:
    """A filter from what is stored of it. Raises UnusableFilterError.

    ``texts_only``: where its words shall count from now on, unless as the query says.
    """
    data = QueryDict(query, mutable=True)
    spec, reader = list_specs.get(kind), SavedSearchReader()
    for facet in spec.facets if spec else ():
        if facet.records and facet.name in data:  # records may have moved since
            slugs = reader.slugs(kind, facet, data.getlist(facet.name))
            data.setlist(facet.name, list(slugs))
    if texts_only is not None:
        data[TEXTS_ONLY] = "1" if texts_only else ""
    return read(kind, data)


def title_of_now(kind: str, query: str, title: str) -> str:
    """The title that was stored with a filter, unless it names records.

    These go by the name that they have now; without any where the filter can be read no longer.
    """
    spec, values = list_specs.get(kind), parameters(query)
    if spec is None or not any(facet.records and facet.name in values for facet in spec.facets):
        return title
    try:
        return parse(kind, query).title
    except UnusableFilterError:
        return str(spec.title)


def read(kind: str, data: QueryDict) -> SavedFilter:
    """A filter from an address; parameters that are none of its own are left aside.

    Raises UnusableFilterError.
    """
    texts_only = data.get(TEXTS_ONLY) == "1"
    if kind in list_specs:
        saved = _of_list(list_specs[kind], data, texts_only=texts_only)
    elif kind == Followed.SITUATION:
        saved = _of_situation(data)
    elif kind == Followed.EVERYTHING:
        saved = _of_everything(data, texts_only=texts_only)
    else:
        raise UnusableFilterError([_("There is no such list to follow.")])
    if len(saved.query) > LONGEST_QUERY:
        raise UnusableFilterError([_("This filter is too long to follow. Choose fewer filters.")])
    return saved


def _of_list(spec: ListSpec, data: QueryDict, *, texts_only: bool) -> SavedFilter:
    try:
        query, exact = read_query(spec.form_class, spec.facets, data)
    except UnusableQueryError as problem:
        raise UnusableFilterError(problem.sentences) from None
    canonical = query.with_sort("relevance").canonical()
    if exact and query.text:
        canonical += "&exact=1"
    search = SavedSearchReader().of_list(spec, canonical)
    texts_only = texts_only and bool(search.text)
    words = _words_searched(search.text, texts_only=texts_only) + tuple(
        FilterPart(str(facet.label), tuple(facet.label_of(slug) for slug in slugs))
        for facet, slugs in ((spec.facets_by_name[name], slugs) for name, slugs in search.chosen)
    )
    return SavedFilter(
        kind=spec.kind,
        query=_with_place(canonical, texts_only=texts_only),
        name=str(spec.title),
        words=words,
        page=_path(spec.route, canonical),
        page_query=canonical,
        searches=bool(search.text),
        texts_only=texts_only,
    )


def _of_situation(data: QueryDict) -> SavedFilter:
    try:
        situation = read_situation(data)
    except UnusableSituationError as problem:
        raise UnusableFilterError(problem.sentences) from None
    if situation.is_empty:
        raise UnusableFilterError([_("Answer at least one question about the situation first.")])
    canonical = situation.canonical()
    words = tuple(
        FilterPart(
            str(FACETS[name].label),
            tuple(answer_label(name, slug) for slug in situation.answers(name)),
        )
        for name in SITUATION_PARAMETERS
        if situation.answers(name)
    )
    name = str(Followed.SITUATION.label)
    page = _path("situation", canonical)
    return SavedFilter(Followed.SITUATION, canonical, name, words, page, page_query=canonical)


def _of_everything(data: QueryDict, *, texts_only: bool) -> SavedFilter:
    routes = sorted(set(data.getlist("kind")))
    by_route = lists_by_route()
    if any(route not in by_route for route in routes):
        raise UnusableFilterError([_("There is no such kind of record.")])
    text = clean_query_text(data.get("q") or "")
    pairs = [*([("q", text)] if text else []), *(("kind", route) for route in routes)]
    canonical = urlencode(pairs, errors="replace")
    search = SavedSearchReader().of_everything(canonical)
    texts_only = texts_only and bool(search.text)
    words = _words_searched(search.text, texts_only=texts_only)
    if routes:
        titles = tuple(str(list_specs[kind].title) for kind in search.kinds)
        words += (FilterPart(_("Kinds of record"), titles),)
    name = str(Followed.EVERYTHING.label)
    return SavedFilter(
        kind=Followed.EVERYTHING,
        query=_with_place(canonical, texts_only=texts_only),
        name=name,
        words=words,
        page=_path("search", canonical),
        page_query=canonical,
        searches=bool(search.text),
        texts_only=texts_only,
    )


def _with_place(query: str, *, texts_only: bool) -> str:
    return f"{query}&{TEXTS_ONLY}=1" if texts_only else query


def _words_searched(text: str, *, texts_only: bool) -> tuple[FilterPart, ...]:
    if not text:
        return ()
    label = _("Words searched for in names and texts") if texts_only else _("Words searched for")
    # The isolates keep an Arabic word from turning an English line round, and back.
    return (FilterPart(label, (f"“\u2068{text}\u2069”",)),)


def _path(route: str, query: str) -> str:
    return with_query(reverse(route), query)
