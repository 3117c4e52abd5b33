"""One country or organisation: what it was asked, by whom, and what is recorded about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.presenters.facts import Sources
from events.presenters.document import issuer_rows
from events.presenters.follow_up import (
    AddresseeNames,
    NoSuchPageError,
    Share,
    nothing_recorded,
    round_sentence,
    shares,
)
from events.presenters.follow_up_choices import Choices, filter_choices
from events.presenters.follow_up_filter import FollowUpFilter
from events.presenters.follow_up_table import (
    EntryRow,
    differ_sentence,
    entry_row,
    read_entries,
)
from events.presenters.record_parts import organisation_links
from events.recommendations.addressee_log import AddresseeEntry, AddresseeLog
from events.recommendations.distribution import Distribution
from events.recommendations.index_documents import ASKED
from events.recommendations.models import (
    Document,
    FollowUp,
    Recommendation,
    ReportingRound,
)
from hub.lists.presenter import page_links, query_url
from hub.lists.view_models import PageLinks
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.localization import localize_date, localize_number
from hub.web.view_models import Link

PER_PAGE = 20  # entries
MAX_DOCUMENTS = 8  # that asked for something, the newest first
ENTRIES = "#recorded"


@dataclass(frozen=True, slots=True)
class AskingDocument:
    """A document with how much of it addresses somebody; ``list`` leads there."""

    link: Link
    date: str
    issuers: tuple[Link, ...]
    list: Link


@dataclass(frozen=True, slots=True)
class Asked:
    """What an addressee was asked: ``all`` is the list of it, ``more`` how many documents are left.

    ``documents``: those with the most recent date first.
    """

    all: Link
    documents: tuple[AskingDocument, ...]
    more: str


def asked_of(facet: str, slug: str) -> Asked:
    """What addresses a country or an organisation, by which ``facet`` is one. Two queries."""
    query = Query().with_choice(ASKED + facet, slug)
    base = reverse("recommendations")
    result = search(get_snapshot(Recommendation.kind, "public"), query)
    counts = {slug: n for slug, n in result.facets.get("document", {}).items() if n}
    documents = list(Document.objects.published().filter(slug__in=counts).newest_first())
    shown = documents[:MAX_DOCUMENTS]
    issuers = organisation_links(issuer_rows, (document.pk for document in shown))
    left = len(documents) - len(shown)
    more = ngettext("and %(number)s more document", "and %(number)s more documents", left)
    return Asked(
        all=Link(_recommendations(result.total), query_url(base, query), result.total),
        documents=tuple(
            AskingDocument(
                Link(document.title, document.get_absolute_url(), language=document.language),
                localize_date(document.date) if document.date else "",
                tuple(issuers.get(document.pk, ())),
                Link(
                    _recommendations(counts[document.slug]),
                    query_url(base, query.with_choice("document", document.slug)),
                    counts[document.slug],
                ),
            )
            for document in shown
        ),
        more=more % {"number": localize_number(left)} if left else "",
    )


def _recommendations(number: int) -> str:
    return ngettext("%(number)s recommendation", "%(number)s recommendations", number) % {
        "number": localize_number(number)
    }


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """An entry with the recommendation or sub-action that it is about; ``differ``: see
    ``differ_sentence``.
    """

    action: Link
    entry: EntryRow
    differ: str


@dataclass(frozen=True, slots=True)
class RecordedEntries:
    """What is recorded about an addressee. ``sentence``: of how much; ``round``: a sentence on the
    round that is chosen; ``voices``: the same by who says it; ``shares``: actions by the status
    that stands; ``said_by``: the voice that is chosen, which the filter keeps.
    """

    sentence: str
    round: str
    shares: tuple[Share, ...]
    voices: tuple[Link, ...]
    filters: tuple[Choices, ...]
    said_by: str
    caption: str
    rows: tuple[ActionEntry, ...]
    pages: PageLinks
    clear: str


def recorded_about(
    log: AddresseeLog,
    asked: int,
    chosen: FollowUpFilter,
    *,
    name: str,
    base: str,
    sources: Sources,
    rounds: Sequence[ReportingRound],
) -> RecordedEntries:
    """``asked``: how many recommendations address it. Two queries. Raises NoSuchPageError.

    A status leads to the entries that it counts: those that stand, one for each action.
    """
    shown_log = log.of_round(chosen.round.pk) if chosen.round else log
    of_voices = shown_log.with_status(chosen.status) if chosen.status else shown_log.entries
    shown = [entry for entry in of_voices if chosen.said_by in ("", entry.said_by)]
    last = max(-(-len(shown) // PER_PAGE), 1)
    if chosen.page > last:
        raise NoSuchPageError(last)
    on_page = shown[(chosen.page - 1) * PER_PAGE : chosen.page * PER_PAGE]
    distribution = Distribution(shown_log.counts, entries=len(shown_log.entries))
    of_all = chosen.changed(said_by="")
    return RecordedEntries(
        sentence=_recorded_sentence(log, asked),
        round=_round_sentence(shown_log, chosen),
        shares=tuple(shares(distribution, base, of_all, anchor=ENTRIES)),
        voices=_voices(of_voices, chosen, name, base),
        filters=filter_choices(
            chosen, (), AddresseeNames({}), shown_log.counts, rounds, with_document=True
        ),
        said_by=chosen.said_by,
        caption=_caption(chosen),
        rows=_rows(on_page, log, name, sources),
        pages=page_links(
            chosen.page, last, lambda page: chosen.changed(page=page).url(base) + ENTRIES
        ),
        clear="" if chosen.is_empty else base + ENTRIES,
    )


def _round_sentence(log: AddresseeLog, chosen: FollowUpFilter) -> str:
    if chosen.round is None:
        return ""
    told = round_sentence if log.entries else nothing_recorded
    return told(chosen.round, with_document=True)


def _caption(chosen: FollowUpFilter) -> str:
    if chosen.status:
        return _("Of each action the entry that counts, the newest first.")
    if chosen.round or chosen.said_by:
        return _("Every entry of this choice, the newest first.")
    return _("Every entry, the newest first.")


def _recorded_sentence(log: AddresseeLog, asked: int) -> str:
    """On how many recommendations anything is recorded, of how many that address it.

    Entries can be about others as well: what a text addresses may have changed since.
    """
    number = len(log.recommendations)
    if not log.entries:
        return nothing_recorded(None)
    sentence = ngettext(
        "Something is recorded on %(number)s recommendation.",
        "Something is recorded on %(number)s recommendations.",
        number,
    ) % {"number": localize_number(number)}
    if not asked:
        return sentence
    rest = ngettext(
        "%(asked)s addresses it; where there is no entry, nobody has assessed what was done.",
        "%(asked)s address it; where there is no entry, nobody has assessed what was done.",
        asked,
    ) % {"asked": localize_number(asked)}
    return f"{sentence} {rest}"


def _voices(
    entries: Iterable[AddresseeEntry], chosen: FollowUpFilter, name: str, base: str
) -> tuple[Link, ...]:
    """The whole, and what each voice says, where there are several."""
    numbers = Counter(entry.said_by for entry in entries)
    labels = {
        FollowUp.SaidBy.ADDRESSEE: _("What %(name)s says of itself") % {"name": name},
        FollowUp.SaidBy.ISSUER: _("What the issuing body says"),
        FollowUp.SaidBy.OTHER: _("What others say"),
    }
    if len(numbers) < 2 and not chosen.said_by:
        return ()
    whole = chosen.changed(said_by="")
    links = [Link(_("Everything"), whole.url(base) + ENTRIES, numbers.total(),
                  current=not chosen.said_by)]  # fmt: skip
    links += [
        Link(
            label,
            chosen.changed(said_by=str(voice)).url(base) + ENTRIES,
            numbers[voice],
            current=chosen.said_by == voice,
        )
        for voice, label in labels.items()
        if numbers[voice]
    ]
    return tuple(links)


def _rows(
    entries: Sequence[AddresseeEntry], log: AddresseeLog, name: str, sources: Sources
) -> tuple[ActionEntry, ...]:
    read = read_entries(entry.pk for entry in entries)
    actions = Recommendation.objects.in_bulk({entry.action for entry in entries})
    return tuple(
        ActionEntry(
            action_link(actions[entry.action]),
            entry_row(read[entry.pk], sources, actions[entry.action].language, with_document=True),
            _differ(log.by_action[entry.action], entry, name),
        )
        for entry in entries
        if entry.pk in read and entry.action in actions
    )


def _differ(own: Sequence[AddresseeEntry], entry: AddresseeEntry, name: str) -> str:
    """Told once, with the newest entry on the action."""
    return differ_sentence(name, own) if own[0] is entry else ""


def action_link(action: Recommendation) -> Link:
    return Link(action.ref, action.get_absolute_url(), note=action.text, language=action.language)


def rounds_of(entries: Iterable[AddresseeEntry]) -> list[ReportingRound]:
    """The rounds that these were said in, of public documents. One query, none for no entry."""
    keys = {entry.round for entry in entries if entry.round}
    rounds = ReportingRound.objects.published().select_related("document")
    return list(rounds.filter(pk__in=keys)) if keys else []
