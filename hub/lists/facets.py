"""Facets: what a list can be narrowed by, with the choices in their order and their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import get_language

from hub.lists.view_models import CheckBox, FacetGroup, check_box, counted, option, select
from hub.records.fields import SHARED_FACTS, Label, RecordField, RecordType, Storage, TermGroup
from hub.records.models import FormerSlug, SearchState
from hub.records.models.search_state import Version
from hub.records.registry import record_types
from hub.records.seq_cache import SeqCache
from hub.search_engine.query import Query
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache
from hub.web.view_models import FactState


class RecordNames(Mapping[str, str]):
    """Names of records by slug, read again when a public record of these kinds has changed."""

    def __init__(self, read: Callable[[], dict[str, str]], *kinds: str) -> None:
        self.read, self.kinds = read, kinds
        self.cache: SeqCache[dict[str, str]] = SeqCache(self.version)

    def version(self) -> Version:
        return SearchState.version_of(self.kinds)

    def current(self) -> dict[str, str]:
        return self.cache.get("names", self._sorted)

    def _sorted(self) -> dict[str, str]:
        return dict(sorted(self.read().items(), key=lambda pair: pair[1].casefold()))

    def __getitem__(self, slug: str) -> str:
        return self.current()[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self.current())

    def __len__(self) -> int:
        return len(self.current())


SHORT = 32  # choices that one takes in at a glance, more or less
STATES = {NOT_KNOWN: FactState.UNKNOWN, KNOWN_NONE: FactState.NONE}


class FacetChoice(NamedTuple):
    """A choice before it is counted."""

    slug: str
    label: str
    depth: int = 0
    state: FactState = FactState.VALUE


@dataclass(frozen=True)
class Facet:
    """``schemes``: where its terms are, the facet's own name unless given.

    ``fixed``: slugs and words of a facet that is no scheme; ``records``: the kind of record whose
    slugs these are. ``tree``: narrower terms stand below
    broader ones, indented. ``by_label``: for long flat lists that one looks a word up in.
    ``group``: the terms of its scheme that are its choices. ``listed``: whether the form offers all
    choices; else other pages lead to the list, and it shows those in force. ``select``: it offers
    them one at a time, for many choices of which a reader wants one by name.
    """

    name: str
    label: Label
    schemes: tuple[str, ...] = ()
    fixed: Mapping[str, Label] = field(default_factory=dict)
    records: str = ""
    tree: bool = False
    by_label: bool = False
    by_chance: bool = False
    group: TermGroup | None = None
    listed: bool = True
    select: bool = False

    def __deepcopy__(self, memo: object) -> Facet:
        """Itself: forms copy their fields for every request, and a facet never changes."""
        return self

    def entry(self, slug: str, terms: TermCache | None = None) -> CachedTerm | None:
        terms = terms or term_cache()
        for scheme in self.scheme_names:
            if term := terms.get(scheme, slug):
                return term
        return None

    @property
    def scheme_names(self) -> tuple[str, ...]:
        return self.schemes or (self.group.scheme if self.group else self.name,)

    def offers(self, slug: str) -> bool:
        """Whether it is a choice of this facet, and not of another one for the same scheme."""
        return slug in STATES or self.group is None or self.group.has(slug)

    def resolve(self, slug: str) -> tuple[str, ...]:
        """The slugs to search by: of a replaced term those that stand for it, of a record that
        moved or was merged the one that it has now. None: no such choice.

        The facet that is named like its scheme takes all terms of it: addresses older than the
        groups have them there (see `hub.lists.filter_form.in_their_groups`).
        """
        if slug in STATES or slug in self.fixed:
            return (slug,)
        if self.records:
            return tuple(one for one in self.slug_now(slug) if one in self.fixed)
        terms = term_cache()
        term = self.entry(slug, terms)
        if term is None or not (term.scheme == self.name or self.offers(slug)):
            return ()
        return tuple(current.slug for current in terms.all_current(term.key))

    def slug_now(self, slug: str) -> tuple[str, ...]:
        """Of the record that had the slug, also where it cannot be chosen; empty where none had."""
        former = FormerSlug.objects.filter(kind=self.records, slug=slug).first()
        if former is None:
            return ()
        records = record_types[self.records].model._default_manager
        slugs = records.filter(pk=former.record_id).values_list("slug", flat=True)
        return tuple(slugs[:1])

    def label_of(self, slug: str) -> str:
        if slug in self.fixed:
            return str(self.fixed[slug])
        term = self.entry(slug)
        return term.label() if term else term_cache().label(self.name, slug)

    def choices(self, slugs: tuple[str, ...]) -> tuple[FacetChoice, ...]:
        """These slugs in the order of the page; what is no term stands last."""
        terms = term_cache()
        entries = [entry for slug in slugs if (entry := self.entry(slug, terms))]
        ordered = self._as_tree(entries, terms) if self.tree else self._flat(entries)
        others = [
            FacetChoice(slug, str(label)) for slug, label in self.fixed.items() if slug in slugs
        ] + [
            FacetChoice(slug, terms.label(self.name, slug), state=state)
            for slug, state in STATES.items()
            if slug in slugs
        ]
        return (*ordered, *others)

    def _flat(self, entries: list[CachedTerm]) -> list[FacetChoice]:
        choices = [FacetChoice(entry.slug, entry.label()) for entry in entries]
        if self.by_label:
            return sorted(choices, key=lambda choice: choice.label.casefold())
        places = {entry.slug: entry.position for entry in entries}
        return sorted(choices, key=lambda choice: places[choice.slug])

    @staticmethod
    def _as_tree(entries: list[CachedTerm], terms: TermCache) -> list[FacetChoice]:
        def path(entry: CachedTerm) -> list[tuple[str, str]]:
            chain = [entry, *terms.above(entry)]
            return [(term.label().casefold(), term.slug) for term in reversed(chain)]

        paths = sorted((path(entry), entry) for entry in entries)
        return [
            FacetChoice(entry.slug, entry.label(), depth=min(len(way) - 1, 3))
            for way, entry in paths
        ]


Facets = tuple[Facet, ...]


def facets_of(
    record_type: RecordType, names: Mapping[str, Mapping[str, Label]] | None = None
) -> Facets:
    """The facets that a record type declares, in their order.

    ``names``: by facet, names by slug of the records that are its choices.
    """
    names = names or {}
    return tuple(
        Facet(
            name,
            declared.facet.label,
            schemes=declared.facet.schemes,
            fixed=names[name] if name in names else _choices(record_type, declared),
            records=declared.facet.records,
            tree=declared.facet.tree,
            by_label=declared.facet.by_label,
            by_chance=declared.facet.by_chance,
            group=declared.group,
            listed=declared.facet.listed,
            select=declared.facet.select,
        )
        for declared, name in zip(record_type.facet_fields, record_type.facet_names, strict=True)
        if declared.facet
    )


def _choices(record_type: RecordType, declared: RecordField) -> Mapping[str, Label]:
    """The declared choices, else those of a column that is no scheme of the same name."""
    if declared.facet and declared.facet.choices:
        return declared.facet.choices
    is_own_column = declared.storage is Storage.COLUMN and declared.name not in SHARED_FACTS
    return record_type.column_choices(declared.name) if is_own_column else {}


Prepared = tuple[tuple[CheckBox, ...], ...]


def prepared(facets: Facets, snapshot: Snapshot) -> Prepared:
    """The check boxes or options of each facet, labelled once for a snapshot and a language."""
    names = tuple(facet.name for facet in facets)
    # The names of other records change while the snapshot stays.
    of_records = {facet.fixed.version() for facet in facets if isinstance(facet.fixed, RecordNames)}
    versions = (SearchState.terms_version(), frozenset(of_records))
    return snapshot.derived.get(
        ("check boxes", get_language() or "", versions, names),
        lambda: tuple(
            tuple(
                option(choice.slug, choice.label)
                if facet.select
                else check_box(facet.name, *choice)
                for choice in facet.choices(_offered(facet, snapshot))
            )
            for facet in facets
        ),
    )


def _offered(facet: Facet, snapshot: Snapshot) -> tuple[str, ...]:
    choices = snapshot.choices(facet.name)
    if facet.select:
        return tuple(slug for slug in choices if slug not in STATES)
    return tuple(filter(facet.offers, choices)) if facet.listed else ()


def facet_groups(
    facets: Facets, snapshot: Snapshot, query: Query, counts: Mapping[str, Mapping[str, int]]
) -> tuple[FacetGroup, ...]:
    """Each facet as a group of check boxes with live counts, without choices that find nothing.

    Of the first three groups the short ones stand open, and every one with a choice in force.
    """
    fieldsets = []
    for place, (facet, boxes) in enumerate(zip(facets, prepared(facets, snapshot), strict=True)):
        chosen = query.slugs(facet.name)
        if facet.select:
            if group := _select_group(facet, boxes, counts.get(facet.name, {}), chosen):
                fieldsets.append(group)
            continue
        if absent := tuple(set(chosen) - {box[0] for box in boxes}):
            # No record has it. Left out, it would be dropped when the form is sent again.
            boxes += tuple(check_box(facet.name, *choice) for choice in facet.choices(absent))
        number, markup = counted(boxes, counts.get(facet.name, {}), chosen)
        if number:
            is_open = bool(chosen) or (place < 3 and number <= SHORT)
            fieldsets.append(FacetGroup(facet.name, str(facet.label), markup, len(chosen), is_open))
    return tuple(fieldsets)


def _select_group(
    facet: Facet, options: Sequence[CheckBox], counts: Mapping[str, int], chosen: tuple[str, ...]
) -> FacetGroup | None:
    """A select of what finds something; above it a check box for each of several that are chosen.

    None where there is nothing to choose.
    """
    kept = facet.choices(chosen)
    if len(chosen) == 1:
        known = {choice.value for choice in options}
        options = [*(option(c.slug, c.label) for c in kept if c.slug not in known), *options]
        kept = ()
    offered = [choice for choice in options if counts.get(choice.value) or choice.value in chosen]
    if not offered and not kept:
        return None
    _number, boxes = counted([check_box(facet.name, *choice) for choice in kept], counts, chosen)
    markup = boxes + select(facet.name, str(facet.label), offered, () if kept else chosen)
    return FacetGroup(facet.name, str(facet.label), markup, len(chosen), open=True)
