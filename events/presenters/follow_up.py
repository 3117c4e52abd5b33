"""The follow-up of a recommendation or an action: who has which status, by whom it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.presenters.facts import Sources
from events.presenters.follow_up_filter import FollowUpFilter
from events.recommendations.distribution import ORDER, Distribution, StatusEntry, place
from events.recommendations.follow_up_log import FollowUpLog, organisations_by_key
from events.recommendations.models import FollowUp, ReportingRound
from events.recommendations.models.addressed import Addressed, AddresseeKey
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.lists.presenter import page_links
from hub.lists.view_models import PageLinks
from hub.vocabulary.term_cache import term_cache
from hub.web.localization import isolate, localize_number
from hub.web.paths import record_path
from hub.web.view_models import Link

PER_PAGE = 20  # addressees with their entries
NAMES_PER_PAGE = 200  # addressees of whom nothing is recorded
TABLE = "#by-addressee"
LEAST_SHARE = 1.5  # of a bar of 100, so that one of 193 is seen


class NotAddressedError(Exception):
    """An addressee whom a recommendation or a document neither names nor has an entry about."""


class NoSuchPageError(Exception):
    """``last``: the last page that there is."""

    def __init__(self, last: int) -> None:
        super().__init__(last)
        self.last = last


def status_label(slug: str) -> str:
    """The words for a follow-up status."""
    return term_cache().label("followup_status", slug)


def look(status: str) -> str:
    """The class of its colour and sign; those that curators add share one."""
    return f"s-{status}" if status in (*ORDER, NOT_ASSESSED) else "s-other"


def distribution_sentence(distribution: Distribution) -> str:
    """Every status with how many addressees have it: "Done 1 · Under way 3 · Not assessed 189"."""
    parts = (
        _("%(status)s %(number)s")
        % {"status": status_label(slug), "number": localize_number(number)}
        for slug, number in distribution.counts.items()
    )
    return " · ".join(parts) or status_label(NOT_ASSESSED)


@dataclass(frozen=True, slots=True)
class Share:
    """A status with its number, and its part of the bar from ``x``, in hundredths of the whole."""

    link: Link
    look: str
    x: float
    width: float


def shares(
    distribution: Distribution,
    url: str,
    chosen: FollowUpFilter | None = None,
    anchor: str = TABLE,
) -> list[Share]:
    """``url`` and ``anchor``: the place that each status leads to."""
    chosen = chosen or FollowUpFilter()
    counts = distribution.counts
    widths = {
        slug: max(100 * number / sum(counts.values()), LEAST_SHARE)
        for slug, number in counts.items()
    }
    scale, x, found = 100 / sum(widths.values()) if widths else 1, 0.0, []
    for slug, number in counts.items():
        width = round(widths[slug] * scale, 2)
        address = chosen.changed(status=slug).url(url) + anchor
        link = Link(status_label(slug), address, number, current=slug == chosen.status)
        found.append(Share(link, look(slug), round(x, 2), width))
        x += width
    return found


def counted_sentence(addressed: Addressed) -> str:
    """Against whom what is not assessed is counted, and whom nobody can count."""
    sentences = []
    states = sum(key.country is not None for key in addressed.known) if addressed.all_states else 0
    number = len(addressed.known) - states
    if number:
        sentences.append(
            ngettext(
                "Counted is the one whom it names.",
                "Counted are the %(number)s whom it names.",
                number,
            )
            % {"number": localize_number(number)}
        )
    if states:
        sentences.append(
            ngettext(
                "It asks all States: counted is %(number)s Member State of the United Nations.",
                "It asks all States: counted are the %(number)s Member States of the United "
                "Nations.",
                states,
            )
            % {"number": localize_number(states)}
        )
    if addressed.open_kinds:
        labels = (term_cache().label("addressee", slug) for slug in addressed.open_kinds)
        sentences.append(
            _(
                "Nobody can count all whom it asks (%(kinds)s): of them, only those with an entry "
                "are counted."
            )
            % {"kinds": ", ".join(sorted(labels))}
        )
    if not sentences and not addressed.kinds:
        sentences.append(_("It does not say whom it asks: only those with an entry are counted."))
    return " ".join(sentences)


class AddresseeNames:
    """What the addressees of a page are called, and where each has a page of its own."""

    def __init__(self, organisations: Mapping[int, tuple[str, str]]) -> None:
        self.organisations = organisations

    @classmethod
    def of(cls, keys: Iterable[AddresseeKey]) -> AddresseeNames:
        """One query, none where no organisation is among them."""
        return cls(organisations_by_key({key.organisation for key in keys if key.organisation}))

    def label(self, key: AddresseeKey) -> str:
        if key.country is not None:
            return term_cache().by_pk[key.country].label()
        if key.organisation is not None:
            name = self.organisations.get(key.organisation)
            return name[0] if name else _("An organisation that is not shown here")
        return key.actor or _("Nobody is named")

    def link(self, key: AddresseeKey) -> Link:
        """Without an address for whom there is no page."""
        url = ""
        if key.country is not None:
            url = record_path("country", term_cache().by_pk[key.country].slug)
        elif key.organisation in self.organisations:
            url = record_path("organisation", self.organisations[key.organisation][1])
        return Link(self.label(key), url)

    def choice(self, key: AddresseeKey) -> tuple[str, str] | None:
        """Parameter and value by which a page is narrowed to it; None for who has no name here."""
        if key.country is not None:
            return "country", term_cache().by_pk[key.country].slug
        if key.organisation in self.organisations:
            return "organisation", self.organisations[key.organisation][1]
        return None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of the log. ``is_own``: the addressee says so itself; ``language``: of its words."""

    status: str
    look: str
    date: str
    said_by: str
    is_own: bool
    actor: str
    evidence: str
    sources: tuple[int, ...]
    round: str
    language: str


@dataclass(frozen=True, slots=True)
class AddresseeRow:
    """An addressee with its entries, that which stands first. ``differ``: a sentence where what it
    says of itself and what others say are not the same.
    """

    link: Link
    entries: tuple[EntryRow, ...]
    differ: str


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


@dataclass(frozen=True, slots=True)
class FollowUpTable:
    """Follow-up by addressee. ``names``: those of whom nothing is recorded, where these are asked
    for; ``filters`` is empty where there is nothing to choose from.
    """

    rows: tuple[AddresseeRow, ...]
    names: tuple[Link, ...]
    pages: PageLinks
    filters: tuple[Choices, ...]
    heading: str
    waiting: Link | None
    clear: str


def entry_row(entry: FollowUp, sources: Sources, language: str) -> EntryRow:
    """``entry`` comes with its organisation, source and round. ``language``: of its words."""
    is_named = entry.organisation is None or entry.organisation.is_public
    # Who is meant is told by the row; here, who else acted.
    actor = (entry.who if is_named else entry.actor or "") if entry.country_id else ""
    return EntryRow(
        status=status_label(term_cache().by_pk[entry.status_id].slug),
        look=look(term_cache().by_pk[entry.status_id].slug),
        date=entry.date or "",
        said_by=str(entry.get_said_by_display()) if entry.said_by else "",
        is_own=entry.said_by == FollowUp.SaidBy.ADDRESSEE,
        actor=actor,
        evidence=entry.evidence,
        sources=(sources.number(entry.source),),
        round=str(entry.round) if entry.round else "",
        language=language,
    )


def read_entries(pks: Iterable[int]) -> dict[int, FollowUp]:
    """One query."""
    related = FollowUp.objects.select_related("organisation", "source", "round")
    return related.in_bulk(list(pks))


class Statement(Protocol):
    """What an entry of any log says, and whose voice it is."""

    @property
    def status(self) -> str: ...

    @property
    def said_by(self) -> str: ...


def differ_sentence(name: str, entries: Sequence[Statement]) -> str:
    """Empty unless the newest statement of the addressee and the newest of others differ."""
    own = next((entry for entry in entries if entry.said_by == FollowUp.SaidBy.ADDRESSEE), None)
    voices = (FollowUp.SaidBy.ISSUER, FollowUp.SaidBy.OTHER)
    other = next((entry for entry in entries if entry.said_by in voices), None)
    if own is None or other is None or own.status == other.status:
        return ""
    return _("They differ. %(name)s says of itself: %(own)s. Others say: %(others)s.") % {
        "name": isolate(name),
        "own": status_label(own.status),
        "others": status_label(other.status),
    }


def follow_up_table(
    log: FollowUpLog,
    chosen: FollowUpFilter,
    *,
    base: str,
    rounds: Sequence[ReportingRound],
    sources: Sources,
    language: str,
) -> FollowUpTable:
    """Raises NotAddressedError for an addressee that is none here, NoSuchPageError behind the end.

    ``base``: the path of the page; ``language``: of the recommendation and what is told of it.
    """
    names = AddresseeNames.of({*log.addressed.known, *log.standing})
    shown = log.of_round(chosen.round.pk) if chosen.round else log
    if chosen.key and chosen.key not in log.standing and chosen.key not in log.addressed.known:
        raise NotAddressedError
    waiting = log.addressed.known - shown.standing.keys()
    if chosen.status == NOT_ASSESSED:
        keys = [key for key in waiting if chosen.key in (None, key)]
    else:
        keys = [
            key
            for key, entry in shown.standing.items()
            if chosen.status in ("", entry.status) and chosen.key in (None, key)
        ]
    is_waiting = chosen.status == NOT_ASSESSED
    ranks = {key: (NOT_ASSESSED if is_waiting else shown.standing[key].status) for key in keys}
    ordered = sorted(keys, key=lambda key: (place(ranks[key]), names.label(key).casefold()))
    per_page = NAMES_PER_PAGE if is_waiting else PER_PAGE
    last = max(-(-len(ordered) // per_page), 1)
    if chosen.page > last:
        raise NoSuchPageError(last)
    on_page = ordered[(chosen.page - 1) * per_page : chosen.page * per_page]
    return FollowUpTable(
        rows=() if is_waiting else _rows(on_page, shown, names, sources, language),
        names=tuple(names.link(key) for key in on_page) if is_waiting else (),
        pages=page_links(
            chosen.page, last, lambda page: chosen.changed(page=page).url(base) + TABLE
        ),
        filters=filter_choices(chosen, log.standing, names, log.distribution.counts, rounds),
        heading=_heading(len(ordered), chosen),
        waiting=None if is_waiting or chosen.key else _waiting_link(len(waiting), chosen, base),
        clear="" if chosen.is_empty else base + TABLE,
    )


def _rows(
    keys: Sequence[AddresseeKey],
    log: FollowUpLog,
    names: AddresseeNames,
    sources: Sources,
    language: str,
) -> tuple[AddresseeRow, ...]:
    by_key: dict[AddresseeKey, list[StatusEntry]] = {key: [] for key in keys}
    for entry in log.entries:
        if entry.key in by_key:
            by_key[entry.key].append(entry)
    read = read_entries(entry.pk for own in by_key.values() for entry in own)
    return tuple(
        AddresseeRow(
            names.link(key),
            tuple(
                entry_row(read[entry.pk], sources, language) for entry in own if entry.pk in read
            ),
            differ_sentence(names.label(key), own),
        )
        for key, own in by_key.items()
    )


def _heading(number: int, chosen: FollowUpFilter) -> str:
    """What the table shows; where it shows nobody, that nobody has looked."""
    if number:
        return ""
    if chosen.status == NOT_ASSESSED:
        return _("Nobody is left whom nobody has assessed.")
    if chosen.status:
        return _("Nobody is recorded here with this status.")
    if chosen.key is not None:
        label = chosen.country.label() if chosen.country else str(chosen.organisation)
        return _("No follow-up recorded: nobody has assessed %(name)s here.") % {
            "name": isolate(label)
        }
    return _("No follow-up recorded: nobody has assessed what came of it.")


def _waiting_link(number: int, chosen: FollowUpFilter, base: str) -> Link | None:
    if not number:
        return None
    label = ngettext(
        "%(number)s addressee that nobody has assessed",
        "%(number)s addressees that nobody has assessed",
        number,
    ) % {"number": localize_number(number)}
    return Link(label, chosen.changed(status=NOT_ASSESSED).url(base) + TABLE, number)


def filter_choices(
    chosen: FollowUpFilter,
    keys: Iterable[AddresseeKey],
    names: AddresseeNames,
    statuses: Iterable[str],
    rounds: Sequence[ReportingRound],
) -> tuple[Choices, ...]:
    """The choices of a page; none of what there is nothing of."""
    named: dict[str, set[tuple[str, str]]] = {"country": set(), "organisation": set()}
    for key in keys:
        if choice := names.choice(key):
            named[choice[0]].add((names.label(key), choice[1]))
    if chosen.country:
        named["country"].add((chosen.country.label(), chosen.country.slug))
    if chosen.organisation:
        named["organisation"].add((chosen.organisation.name, chosen.organisation.slug))
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
         [(status_label(slug), slug) for slug in slugs]),
        ("round", _("Reporting round"), _("All rounds"),
         [(str(one), one.slug) for one in rounds]),
    )  # fmt: skip
    return tuple(
        Choices(name, label, every, _options(options, own[name]))
        for name, label, every, options in groups
        if options
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[0].casefold())


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, value == chosen) for label, value in pairs)
