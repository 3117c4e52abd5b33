"""What a page of follow-up can be narrowed by: only what there is something of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.presenters.follow_up import AddresseeNames, round_label, status_label_in
from events.presenters.follow_up_filter import FollowUpFilter
from events.recommendations.distribution import place
from events.recommendations.models import ReportingRound
from events.recommendations.models.addressed import AddresseeKey


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """A choice of a filter: its parameter, its name, and what can be chosen."""

    parameter: str
    label: str
    every: str
    options: tuple[Choice, ...]


def filter_choices(
    chosen: FollowUpFilter,
    keys: Iterable[AddresseeKey],
    names: AddresseeNames,
    statuses: Iterable[str],
    rounds: Sequence[ReportingRound],
    *,
    with_document: bool = False,
) -> tuple[Choices, ...]:
    """The choices of a page; none of what there is nothing of.

    ``with_document``: the rounds are of several documents.
    """
    named = _named(chosen, keys, names)
    own = {
        "country": chosen.country.slug if chosen.country else "",
        "organisation": chosen.organisation.slug if chosen.organisation else "",
        "followup_status": chosen.status,
        "round": chosen.round.slug if chosen.round else "",
    }
    slugs = sorted({*statuses, *filter(None, [chosen.status])}, key=place)
    groups = (
        ("country", _("Country"), _("All countries"), _by_name(named["country"])),
        ("organisation", _("Organisation"), _("All organisations"),
         _by_name(named["organisation"])),
        ("followup_status", _("Status"), _("Every status"),
         [(status_label_in(slug, chosen.round), slug) for slug in slugs]),
        ("round", _("Reporting round"), _("All rounds"),
         [(round_label(one, with_document=with_document), one.slug) for one in rounds]),
    )  # fmt: skip
    return tuple(
        Choices(name, label, every, _options(options, own[name]))
        for name, label, every, options in groups
        if options
    )


def _named(
    chosen: FollowUpFilter, keys: Iterable[AddresseeKey], names: AddresseeNames
) -> dict[str, set[tuple[str, str]]]:
    """By parameter the label and slug of each addressee, and of whoever is chosen."""
    named: dict[str, set[tuple[str, str]]] = {"country": set(), "organisation": set()}
    for key in keys:
        if choice := names.choice(key):
            named[choice[0]].add((names.label(key), choice[1]))
    if chosen.country:
        named["country"].add((chosen.country.label(), chosen.country.slug))
    if chosen.organisation:
        named["organisation"].add((chosen.organisation.name, chosen.organisation.slug))
    return named


def _by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[0].casefold())


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, value == chosen) for label, value in pairs)
