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
    Situation,
    UnusableSituationError,
    answer_label,
    read_situation,
)
from catalogue.views.lists import ListSpec
from hub.digests.matching.news_groups import BY_ROUTE, LISTS
from hub.digests.models import Followed
from hub.lists.filter_form import UnusableQueryError, read_query
from hub.search_engine.query import clean_query_text

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

    ``name`` is the list's, ``words`` what narrows it, ``page`` the path where it is shown.
    """

    kind: str
    query: str
    name: str
    words: tuple[FilterPart, ...]
    page: str

    @property
    def title(self) -> str:
        """The filter in one line, for lists and mails."""
        parts = [f"{part.label}: {_(' or ').join(part.values)}" for part in self.words]
        title = f"{self.name} · {'; '.join(parts)}" if parts else self.name
        return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"

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


def parse(kind: str, query: str) -> SavedFilter:
    """A filter from what is stored of it. Raises UnusableFilterError."""
    return read(kind, QueryDict(query))


def read(kind: str, data: QueryDict) -> SavedFilter:
    """A filter from an address; parameters that are none of its own are left aside.

    Raises UnusableFilterError.
    """
    if kind in LISTS:
        found = _list(LISTS[kind], data)
    elif kind == Followed.SITUATION:
        found = _situation(data)
    elif kind == Followed.EVERYTHING:
        found = _everything(data)
    else:
        raise UnusableFilterError([_("There is no list by that name that could be followed.")])
    if len(found.query) > LONGEST_QUERY:
        raise UnusableFilterError([_("This filter is too long to be followed: narrow it less.")])
    return found


def _list(of: ListSpec, data: QueryDict) -> SavedFilter:
    try:
        query, exact = read_query(of.form_class, of.facets, data)
    except UnusableQueryError as problem:
        raise UnusableFilterError(problem.sentences) from None
    query = query.with_sort("relevance")
    words = [_searched(query.text)] if query.text else []
    words += [
        FilterPart(
            str(facet.label), tuple(facet.label_of(slug) for slug in query.slugs(facet.name))
        )
        for facet in of.facets
        if query.slugs(facet.name)
    ]
    canonical = query.canonical()
    if exact and query.text:
        canonical += "&exact=1"
    return SavedFilter(of.kind, canonical, str(of.title), tuple(words), _at(of.route, canonical))


def _situation(data: QueryDict) -> SavedFilter:
    try:
        situation = read_situation(data)
    except UnusableSituationError as problem:
        raise UnusableFilterError(problem.sentences) from None
    if situation.is_empty:
        raise UnusableFilterError([_("Answer at least one question about the situation first.")])
    return SavedFilter(
        Followed.SITUATION,
        situation.canonical(),
        str(Followed.SITUATION.label),
        _answers(situation),
        _at("situation", situation.canonical()),
    )


def _answers(situation: Situation) -> tuple[FilterPart, ...]:
    return tuple(
        FilterPart(
            str(FACETS[name].label),
            tuple(answer_label(name, slug) for slug in situation.answers(name)),
        )
        for name in SITUATION_PARAMETERS
        if situation.answers(name)
    )


def _everything(data: QueryDict) -> SavedFilter:
    routes = sorted(set(data.getlist("kind")))
    if any(route not in BY_ROUTE for route in routes):
        raise UnusableFilterError([_("There is no kind of record by that name.")])
    text = clean_query_text(data.get("q") or "")
    words = [_searched(text)] if text else []
    if routes:
        titles = tuple(str(LISTS[BY_ROUTE[route]].title) for route in routes)
        words.append(FilterPart(_("Kinds of record"), titles))
    pairs = [*([("q", text)] if text else []), *(("kind", route) for route in routes)]
    canonical = urlencode(pairs, errors="replace")
    name = str(Followed.EVERYTHING.label)
    return SavedFilter(Followed.EVERYTHING, canonical, name, tuple(words), _at("search", canonical))


def _searched(text: str) -> FilterPart:
    # The isolates keep an Arabic word from turning an English line round, and back.
    return FilterPart(_("Words searched for"), (f"“\u2068{text}\u2069”",))


def _at(route: str, query: str) -> str:
    return f"{reverse(route)}?{query}" if query else reverse(route)
