"""Cards of tools, the same in every list."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from django.db.models import FilteredRelation, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from catalogue.models import Organisation, Tool, ToolOrganisation, ToolTerm
from catalogue.models.tool import ENDED
from catalogue.presenters.facts import fact, group_by_scheme, join_labels, verification_of
from hub.records.bounded_cache import BoundedCache, bytes_of
from hub.records.keyed_rows import KeyedRows
from hub.search_engine.highlighter import Highlighter, MatchReason, TextSegment
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache
from hub.web.kept_answers import today
from hub.web.paths import record_path
from hub.web.view_models import (
    UNKNOWN,
    Fact,
    Link,
    Marked,
    Value,
    VerificationLabel,
)


@dataclass(frozen=True, slots=True)
class ToolCard:
    """A tool in a list.

    ``name`` and ``summary`` may hold ``<mark>`` around matched words, everything else escaped.
    ``matches`` say where else a word was found; ``facts`` are the few that decide (status,
    connectivity, languages, access) as lines of HTML, each with at most three values; ``scope``
    says in words whether it was made against trafficking, or that nobody knows; ``ended``
    ("Discontinued") is empty for a tool that may live; ``help_for`` names the countries that help
    is for, where the tool is a helpline. ``fragments``: the HTML of what no word is marked in, once
    it is written.
    """

    url: str
    name: Markup
    summary: Markup
    language: str
    makers: tuple[Link, ...]
    facts: Markup
    scope: Markup
    verification: VerificationLabel
    matches: tuple[Marked, ...] = ()
    ended: str = ""
    caution: bool = False
    help_for: str = ""
    fragments: dict[str, str] = field(default_factory=dict, compare=False)


# The facts that decide whether to read on, and how many of their values a card has room for.
KEY_FACTS = ("status", "connectivity", "language", "access")
MAX_VALUES = 3


class ToolRowValues(NamedTuple):
    """What a card shows of a tool. A tuple, because a page makes twenty of them."""

    pk: int
    index_seq: int
    slug: str
    name: str
    summary: str
    description: str
    language: str
    scope: str | None
    known_none: list[str]
    verification: str
    verified_on: datetime.date | None
    caution: str | None
    other_names: list[str]


_seq_rows = KeyedRows(
    lambda pks: (
        Tool.objects.published().filter(pk__in=pks).order_by().values_list("pk", "index_seq")
    )
)

_tool_rows = KeyedRows(
    lambda pks: (
        Tool.objects.published().filter(pk__in=pks).order_by().values_list(*ToolRowValues._fields)
    )
)

_term_rows = KeyedRows(
    lambda pks: ToolTerm.objects.filter(tool__in=pks).values_list("tool_id", "term_id")
)

# Once for each other name of a maker, and once for a maker without one.
_maker_rows = KeyedRows(
    lambda pks: (
        ToolOrganisation.objects.filter(
            tool__in=pks, organisation__in=Organisation.objects.published()
        )
        .annotate(
            other_name=FilteredRelation(
                "organisation__names", condition=Q(organisation__names__shown=True)
            )
        )
        .order_by("position", "pk", "other_name__pk")
        .values_list("tool_id", "organisation__name", "organisation__slug", "other_name__text")
    )
)


class KeptTool(NamedTuple):
    """A tool as a process keeps it: its card without marks, and the texts to mark words in.

    ``makers``: their names, and their other names, by which the tool may match.
    """

    row: ToolRowValues
    card: ToolCard
    makers: tuple[str, ...]

    @property
    def size(self) -> int:
        row = self.row
        return bytes_of((row.name, row.summary, row.description, *self.makers)) + CARD_BYTES


CARD_BYTES = 2048  # of memory for a card without its texts, with its HTML
MAX_BYTES = 10 * 1024 * 1024  # some 3,000 tools


def tool_cards(pks: Sequence[int], highlighter: Highlighter | None = None) -> list[ToolCard]:
    """Cards in the order of ``pks``, of the tools among them that are public at this moment.

    One query, and three more where a tool was not shown since it changed. The state is asked of the
    database again, so that a tool withdrawn a moment ago is not shown by a process that is behind.
    """
    tools = kept_tools(pks)
    if highlighter is None:
        return [tools[pk].card for pk in pks if pk in tools]
    return [_marked(tools[pk], highlighter) for pk in pks if pk in tools]


def kept_tools(pks: Sequence[int]) -> dict[int, KeptTool]:
    """The public ones among these by key. All that is shown of a tool follows from its number and
    from the terms, and is kept with those: a third of a list page.
    """
    cache, shown_as = term_cache(), (get_language(), today())
    cards: BoundedCache[Hashable, KeptTool] = cache.derived.get(
        "tool cards", partial(BoundedCache, MAX_BYTES, attrgetter("size"))
    )
    kept = {pk: cards.get((pk, seq, *shown_as)) for pk, seq in _seq_rows(pks)}
    for tool in _read_tools([pk for pk, tool in kept.items() if tool is None], cache):
        kept[tool.row.pk] = tool
        cards.put((tool.row.pk, tool.row.index_seq, *shown_as), tool)
    return {pk: tool for pk, tool in kept.items() if tool is not None}


def _read_tools(pks: Sequence[int], cache: TermCache) -> Iterator[KeptTool]:
    rows = [ToolRowValues._make(row) for row in _tool_rows(pks)]
    public_pks = [row.pk for row in rows]
    terms: dict[int, list[CachedTerm]] = {}
    for pk, term_pk in _term_rows(public_pks):
        if term_pk in cache.by_pk:  # not one that was made after the cache
            terms.setdefault(pk, []).append(cache.by_pk[term_pk])
    makers, aliases = _grouped_makers(public_pks)
    for row in rows:
        card = _unmarked_card(row, cache, terms.get(row.pk, ()), makers.get(row.pk, ()))
        names = (*(maker.label for maker in card.makers), *aliases.get(row.pk, ()))
        yield KeptTool(row, card, names)


def _grouped_makers(pks: Sequence[int]) -> tuple[dict[int, list[Link]], dict[int, list[str]]]:
    """The makers by tool, and their other names, each with its maker's."""
    makers: dict[int, dict[str, Link]] = {}
    aliases: dict[int, list[str]] = {}
    for pk, name, slug, other_name in _maker_rows(pks):
        makers.setdefault(pk, {})[slug] = Link(name, record_path("organisation", slug))
        if other_name:
            aliases.setdefault(pk, []).append(f"{other_name} ({name})")
    return {pk: list(links.values()) for pk, links in makers.items()}, aliases


def _unmarked_card(
    tool: ToolRowValues, cache: TermCache, terms: Iterable[CachedTerm], makers: Iterable[Link]
) -> ToolCard:
    schemes = group_by_scheme(terms)
    return ToolCard(
        url=record_path("tool", tool.slug),
        name=escape(tool.name),
        summary=escape(tool.summary),
        language=tool.language,
        makers=tuple(makers),
        facts=key_fact_lines(cache, schemes, tool.known_none),
        scope=scope_in_words(tool.scope),
        verification=verification_of(tool.verification, tool.verified_on),
        ended=next((term.label() for term in schemes.get("status", ()) if term.slug in ENDED), ""),
        caution=bool(tool.caution),
        help_for=help_for(schemes),
    )


def _marked(tool: KeptTool, highlighter: Highlighter) -> ToolCard:
    row = tool.row
    name, summary, matches = highlight_record(
        highlighter,
        row.pk,
        row.name,
        row.summary,
        row.description,
        row.language,
        names=row.other_names,
        makers=tool.makers,
    )
    return replace(tool.card, name=name, summary=summary, matches=matches)


def help_for(schemes: Mapping[str, list[CachedTerm]]) -> str:
    """ "For Kenya": which countries a helpline serves, so that nobody calls that of another one."""
    countries = sorted(term.label() for term in schemes.get("country", ()))
    is_help = any(term.slug == "helpline-contact" for term in schemes.get("purpose", ()))
    if not is_help or not countries:
        return ""
    return _("For %(places)s") % {"places": join_labels(countries)}


def scope_in_words(scope: str | None) -> Markup:
    """Whether a tool was made against trafficking. It stands without a label beside it, so that
    "not known" says what is not known.
    """
    if scope:
        return escape(Tool.Scope(scope).label)
    return UNKNOWN.format(_("Not known whether it was made against trafficking"))


def key_facts(
    schemes: Mapping[str, list[CachedTerm]], known_none: Sequence[str]
) -> tuple[Fact, ...]:
    """The deciding facts, each with at most three values and the number of the others."""
    return tuple(
        _key_fact(scheme, schemes.get(scheme, ()), scheme in known_none) for scheme in KEY_FACTS
    )


def audience(
    schemes: Mapping[str, list[CachedTerm]], known_none: Sequence[str]
) -> tuple[Fact, ...]:
    """Who works with it and whom it is to help, each with at most three values."""
    labels = {"user": _("Who uses it"), "target_population": _("For whom")}
    return tuple(
        fact(label, _first_values(schemes.get(scheme, ())), known_none=scheme in known_none)
        for scheme, label in labels.items()
    )


def _key_fact(scheme: str, terms: Sequence[CachedTerm], known_none: bool) -> Fact:
    labels = {
        "status": _("Status"),
        "connectivity": _("Needs"),
        "language": _("Languages"),
        "access": _("Access"),
    }
    return fact(labels[scheme], _first_values(terms), known_none=known_none)


def key_fact_lines(
    cache: TermCache, schemes: Mapping[str, list[CachedTerm]], known_none: Sequence[str]
) -> Markup:
    """The same as HTML, cached by value: many tools share a fact, and rendering took a third of a
    card.
    """
    language = get_language()
    lines = []
    for scheme in KEY_FACTS:
        scheme_terms = schemes.get(scheme, ())
        is_known_none = scheme in known_none
        key = ("key_fact", language, scheme, is_known_none, *[term.pk for term in scheme_terms])
        lines.append(
            cache.derived.get(key, partial(_key_fact_line, scheme, scheme_terms, is_known_none))
        )
    return Markup("").join(lines)


def _key_fact_line(scheme: str, terms: Sequence[CachedTerm], known_none: bool) -> Markup:
    return _key_fact(scheme, terms, known_none).at_a_glance


def _first_values(terms: Sequence[CachedTerm]) -> tuple[Value, ...]:
    ordered = sorted(terms, key=lambda term: term.position)
    values = [Value(term.label()) for term in ordered[:MAX_VALUES]]
    if len(ordered) > MAX_VALUES:
        values.append(Value(_("%(count)d more") % {"count": len(ordered) - MAX_VALUES}))
    return tuple(values)


def highlight_segments(segments: Iterable[TextSegment]) -> Markup:
    """Segments as text with the matched parts in ``<mark>``, everything escaped."""
    parts: list[str] = []
    for text, is_marked in segments:
        parts += ("<mark>", escape(text), "</mark>") if is_marked else (escape(text),)
    return Markup("".join(parts))  # noqa: S704  # nosec  # the text is escaped, the marks are ours


def highlight_record(
    highlighter: Highlighter | None,
    pk: int,
    title: str,
    summary: str,
    body: str,
    language: str,
    *,
    names: Sequence[str] = (),
    makers: Sequence[str] = (),
) -> tuple[Markup, Markup, tuple[Marked, ...]]:
    """A record's title and summary with the words searched for, and where else they were found.

    ``names`` are its other names, ``makers`` those of the organisations behind it.
    """
    if highlighter is None:
        return escape(title), escape(summary), ()
    highlight = highlighter.card(pk, title, summary, body, names, language, makers)
    matches, in_summary = _match_reason(highlight.why, highlight_segments(highlight.passage))
    if highlight.also:
        matches = (*matches, *_match_reason(highlight.also, Markup(""))[0])
    return highlight_segments(highlight.title), in_summary or escape(summary), matches


def _match_reason(
    why: MatchReason | None, passage: Markup
) -> tuple[tuple[Marked, ...], Markup | None]:
    """Where a word was found, unless one sees it in the name; and the summary with its marks."""
    if why is None or why.field == "title":
        return (), None
    if why.field == "summary":
        return (), passage
    words = {
        "description": _("In the description:"),
        "name": _("Also known as:"),
        "maker": _("Behind it:"),
        "label": _("Described as:"),
    }
    text = passage if why.field == "description" else escape(why.text)
    return (Marked(words[why.field], text),), None
