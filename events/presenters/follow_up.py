"""The follow-up of a recommendation or an action: who has which status, by whom it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.presenters.follow_up_filter import FollowUpFilter
from events.recommendations.distribution import ORDER, Distribution
from events.recommendations.follow_up_log import organisations_by_key
from events.recommendations.models import ReportingRound
from events.recommendations.models.addressed import Addressed, AddresseeKey
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.vocabulary.term_cache import term_cache
from hub.web.localization import isolate, localize_number
from hub.web.paths import record_path
from hub.web.view_models import Link

TABLE = "#by-addressee"
LEAST_SHARE = 1.5  # of a bar of 100, so that one of 193 is seen


class NotAddressedError(Exception):
    """An addressee whom a recommendation or a document neither names nor has an entry about.

    ``name`` and ``base``: what the recommendation or document is called, and its page.
    """

    def __init__(self, name: str, base: str, chosen: FollowUpFilter) -> None:
        super().__init__(name)
        self.name, self.base, self.chosen = name, base, chosen


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
    """Every status with how many addressees have it: "Done 1 · Under way 3 · Not assessed 189".

    Where others are addressed as well whom nobody can count, it says so.
    """
    parts = [
        _("%(status)s %(number)s")
        % {"status": status_label(slug), "number": localize_number(number)}
        for slug, number in distribution.counts.items()
    ]
    if parts and distribution.is_open:
        parts.append(_("others not counted"))
    return " · ".join(parts) or status_label(NOT_ASSESSED)


def status_label_in(slug: str, reporting_round: ReportingRound | None) -> str:
    """The same on a page of one round, where another may hold what this one does not."""
    if reporting_round is not None and slug == NOT_ASSESSED:
        return _("Without an entry in this round")
    return status_label(slug)


def round_label(reporting_round: ReportingRound | None, *, with_document: bool = False) -> str:
    """What a round is called; ``with_document``: on a page of several documents."""
    if reporting_round is None:
        return ""
    return reporting_round.name_with_document if with_document else str(reporting_round)


def nothing_recorded(
    reporting_round: ReportingRound | None, name: str = "", *, with_document: bool = False
) -> str:
    """That there is no entry, about ``name`` where one is given."""
    label = round_label(reporting_round, with_document=with_document)
    words = {"round": isolate(label), "name": isolate(name)}
    if reporting_round is not None:
        if name:
            return _("Nothing was recorded about %(name)s in the round %(round)s.") % words
        return _("Nothing was recorded in the round %(round)s.") % words
    if name:
        return _("No follow-up recorded: nobody has assessed %(name)s here.") % words
    return _("No follow-up recorded: nobody has assessed what came of it.")


def round_sentence(reporting_round: ReportingRound | None, *, with_document: bool = False) -> str:
    """That a page holds what was said in one round; empty where none is chosen."""
    if reporting_round is None:
        return ""
    sentence = _("This page shows only what was said in the round %(round)s.")
    label = round_label(reporting_round, with_document=with_document)
    return sentence % {"round": isolate(label)}


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
                "Counted against the one addressee named in the text.",
                "Counted against the %(number)s addressees named in the text.",
                number,
            )
            % {"number": localize_number(number)}
        )
    if states:
        sentences.append(
            ngettext(
                "Addressed to all States: counted against %(number)s Member State of the United "
                "Nations.",
                "Addressed to all States: counted against the %(number)s Member States of the "
                "United Nations.",
                states,
            )
            % {"number": localize_number(states)}
        )
    if addressed.open_kinds:
        labels = (term_cache().label("addressee", slug) for slug in addressed.open_kinds)
        sentences.append(_open_sentence(", ".join(sorted(labels)), has_others=bool(sentences)))
    if not sentences and not addressed.kinds:
        sentences.append(_("The text does not say whom it addresses; only those with an entry "
                           "appear."))  # fmt: skip
    return " ".join(sentences)


def _open_sentence(kinds: str, *, has_others: bool) -> str:
    if has_others:
        sentence = _(
            "Also addressed to %(kinds)s, who cannot be counted; only those with an entry appear."
        )
    else:
        sentence = _(
            "Addressed to %(kinds)s, who cannot be counted; only those with an entry appear."
        )
    return sentence % {"kinds": kinds}


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
            name = self._named(key)
            return name[0] if name else _("An organisation that is not shown here")
        return key.actor or _("Nobody is named")

    def link(self, key: AddresseeKey) -> Link:
        """Without an address for whom there is no page."""
        url = ""
        if key.country is not None:
            url = record_path("country", term_cache().by_pk[key.country].slug)
        elif named := self._named(key):
            url = record_path("organisation", named[1])
        return Link(self.label(key), url)

    def choice(self, key: AddresseeKey) -> tuple[str, str] | None:
        """Parameter and value by which a page is narrowed to it; None for who has no name here."""
        if key.country is not None:
            return "country", term_cache().by_pk[key.country].slug
        named = self._named(key)
        return ("organisation", named[1]) if named else None

    def _named(self, key: AddresseeKey) -> tuple[str, str] | None:
        """Name and slug of an organisation that readers see."""
        return self.organisations.get(key.organisation) if key.organisation else None
