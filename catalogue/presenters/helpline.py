"""Helplines: as lines of the help page, as cards, and each on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from catalogue.fields.helpline import HELPLINE
from catalogue.models import Helpline, HelplineChannel
from catalogue.models.contact_addresses import DIALLED, channel_address
from catalogue.models.organisation import matching_key
from catalogue.presenters.facts import (
    RecordFacts,
    Sources,
    date_value,
    group_by_scheme,
    text_value,
    verification,
    yes_or_no,
)
from catalogue.presenters.tool_cards import highlight_segments
from hub.records.models import CONFIRMED
from hub.search_engine.highlighter import Highlighter
from hub.vocabulary.country_names import country_spellings, shared_country_names
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache
from hub.web.localization import localize_date
from hub.web.view_models import Fact, Link, SourceRef, VerificationLabel

# Of whoever answers these, some callers have something to fear.
AUTHORITIES = frozenset(("state", "police"))
DEDICATED = "victims"  # the term of lines that serve victims of trafficking


@dataclass(frozen=True, slots=True)
class Channel:
    """A number or address. ``url``: what a tap does, empty where there is nothing to tap.

    ``kind`` is empty for what is a telephone number. ``limits``: free of charge, from where.
    """

    value: str
    url: str
    kind: str
    limits: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class HelplineCard:
    """A line with all that decides whether to call it. ``authority``: State or police answer.

    ``serves`` and ``languages`` are empty where not known; ``hours`` and ``answers`` too.
    """

    url: str
    name: Markup
    language: str
    channels: tuple[Channel, ...]
    country: str
    serves: tuple[str, ...]
    answers: str
    authority: bool
    hours: str
    languages: tuple[str, ...]
    checked: str
    professionals_only: bool = False


@dataclass(frozen=True, slots=True)
class CountryHelp:
    """The lines of a country; ``slug`` is its anchor, empty for lines across borders."""

    slug: str
    name: str
    lines: tuple[HelplineCard, ...]


@dataclass(frozen=True, slots=True)
class HelplinePage:
    """A line, whole, with its sources."""

    card: HelplineCard
    verification: VerificationLabel
    facts: tuple[Fact, ...]
    sources: tuple[SourceRef, ...]
    notes: str
    language: str
    changed: str
    website: Link | None = None


def helpline_cards(
    pks: Sequence[int], highlighter: Highlighter | None = None
) -> list[HelplineCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Three queries."""
    lines = Helpline.objects.published().prefetch_related("channels", "term_links").in_bulk(pks)
    return [build_card(lines[pk], highlighter) for pk in pks if pk in lines]


def build_card(line: Helpline, highlighter: Highlighter | None = None) -> HelplineCard:
    return _card(line, _schemes(line), highlighter)


def _schemes(line: Helpline) -> Mapping[str, Sequence[CachedTerm]]:
    return group_by_scheme(term_cache().entries(link.term_id for link in line.term_links.all()))


def _card(
    line: Helpline,
    schemes: Mapping[str, Sequence[CachedTerm]],
    highlighter: Highlighter | None = None,
) -> HelplineCard:
    countries = [term.label() for term in schemes.get("country", ())]
    answerers = schemes.get("helpline_answerer", ())
    serves = schemes.get("helpline_public", ())
    country = countries[0] if len(countries) == 1 else ""
    name = escape(line.name)
    if highlighter is not None:
        name = highlight_segments(highlighter.mark(line.name, line.language))
    return HelplineCard(
        url=line.get_absolute_url(),
        name=name,
        language=line.language,
        channels=tuple(_channel(one, country) for one in line.channels.all()),
        country=", ".join(countries),
        serves=tuple(term.label() for term in serves),
        answers="".join(term.label() for term in answerers),
        authority=any(term.slug in AUTHORITIES for term in answerers),
        hours=line.hours or "",
        languages=tuple(term.label() for term in schemes.get("language", ())),
        checked=checked_sentence(line),
        professionals_only={term.slug for term in serves} == {"professionals"},
    )


def checked_sentence(line: Helpline) -> str:
    """Whether a person has checked the line, and how old its newest source is."""
    if line.verified_on and line.verification in CONFIRMED:
        day = localize_date(line.verified_on.isoformat())
        return _("Checked by a person on %(day)s") % {"day": day}
    if line.source_year:
        return _("Source from %(year)d, not checked by a person yet") % {"year": line.source_year}
    return _("Source without a date, not checked by a person yet")


def _channel(channel: HelplineChannel, country: str) -> Channel:
    limits = [_("free")] if channel.toll_free else []
    if channel.toll_free is False:
        limits.append(_("costs money"))
    if channel.kind in DIALLED:
        limits.append(_reach(channel, country))
    is_phone = channel.kind in ("phone", "short-code")
    return Channel(
        value=channel.value.split("://", 1)[-1].rstrip("/"),
        url=channel_address(channel.kind, channel.value, channel.e164),
        kind="" if is_phone else str(channel.get_kind_display()),
        limits=tuple(limits),
        note=channel.note or "",
    )


def _reach(channel: HelplineChannel, country: str) -> str:
    """From where the number can be dialled. A short one works in its own country only."""
    if channel.from_abroad:
        return _("works from abroad")
    short = channel.kind == HelplineChannel.Kind.SHORT_CODE
    if channel.from_abroad is False or short:
        return (
            _("only inside %(country)s") % {"country": country} if country else _("not from abroad")
        )
    return _("from abroad: not known")


def all_help() -> tuple[tuple[CountryHelp, ...], CountryHelp]:
    """Every line in service by country from A to Z, and those across borders. Three queries.

    Within a country those for victims of trafficking stand first, those for professionals last.
    """
    lines = Helpline.objects.published().in_service().prefetch_related("channels", "term_links")
    groups: dict[str, list[tuple[tuple[int, int, str], HelplineCard]]] = {}
    names: dict[str, str] = {}
    for line in lines:
        schemes = _schemes(line)
        card = _card(line, schemes)
        dedicated = any(term.slug == DEDICATED for term in schemes.get("helpline_public", ()))
        order = (card.professionals_only, not dedicated, line.name.casefold())
        countries = schemes.get("country", ())
        names |= {term.slug: term.label() for term in countries}
        for slug in [term.slug for term in countries] or [""]:
            groups.setdefault(slug, []).append((order, card))
    helps = {
        slug: CountryHelp(
            slug,
            names.get(slug, _("Across borders")),
            tuple(card for _key, card in sorted(cards, key=lambda pair: pair[0])),
        )
        for slug, cards in groups.items()
    }
    across = helps.pop("", CountryHelp("", _("Across borders"), ()))
    return tuple(sorted(helps.values(), key=lambda one: one.name.casefold())), across


def region_help(code: str, countries: Sequence[CountryHelp]) -> CountryHelp | None:
    """The lines of the other countries of the region around a country; None where there are none.

    ``countries`` are those of ``all_help``.
    """
    terms = term_cache()
    country = terms.get("country", code)
    region = next(iter(terms.above(country)), None) if country else None
    if region is None:
        return None
    lines = tuple(
        line
        for other in countries
        if other.slug != code
        and (term := terms.get("country", other.slug))
        and next(iter(terms.above(term)), None) == region
        for line in other.lines
    )
    return CountryHelp(f"region-{region.slug}", region.label(), lines) if lines else None


def _codes_by_name(terms: TermCache) -> dict[str, tuple[str, ...]]:
    """Codes of countries (ISO 3166-1 alpha-2, small letters) by every name that they have."""
    found: dict[str, set[str]] = {}
    for term in terms.schemes["country"].terms if "country" in terms.schemes else ():
        for name in (term.slug, term.plain_label, *country_spellings(term.slug)):
            found.setdefault(matching_key(name), set()).add(term.slug)
    known = {term.slug for term in terms.schemes["country"].terms} if found else set()
    for shared in shared_country_names():
        codes = known.intersection(code.lower() for code in shared.codes)
        for _language, name in shared.names:
            found.setdefault(matching_key(name), set()).update(codes)
    return {name: tuple(sorted(codes)) for name, codes in found.items() if name}


def countries_called(text: str) -> tuple[str, ...]:
    """The codes of the countries that are called so in any of our languages: one, two, or none."""
    terms = term_cache()
    codes = terms.derived.get("helplines.countries", lambda: _codes_by_name(terms))
    return codes.get(matching_key(text), ())


def country_label(code: str) -> str:
    term = next(term for term in term_cache().schemes["country"].terms if term.slug == code)
    return term.label()


def helpline_page(line: Helpline) -> HelplinePage:
    """Everything that its page shows. ``line`` comes from ``Helpline.objects.for_page()``."""
    sources = Sources(line.citations.all())
    facts = RecordFacts(line, sources)
    body = line.organisation if line.organisation and line.organisation.is_public else None
    operator = text_value(
        body.name if body else line.operator, body.get_absolute_url() if body else ""
    )
    labels = {field.name: str(field.label_in(field.page)) for field in HELPLINE.fields}
    return HelplinePage(
        card=build_card(line),
        verification=verification(line, sources),
        facts=(
            facts.terms("country", str(_("Country"))),
            facts.terms("helpline_public", labels["helpline_public"]),
            facts.terms("helpline_answerer", labels["helpline_answerer"]),
            facts.field("operator", _("Who runs it"), operator),
            facts.terms("language", _("Languages")),
            facts.field("hours", _("Hours")),
            facts.field("anonymous", _("You need not give your name"), yes_or_no(line.anonymous)),
            facts.field("ended", _("Ended"), date_value(line.ended)),
        ),
        sources=sources.listed(),
        notes=line.notes or "",
        language=line.language,
        changed=line.updated_at.date().isoformat(),
        website=Link(line.url.split("://", 1)[-1].rstrip("/"), line.url) if line.url else None,
    )


def count_sentence(total: int) -> str:
    return ngettext("%(total)d helpline", "%(total)d helplines", total) % {"total": total}
