"""What a change of a term touches: records, addresses, subscriptions, mapped values, names."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from hub.curation.vocabulary_changes.carriers import models_with, records_with
from hub.digests.matching.saved_search import parameters
from hub.digests.models import SignUp, Subscription
from hub.imports.models import Profile
from hub.lists.spec import list_specs
from hub.record_admin.side_by_side import MovingRecords, Side, form_address, moving_records
from hub.records.models import Record
from hub.vocabulary.models import Term, TermLabel
from hub.web.localization import VOCABULARY_LANGUAGE
from hub.web.paths import query_string, with_query

FEW = 60  # records for each of which a part can be ticked


@dataclass(frozen=True)
class RecordChoice:
    """A record of which is asked which parts it gets. ``name``: kind and key."""

    name: str
    title: str
    form: str


@dataclass(frozen=True)
class ChangePreview:
    """``translations``: preferred names in other languages; ``mapped``: (profile, its words).

    ``filters``: confirmed subscriptions, and sign-ups that wait for their owner.
    """

    moving: tuple[MovingRecords, ...]
    addresses: tuple[Side, ...]
    filters: int
    mapped: tuple[tuple[Profile, tuple[str, ...]], ...]
    translations: tuple[TermLabel, ...]
    narrower: tuple[Term, ...]

    @property
    def total(self) -> int:
        return sum(kind.count for kind in self.moving)


def preview_of(term: Term) -> ChangePreview:
    slugs = {term.slug, *former_slugs(term)}
    return ChangePreview(
        moving=tuple(
            moving_records(model._meta.verbose_name_plural, records_with(model, [term.pk]))
            for model in models_with(term.scheme.slug)
        ),
        addresses=tuple(_addresses(term)),
        filters=count_filters(term.scheme.slug, slugs),
        mapped=tuple(_mapped_values(term.scheme.slug, slugs)),
        translations=tuple(
            term.labels.filter(kind=TermLabel.Kind.PREFERRED).exclude(language=VOCABULARY_LANGUAGE)
        ),
        narrower=tuple(term.narrower.order_by("position", "slug")),
    )


def former_slugs(term: Term) -> list[str]:
    """The addresses that lead to a term without being its own."""
    replaced = Term.objects.filter(Q(replaced_by=term) | Q(parts__successor=term))
    return list(replaced.values_list("slug", flat=True))


def _addresses(term: Term) -> list[Side]:
    """Its page, and the lists that can be narrowed by it."""
    sides = [Side(term.get_absolute_url(), term.get_absolute_url())]
    for spec in list_specs.values():
        facet = spec.facet_of_scheme(term.scheme.slug, term.slug)
        if facet:
            path = with_query(reverse(spec.route), query_string([(facet, term.slug)]))
            sides.append(Side(path, path))
    return sides


def count_filters(scheme: str, slugs: set[str]) -> int:
    """Subscriptions and sign-ups of which the filter names one of these terms of a scheme."""
    number = 0
    for spec in list_specs.values():
        facets = [facet.name for facet in spec.facets if scheme in facet.scheme_names]
        named = Q()
        for slug in slugs:
            named |= Q(query__contains=slug)
        for model in (Subscription, SignUp):
            rows = model._default_manager.filter(named, kind=spec.kind) if facets else ()
            number += sum(_names(row.query, facets, slugs) for row in rows)
    return number


def _names(query: str, facets: list[str], slugs: set[str]) -> bool:
    values = parameters(query)
    return any(not slugs.isdisjoint(values.get(facet, ())) for facet in facets)


def _mapped_values(scheme: str, slugs: set[str]) -> list[tuple[Profile, tuple[str, ...]]]:
    """Profiles of imports that map words of a source to one of these terms, with the words."""
    mapped = []
    for profile in Profile.objects.filter(words__has_key=scheme).order_by("title"):
        words = tuple(word for word, slug in profile.words[scheme].items() if slug in slugs)
        if words:
            mapped.append((profile, words))
    return mapped


def record_choices(term: Term) -> list[RecordChoice]:
    """The records that carry a term, where they are few enough to decide on each; else none."""
    choices: list[RecordChoice] = []
    for model in models_with(term.scheme.slug):
        records: list[Record] = list(records_with(model, [term.pk]).order_by("pk")[: FEW + 1])
        choices += [
            RecordChoice(f"{model.kind}:{record.pk}", str(record), form_address(record))
            for record in records
        ]
    return choices if len(choices) <= FEW else []
