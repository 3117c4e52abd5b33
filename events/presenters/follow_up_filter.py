"""What of a log of follow-up a page shows: one addressee, one status, one round, one voice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalogue.models import Organisation
from events.recommendations.models import FollowUp, ReportingRound
from events.recommendations.models.addressed import AddresseeKey
from events.recommendations.models.addressee import COUNTRY
from events.recommendations.models.follow_up import STATUS
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.paths import with_query

# As parameters; the list of recommendations calls its own facets alike.
ORGANISATION, ROUND, SAID_BY, PAGE = "organisation", "round", "said_by", "page"
FILTER_PARAMETERS = (COUNTRY, ORGANISATION, STATUS, ROUND, PAGE)
VOICE_PARAMETERS = (STATUS, ROUND, SAID_BY, PAGE)  # where the addressee is the page's own
PREVIEW = "preview"
MAX_QUOTED = 80  # letters of a value that a sentence quotes


class UnusableFollowUpFilterError(Exception):
    """Parameters that make no filter; ``sentences`` say why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class FollowUpFilter:
    """What was chosen; empty or None where nothing was. ``status`` and ``said_by`` are slugs.

    ``preview``: the page is that of a draft, and so are those that it leads to.
    """

    country: CachedTerm | None = None
    organisation: Organisation | None = None
    status: str = ""
    round: ReportingRound | None = None
    said_by: str = ""
    page: int = 1
    preview: bool = False

    @property
    def key(self) -> AddresseeKey | None:
        if self.country is not None:
            return AddresseeKey(country=self.country.pk)
        return AddresseeKey(organisation=self.organisation.pk) if self.organisation else None

    @property
    def is_empty(self) -> bool:
        return self == FollowUpFilter(preview=self.preview)

    @property
    def cleared(self) -> Self:
        """The same page with nothing chosen."""
        return type(self)(preview=self.preview)

    def changed(self, **changes: Any) -> Self:
        """The same from its first page, with another choice."""
        return replace(self, **{"page": 1, **changes})

    def url(self, base: str) -> str:
        pairs = (
            (COUNTRY, self.country.slug if self.country else ""),
            (ORGANISATION, self.organisation.slug if self.organisation else ""),
            (STATUS, self.status),
            (ROUND, self.round.slug if self.round else ""),
            (SAID_BY, self.said_by),
            (PAGE, str(self.page) if self.page > 1 else ""),
            (PREVIEW, "1" if self.preview else ""),
        )
        return with_query(base, urlencode([pair for pair in pairs if pair[1]]))


def read_follow_up_filter(
    data: QueryDict, rounds: Iterable[ReportingRound], names: tuple[str, ...] = FILTER_PARAMETERS
) -> FollowUpFilter:
    """The filter of a request. ``names``: the parameters that the page has.

    Raises UnusableFollowUpFilterError with a sentence for each that cannot be used.
    """
    values = {name: (data.get(name) or "").strip() for name in names}
    readers = {
        COUNTRY: _country,
        ORGANISATION: _organisation,
        STATUS: _status,
        ROUND: lambda value: _round(value, rounds),
        SAID_BY: _said_by,
        PAGE: _page,
    }
    chosen: dict[str, Any] = {}
    problems = []
    for name, value in values.items():
        if not value:
            continue
        found = readers[name](value)
        if found is None:
            problems.append(_problem(name, value[:MAX_QUOTED]))
        chosen["status" if name == STATUS else name] = found
    if chosen.get(COUNTRY) and chosen.get(ORGANISATION):
        problems.append(_("Choose a country or an organisation, not both."))
    if problems:
        raise UnusableFollowUpFilterError(problems)
    return FollowUpFilter(**chosen)


def _country(value: str) -> CachedTerm | None:
    return term_cache().current(f"{COUNTRY}/{value.lower()}")


def _organisation(value: str) -> Organisation | None:
    return Organisation.objects.published().filter(slug=value[:200]).first()


def _status(value: str) -> str | None:
    term = term_cache().current(f"{STATUS}/{value}")
    return term.slug if term else None


def _round(value: str, rounds: Iterable[ReportingRound]) -> ReportingRound | None:
    return next((one for one in rounds if one.slug == value), None)


def _said_by(value: str) -> str | None:
    return value if value in FollowUp.SaidBy.values else None


def _page(value: str) -> int | None:
    is_number = value.isascii() and value.isdigit() and len(value) < 9
    return int(value) or None if is_number else None


def _problem(name: str, value: str) -> str:
    sentences = {
        COUNTRY: _("There is no country “%(value)s” here."),
        ORGANISATION: _("There is no organisation “%(value)s” here."),
        STATUS: _("There is no follow-up status “%(value)s”."),
        ROUND: _("There is no reporting round “%(value)s” here."),
        SAID_BY: _("Who says it is addressee, issuer or other, not “%(value)s”."),
        PAGE: _("A page is a whole number from 1."),
    }
    return sentences[name] % {"value": f"\u2068{value}\u2069"}
