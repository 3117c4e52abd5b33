"""Follow-up by addressee: what each is said to have done, by whom, and how that is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.presenters.facts import Sources
from events.presenters.follow_up import (
    TABLE,
    AddresseeNames,
    NoSuchPageError,
    NotAddressedError,
    look,
    nothing_recorded,
    round_label,
    round_sentence,
    status_label,
)
from events.presenters.follow_up_choices import Choices, filter_choices
from events.presenters.follow_up_filter import FollowUpFilter
from events.recommendations.distribution import StatusEntry, place
from events.recommendations.follow_up_log import FollowUpLog
from events.recommendations.models import FollowUp, ReportingRound
from events.recommendations.models.addressed import AddresseeKey
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.lists.presenter import page_links
from hub.lists.view_models import PageLinks
from hub.web.localization import isolate, localize_number
from hub.web.view_models import Link

PER_PAGE = 20  # addressees with their entries
NAMES_PER_PAGE = 200  # addressees of whom nothing is recorded


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


def entry_row(
    entry: FollowUp, sources: Sources, language: str, *, with_document: bool = False
) -> EntryRow:
    """``entry`` comes with its organisation, source and round. ``language``: of its words.

    ``with_document``: it stands among entries of other documents.
    """
    return EntryRow(
        status=status_label(entry.status_slug),
        look=look(entry.status_slug),
        date=entry.date or "",
        said_by=entry.voice,
        is_own=entry.said_by == FollowUp.SaidBy.ADDRESSEE,
        # Who is meant is told by the row; here, who else acted.
        actor=entry.public_who if entry.country_id else "",
        evidence=entry.evidence,
        sources=(sources.number(entry.source),),
        round=round_label(entry.round, with_document=with_document),
        language=language,
    )


def read_entries(pks: Iterable[int]) -> dict[int, FollowUp]:
    """With their organisations and sources, and their rounds as far as readers may hear of these.

    Two queries.
    """
    rounds = Prefetch("round", ReportingRound.objects.published().select_related("document"))
    related = FollowUp.objects.select_related("organisation", "source").prefetch_related(rounds)
    return related.in_bulk(list(pks))


class VoicedStatus(Protocol):
    """The status that an entry of any log gives, and whose voice it is."""

    @property
    def status(self) -> str: ...

    @property
    def said_by(self) -> str: ...


def differ_sentence(name: str, entries: Sequence[VoicedStatus]) -> str:
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


@dataclass(frozen=True, slots=True)
class FollowUpTable:
    """Follow-up by addressee. ``names``: those without an entry, where these are asked for, below
    ``silence``, which says what that means; ``filters`` is empty where there is nothing to choose
    from. ``round``: a sentence where one is chosen.
    """

    rows: tuple[AddresseeRow, ...]
    names: tuple[Link, ...]
    silence: str
    pages: PageLinks
    filters: tuple[Choices, ...]
    round: str
    heading: str
    waiting: Link | None
    clear: str


def follow_up_table(
    log: FollowUpLog,
    chosen: FollowUpFilter,
    *,
    ref: str,
    base: str,
    rounds: Sequence[ReportingRound],
    sources: Sources,
    language: str,
) -> FollowUpTable:
    """Raises NotAddressedError for an addressee that is none here, NoSuchPageError behind the end.

    ``ref``, ``base`` and ``language``: of the recommendation, its page and what is told of it.
    """
    names = AddresseeNames.of({*log.addressed.known, *log.standing})
    shown = log.of_round(chosen.round.pk) if chosen.round else log
    if chosen.key and chosen.key not in log.standing and not log.addressed.includes(chosen.key):
        raise NotAddressedError(ref, base, chosen)
    is_waiting = chosen.status == NOT_ASSESSED
    keys = _keys(shown, chosen, names)
    per_page = NAMES_PER_PAGE if is_waiting else PER_PAGE
    last = max(-(-len(keys) // per_page), 1)
    if chosen.page > last:
        raise NoSuchPageError(last)
    on_page = keys[(chosen.page - 1) * per_page : chosen.page * per_page]
    return FollowUpTable(
        rows=() if is_waiting else _rows(on_page, shown, names, sources, language),
        names=tuple(names.link(key) for key in on_page) if is_waiting else (),
        silence=_silence(chosen) if is_waiting and keys else "",
        pages=page_links(
            chosen.page, last, lambda page: chosen.changed(page=page).url(base) + TABLE
        ),
        round=round_sentence(chosen.round),
        filters=filter_choices(chosen, log.standing, names, log.distribution.counts, rounds),
        heading=_heading(len(keys), chosen),
        waiting=None if is_waiting or chosen.key else _waiting_link(shown, chosen, base),
        clear="" if chosen.is_empty else chosen.cleared.url(base) + TABLE,
    )


def _keys(log: FollowUpLog, chosen: FollowUpFilter, names: AddresseeNames) -> list[AddresseeKey]:
    """Who is shown: by status, what is done first, then by name."""
    if chosen.status == NOT_ASSESSED:
        statuses = dict.fromkeys(log.addressed.known - log.standing.keys(), NOT_ASSESSED)
    else:
        statuses = {key: entry.status for key, entry in log.standing.items()}
    keys = [
        key
        for key, status in statuses.items()
        if chosen.status in ("", status) and chosen.key in (None, key)
    ]
    return sorted(
        keys, key=lambda key: (place(statuses[key]), names.label(key).casefold(), key.order)
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
    """What is said where the table shows nobody."""
    if number:
        return ""
    if chosen.key is not None and chosen.status in ("", NOT_ASSESSED):
        label = chosen.country.label() if chosen.country else str(chosen.organisation)
        if not chosen.status:
            return nothing_recorded(chosen.round, label)
        return _("%(name)s is not among those without an entry.") % {"name": isolate(label)}
    if chosen.status == NOT_ASSESSED:
        if chosen.round:
            return _("Every addressee has an entry in this round.")
        return _("Every addressee has been assessed.")
    if chosen.status:
        return _("No addressee has this status.")
    return nothing_recorded(chosen.round)


def _silence(chosen: FollowUpFilter) -> str:
    if chosen.round:
        return _("These have no entry in this round. That says nothing of what they did.")
    return _("Nobody has assessed these. That says nothing of what they did.")


def _waiting_link(log: FollowUpLog, chosen: FollowUpFilter, base: str) -> Link | None:
    number = len(log.addressed.known - log.standing.keys())
    if not number:
        return None
    if chosen.round:
        label = ngettext(
            "%(number)s addressee without an entry in this round",
            "%(number)s addressees without an entry in this round",
            number,
        )
    else:
        label = ngettext(
            "%(number)s addressee that nobody has assessed",
            "%(number)s addressees that nobody has assessed",
            number,
        )
    words = label % {"number": localize_number(number)}
    return Link(words, chosen.changed(status=NOT_ASSESSED).url(base) + TABLE, number)
