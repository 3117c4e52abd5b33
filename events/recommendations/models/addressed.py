"""Whom a recommendation addresses: kinds, and countries and organisations by name.

Names stand on the sub-action, else on its recommendation, else on its document. Those from above
count as far as the kinds say: a call to companies does not address the countries that its document
names. Where a document is recorded as addressing all States, its calls to States without names
address the Member States of the United Nations. Whoever else is addressed by kind alone
("companies") is open: nobody knows how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalogue.models import Organisation
from events.recommendations.models.addressee import (
    COUNTRY,
    RecommendationAddressee,
)
from events.recommendations.models.document import Document
from events.recommendations.models.recommendation import Recommendation, RecommendationTerm
from hub.vocabulary.member_states import member_states
from hub.vocabulary.models import Term
from hub.vocabulary.term_cache import TermCache, term_cache

STATES = "states"  # of the scheme ``addressee``
ADDRESSEE = "addressee"


class AddresseeKey(NamedTuple):
    """A country (key of its term), else an organisation, else an actor in words; or nobody named.

    An entry that names a country and an organisation is about the country. A country whose term
    was replaced is known by the term that stands for it now.
    """

    country: int | None = None
    organisation: int | None = None
    actor: str = ""

    @classmethod
    def of(
        cls,
        country: int | None,
        organisation: int | None,
        actor: str | None,
        terms: TermCache | None = None,
    ) -> AddresseeKey:
        """``terms``: the cache, where many keys are made."""
        if country is not None:
            return cls(country=_successors(terms or term_cache()).get(country, country))
        if organisation is not None:
            return cls(organisation=organisation)
        return cls(actor=actor or "")

    @property
    def order(self) -> tuple[int, int, str]:
        """Where it stands among others of the same name."""
        return self.country or 0, self.organisation or 0, self.actor


class AddresseeKeys(dict[tuple[int | None, int | None, str | None], AddresseeKey]):
    """Keys by country, organisation and actor as many entries have them, each made once."""

    def __init__(self) -> None:
        super().__init__()
        self.terms = term_cache()

    def __missing__(self, named: tuple[int | None, int | None, str | None]) -> AddresseeKey:
        key = self[named] = AddresseeKey.of(*named, self.terms)
        return key


def _successors(terms: TermCache) -> dict[int, int]:
    """By the key of a country that was replaced that of the country that stands for it."""

    def make() -> dict[int, int]:
        countries = (term for term in terms.by_pk.values() if term.scheme == COUNTRY)
        return {
            term.pk: current.pk
            for term in countries
            if term.is_replaced and (current := terms.current(term.key))
        }

    return terms.derived.get("successors of countries", make)


def keys_of_country(country: int) -> list[int]:
    """Its own key and those of the countries that it stands for now."""
    return [country, *(old for old, new in _successors(term_cache()).items() if new == country)]


@dataclass(frozen=True)
class Addressed:
    """``known``: those who can be counted. ``open_kinds``: slugs of kinds nobody can count.

    ``kinds``: all kinds that the text names, as slugs of the scheme ``addressee``. ``all_states``:
    the countries among the known are the Member States, since the text names none.
    """

    known: frozenset[AddresseeKey] = frozenset()
    open_kinds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    are_named: bool = False
    all_states: bool = False

    @cached_property
    def names_countries(self) -> bool:
        return any(key.country for key in self.known)

    def includes(self, key: AddresseeKey) -> bool:
        """Whether an entry about this addressee belongs here, as far as the text says."""
        if key in self.known or not (key.country or key.organisation):
            return True
        if key.country is not None:
            return STATES in self.open_kinds or (not self.kinds and not self.names_countries)
        others = any(kind != STATES for kind in self.open_kinds)
        return others or (not self.kinds and not self.known)


def addressed_by(recommendations: Iterable[Recommendation]) -> dict[int, Addressed]:
    """By primary key, for any number of them in three queries."""
    records = {one.pk: one for one in recommendations}
    above = {one.parent_id for one in records.values() if one.parent_id}
    asked = {*records, *above}
    terms = term_cache()
    kinds: dict[int, set[str]] = {}
    rows = RecommendationTerm.objects.filter(recommendation__in=asked, term__scheme__slug=ADDRESSEE)
    for pk, term in rows.values_list("recommendation_id", "term_id"):
        kinds.setdefault(pk, set()).add(terms.by_pk[term].slug)
    own = _named(asked, terms)
    documents = _documents({one.document_id for one in records.values()}, terms)
    return {
        pk: _addressed(
            own.get(pk, set()),
            own.get(one.parent_id or 0) or documents[one.document_id].named,
            kinds.get(pk) or kinds.get(one.parent_id or 0) or set(),
            _all_states(terms) if documents[one.document_id].all_states else frozenset(),
        )
        for pk, one in records.items()
    }


def addressed_as(
    recommendation: Recommendation,
    own: set[AddresseeKey] | None = None,
    kinds: set[str] | None = None,
) -> Addressed:
    """Whom one addresses; with names and kinds of its own in place of those that are stored."""
    if own is None or kinds is None:
        return addressed_by([recommendation])[recommendation.pk]
    terms, above = term_cache(), recommendation.parent
    document = _documents({recommendation.document_id}, terms)[recommendation.document_id]
    inherited = document.named
    if above is not None:
        inherited = _named({above.pk}, terms).get(above.pk) or inherited
        kinds = kinds or set(addressed_by([above])[above.pk].kinds)
    return _addressed(
        own, inherited, kinds, _all_states(terms) if document.all_states else frozenset()
    )


def _named(recommendations: set[int], terms: TermCache) -> dict[int, set[AddresseeKey]]:
    named: dict[int, set[AddresseeKey]] = {}
    rows = RecommendationAddressee.objects.filter(recommendation__in=recommendations)
    for pk, country, organisation in rows.values_list(
        "recommendation_id", "country_id", "organisation_id"
    ):
        named.setdefault(pk, set()).add(AddresseeKey.of(country, organisation, None, terms))
    return named


class _Document(NamedTuple):
    named: set[AddresseeKey]
    all_states: bool


def _documents(pks: set[int], terms: TermCache) -> dict[int, _Document]:
    """Whom each names, and whether it is recorded as addressing all States."""
    documents: dict[int, _Document] = {}
    rows = Document.objects.filter(pk__in=pks).order_by()
    for pk, all_states, country, organisation in rows.values_list(
        "pk", "all_states", "named_addressees__country", "named_addressees__organisation"
    ):
        document = documents.setdefault(pk, _Document(set(), bool(all_states)))
        if country or organisation:
            document.named.add(AddresseeKey.of(country, organisation, None, terms))
    return documents


def _addressed(
    own: set[AddresseeKey],
    inherited: set[AddresseeKey],
    kinds: set[str],
    states: frozenset[AddresseeKey],
) -> Addressed:
    """``inherited``: names from above, of which those of the record's kinds count where it names
    nobody itself. ``states``: all whom a call to States addresses where nobody says which.
    """
    others = kinds - {STATES}
    named = own or {
        key for key in inherited if not kinds or (STATES in kinds if key.country else others)
    }
    known = frozenset(named)
    unnamed_states = STATES in kinds and not any(key.country for key in known)
    if unnamed_states:
        known |= states
    open_kinds = set() if any(key.organisation for key in known) else others
    if unnamed_states and not states:
        open_kinds = open_kinds | {STATES}
    return Addressed(
        known,
        tuple(sorted(open_kinds)),
        tuple(sorted(kinds)),
        are_named=bool(named),
        all_states=unnamed_states and bool(states),
    )


def _all_states(terms: TermCache) -> frozenset[AddresseeKey]:
    def make() -> frozenset[AddresseeKey]:
        keys = (f"{COUNTRY}/{slug}" for slug in member_states())
        found = map(terms.current, keys)
        return frozenset(AddresseeKey(country=term.pk) for term in found if term is not None)

    return terms.derived.get("member states", make)


def problem_of_addressee(
    recommendation: Recommendation, country: Term | None, organisation: Organisation | None
) -> dict[str, str]:
    """A sentence where an entry names whom the recommendation does not address; else nothing."""
    if recommendation.pk is None:
        return {}
    key = AddresseeKey.of(
        country.pk if country else None, organisation.pk if organisation else None, None
    )
    if addressed_as(recommendation).includes(key):
        return {}
    problem = addressee_problem(recommendation, country, organisation)
    return {"country" if country else "organisation": problem}


def addressee_problem(
    recommendation: Recommendation, country: Term | None, organisation: Organisation | None
) -> str:
    return _("%(ref)s does not address %(addressee)s.") % {
        "ref": recommendation.ref,
        "addressee": country.label if country else organisation,
    }
