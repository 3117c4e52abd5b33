"""Whom a recommendation addresses: kinds, and countries and organisations by name.

Names stand on the sub-action, else on its recommendation, else on its document. Where none does,
a call to States addresses the Member States of the United Nations. Whoever else is addressed by
kind alone ("companies") is open: nobody knows how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from catalogue.models import Organisation
from events.recommendations.models.addressee import (
    COUNTRY,
    DocumentAddressee,
    RecommendationAddressee,
)
from events.recommendations.models.recommendation import Recommendation, RecommendationTerm
from hub.vocabulary.member_states import member_states
from hub.vocabulary.models import Term
from hub.vocabulary.term_cache import TermCache, term_cache

STATES = "states"  # of the scheme ``addressee``
ADDRESSEE = "addressee"


class AddresseeKey(NamedTuple):
    """A country (key of its term), else an organisation, else an actor in words; or nobody named.

    An entry that names a country and an organisation is about the country.
    """

    country: int | None = None
    organisation: int | None = None
    actor: str = ""

    @classmethod
    def of(cls, country: int | None, organisation: int | None, actor: str | None) -> AddresseeKey:
        if country is not None:
            return cls(country=country)
        if organisation is not None:
            return cls(organisation=organisation)
        return cls(actor=actor or "")


@dataclass(frozen=True)
class Addressed:
    """``known``: those who can be counted. ``open_kinds``: slugs of kinds nobody can count.

    ``kinds``: all kinds that the text names, as slugs of the scheme ``addressee``.
    """

    known: frozenset[AddresseeKey] = frozenset()
    open_kinds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    are_named: bool = False

    def includes(self, key: AddresseeKey) -> bool:
        """Whether an entry about this addressee belongs here, as far as the text says."""
        if key in self.known or not (key.country or key.organisation):
            return True
        if key.country is not None:
            names_countries = any(other.country for other in self.known)
            return not self.kinds and not names_countries
        return bool(self.open_kinds) or (not self.kinds and not self.known)


def addressed_by(recommendations: Iterable[Recommendation]) -> dict[int, Addressed]:
    """By primary key, for any number of them in four queries."""
    records = {one.pk: one for one in recommendations}
    above = {one.parent_id for one in records.values() if one.parent_id}
    asked = {*records, *above}
    terms = term_cache()
    kinds: dict[int, list[str]] = {}
    rows = RecommendationTerm.objects.filter(recommendation__in=asked, term__scheme__slug=ADDRESSEE)
    for pk, term in rows.values_list("recommendation_id", "term_id"):
        kinds.setdefault(pk, []).append(terms.by_pk[term].slug)
    own = _named(RecommendationAddressee, "recommendation_id", asked)
    documents = {one.document_id for one in records.values()}
    of_documents = _named(DocumentAddressee, "document_id", documents)
    return {
        pk: _addressed(
            own.get(pk) or own.get(one.parent_id or 0) or of_documents.get(one.document_id) or (),
            kinds.get(pk) or kinds.get(one.parent_id or 0) or (),
            terms,
        )
        for pk, one in records.items()
    }


def _named(model: Any, parent: str, keys: set[int]) -> dict[int, list[AddresseeKey]]:
    named: dict[int, list[AddresseeKey]] = {}
    rows = model.objects.filter(**{f"{parent}__in": keys})
    for pk, country, organisation in rows.values_list(parent, "country_id", "organisation_id"):
        named.setdefault(pk, []).append(AddresseeKey.of(country, organisation, None))
    return named


def _addressed(named: Iterable[AddresseeKey], kinds: Iterable[str], terms: TermCache) -> Addressed:
    known = frozenset(named)
    slugs = tuple(sorted(set(kinds)))
    are_named = bool(known)
    names_countries = any(key.country for key in known)
    names_organisations = any(key.organisation for key in known)
    if STATES in slugs and not names_countries:
        known |= _all_states(terms)
    others = tuple(slug for slug in slugs if slug != STATES)
    return Addressed(known, () if names_organisations else others, slugs, are_named)


def _all_states(terms: TermCache) -> frozenset[AddresseeKey]:
    def make() -> frozenset[AddresseeKey]:
        keys = (f"{COUNTRY}/{slug}" for slug in member_states())
        found = (terms.by_key.get(key) for key in keys)
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
    (addressed,) = addressed_by([recommendation]).values()
    if addressed.includes(key):
        return {}
    sentence = _("%(ref)s does not address %(addressee)s.") % {
        "ref": recommendation.ref,
        "addressee": country.label if country else organisation,
    }
    return {"country" if country else "organisation": sentence}
