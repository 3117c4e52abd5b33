"""What the pages of filtered lists are handed (see ``hub.web.view_models`` for the conventions)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from hub.web.localization import format_number
from hub.web.view_models import FactState, Link

Card = TypeVar("Card")


class CheckBox(NamedTuple):
    """One choice as HTML before and after its ``checked``; a page adds only that, and the count.

    Or an option of a select before and after its ``selected``.

    ``value`` is a term's slug, ``not-known`` or ``known-none``.
    """

    value: str
    before: str
    after: str


# A page has some 500 of them: without quotation marks it is 0.4 kB lighter on the wire.
CHECK_BOX = Markup("<label{shape}><input type=checkbox name={parameter} value={value}")
LABEL = Markup(">{label} <i>")
END = "</i></label>\n"
UNQUOTED = re.compile(r"[A-Za-z0-9_-]+")
QUOTED = Markup('"{}"')


def attribute(value: str) -> Markup:
    """The value of an attribute, in quotation marks where it needs them."""
    return escape(value) if UNQUOTED.fullmatch(value) else QUOTED.format(value)


def check_box(
    parameter: str, value: str, label: str, depth: int = 0, state: FactState = FactState.VALUE
) -> CheckBox:
    """``depth`` indents narrower terms, 1 to 3; ``state`` tells the values that are no terms."""
    look = (f"depth-{depth}" if depth else "") if state is FactState.VALUE else state.value
    shape = Markup(" class={}").format(look) if look else ""
    before = CHECK_BOX.format(shape=shape, parameter=parameter, value=attribute(value))
    return CheckBox(value, str(before), str(LABEL.format(label=label)))


def option(value: str, label: str) -> CheckBox:
    before = Markup("<option value={}").format(attribute(value))
    return CheckBox(value, str(before), str(Markup(">{}\n").format(label)))


def select(
    parameter: str, label: str, options: Iterable[CheckBox], chosen: Container[str]
) -> Markup:
    """A select of these, none of which need be chosen. ``label``: of the whole, as it is heard."""
    begin = Markup('<select name={} aria-label="{}"><option value="">{}\n').format(
        parameter, label, _("Any")
    )
    written = "".join(
        f"{before}{' selected' if value in chosen else ''}{after}"
        for value, before, after in options
    )
    # The options are escaped, the rest is ours.
    return begin + Markup(f"{written}</select>\n")  # noqa: S704  # nosec


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One facet as a fieldset. ``boxes`` are its check boxes or its select, ``chosen`` counts them.

    A closed group is one line that opens on a click; open the first few and those with a choice.
    """

    parameter: str
    label: str
    boxes: Markup
    chosen: int = 0
    open: bool = False


def counted(
    boxes: Iterable[CheckBox], counts: Mapping[str, int], chosen: Container[str]
) -> tuple[int, Markup]:
    """The boxes that find something or are chosen, with their counts; and how many they are.

    A page has some 500 of them: as a loop in the template they take ten times as long.
    """
    labels: list[str] = []
    language = get_language() or "en"
    for value, before, after in boxes:
        count = counts.get(value, 0)
        checked = value in chosen
        if count or checked:
            number = count if count < 1000 else format_number(language, count)
            labels.append(f"{before}{' checked' if checked else ''}{after}{number}{END}")
    # The labels are escaped, the rest is ours.
    return len(labels), Markup("".join(labels))  # noqa: S704  # nosec


@dataclass(frozen=True, slots=True)
class ChosenFilter:
    """A filter in force and the address of the list without it."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where the reader is in a long list; ``links`` holds None where page numbers are skipped."""

    current: int
    last: int
    previous: str = ""
    next: str = ""
    links: tuple[Link | None, ...] = ()


@dataclass(frozen=True, slots=True)
class SpellingNotice:
    """Another spelling of ``typed``. ``corrected``: results are for ``shown``, and ``url`` searches
    for what was typed as it is; else results are for ``typed``, and ``url`` leads to ``shown``.
    """

    typed: str
    shown: str
    url: str
    corrected: bool = True


@dataclass(frozen=True, slots=True)
class InterpretationNotice:
    """What phrases of the query were understood as; ``url`` searches for them as they are.

    ``sentences``: what else was done about what the query denies. ``unknown``: for how many of the
    results nothing is recorded of it, with links to these. ``in_danger``: who typed it may need
    help before records; ``meaning`` may be empty then. ``help_query``: the query, if it names a
    place for which help can be shown.
    """

    meaning: str
    url: str
    sentences: tuple[str, ...] = ()
    unknown: tuple[Link, ...] = ()
    in_danger: bool = False
    help_query: str = ""


@dataclass(frozen=True, slots=True)
class MissingNotice:
    """No record has all words of the query. ``words``: those that none of the results has, each a
    link to a search for it over everything; ``rest``: the same search without them; ``by_card``:
    for each card the words that it has not and others have.
    """

    words: tuple[Link, ...]
    rest: Link | None
    by_card: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class NearbyTerm:
    """A term that was searched for. ``sentence``: that no record has it, empty where some have it;
    ``unknown``: the records of which nothing is known of its kind; ``near``: the term itself where
    it has records, and terms near it, each with its number.
    """

    sentence: str
    unknown: Link | None
    near: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class EndedNotice:
    """Records that have ended: a whole sentence with their number ("12 more have ended and are not
    counted."), and the way to the list with or without them, in the same number ("Include them").
    """

    sentence: str
    other_way: Link


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Card]):
    """A filtered list of any kind of record.

    ``heading`` is a whole sentence with count and query ("14 tools for “hotline” in Kenya"),
    ``action`` the list's address, ``search_label`` names its box ("Search the tools") and
    ``submit_label`` its filter button ("Show the tools"). ``first`` and ``last`` number the cards
    shown. ``hidden`` are the parameters that the filter form carries along (sort, ended).
    ``offers`` are for an empty list: each the label of a filter, the address without it and the
    count it then has. ``feed`` is the same list as Atom, ``take`` leads to it as files.
    """

    heading: str
    action: str
    query: str
    search_label: str
    submit_label: str
    cards: tuple[Card, ...]
    total: int
    first: int
    last: int
    facets: tuple[FacetGroup, ...]
    pages: PageLinks
    chosen: tuple[ChosenFilter, ...] = ()
    clear: str = ""
    sorts: tuple[Link, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    ended: EndedNotice | None = None
    spelling: SpellingNotice | None = None
    interpretation: InterpretationNotice | None = None
    missing: MissingNotice | None = None
    offers: tuple[Link, ...] = ()
    nearby: tuple[NearbyTerm, ...] = ()
    feed: Link | None = None
    take: Link | None = None
