"""How a record type declares its fields: plain data from which all other rooms derive.

A field is declared once, in the module of its record type (``catalogue/fields/tool.py``). Models,
lists, page parameters, the index, imports, comparisons, news and roles read the declaration; none
of them keeps a list of fields of its own. Declarations import no models, so models can use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

Label = str | Promise


class Storage(Enum):
    """Where the values of a field are stored."""

    COLUMN = "column"  # a column of the record's own table
    SCHEME = "scheme"  # terms of the concept scheme of the same name
    LINKS = "links"  # rows of another table, each with a key to the record
    DERIVED = "derived"  # nowhere: computed when the record is indexed


class IndexRole(Enum):
    """Which part of the index document the words of a field belong to."""

    TITLE = "title"
    NAMES = "names"
    SUMMARY = "summary"
    TEXT = "text"


@dataclass(frozen=True)
class TermGroup:
    """Some terms of a scheme, shown to readers as a fact of its own.

    Its terms have these ``slugs`` or this ``prefix``; with ``others`` they are what those leave, so
    that a new term always belongs to a group. ``may_be_none``: where the scheme is known to be
    none, so is the group.
    """

    scheme: str
    slugs: frozenset[str] = frozenset()
    prefix: str = ""
    others: tuple[TermGroup, ...] = ()
    may_be_none: bool = True

    def has(self, slug: str) -> bool:
        """Whether the term of the scheme with this slug belongs to the group."""
        if self.others:
            return not any(other.has(slug) for other in self.others)
        return slug in self.slugs or (bool(self.prefix) and slug.startswith(self.prefix))


@dataclass(frozen=True)
class FacetDeclaration:
    """A facet of the list. ``order``: its place in the form, the lowest first.

    ``name``: its parameter, where it is not the name of the field. ``schemes``: where the terms of
    a facet over several schemes are. ``records``: the kind of record whose slugs are its values.
    ``choices``: values and labels of a facet that is neither a scheme nor a column with choices.
    ``joint``: its rows are the record's own terms of these schemes and all that are broader.
    ``by_chance``: records share it by chance, or because nobody looked: it makes none alike.
    ``tree``, ``by_label``, ``listed`` and ``select``: see ``hub.lists.facets.Facet``.
    """

    label: Label
    order: int
    name: str = ""
    schemes: tuple[str, ...] = ()
    records: str = ""
    choices: Mapping[str, Label] = field(default_factory=dict)
    tree: bool = False
    by_label: bool = False
    joint: bool = False
    by_chance: bool = False
    listed: bool = True
    select: bool = False


@dataclass(frozen=True)
class ImportColumn:
    """A column that a file may have for the field; ``name`` is that of the starter data.

    ``headings``: what the column is called elsewhere, in several languages, in small letters and
    without accents. ``shape``: text, lines, number, date, day, time, zone, url, flag, choice,
    sources, objects, organisation, organisations, addressees (countries and organisations), links
    (objects that name records), messages (texts, or objects that hold the source's own words
    besides) or key (of a record).
    ``limit``: characters of a text. ``facts``: the names in ``facts()`` that it sets, the field's
    own unless given. ``free_text``: prose, in which personal data may stand. ``overflow``: the
    column that takes the whole of a text that is longer than ``limit``, of which this one has the
    first sentences.
    """

    name: str
    label: Label = ""
    headings: tuple[str, ...] = ()
    shape: str = "text"
    many: bool = False
    required: bool = False
    free_text: bool = False
    limit: int = 0
    facts: tuple[str, ...] = ()
    overflow: str = ""


@dataclass(frozen=True)
class Placement:
    """A place in a group: a section of the page, of a comparison, or of the admin's form.

    ``label``: where the group words the field differently than its facet. ``always``: shown
    whatever else is left out, because a person's safety may depend on it.
    """

    group: str
    order: int
    label: Label = ""
    always: bool = False


@dataclass(frozen=True)
class RecordField:
    """One field. ``name``: as in ``facts()``, revisions and changes, so it never changes.

    ``label``: for columns the model's ``verbose_name`` unless given. ``news_label``: in news and
    mails, unless the facet's label or ``label`` serves. What LINKS hold is declared by the model's
    link table. ``indexed_part``: the lookup from its rows that the index and the facet read;
    ``indexed_if``: a column that must be true for it. ``topical``: tells whether an
    imported row belongs into this catalogue at all. ``export``: the column's name in exports,
    unless that of the first import column serves; fields are exported in the order of declaration,
    those with ``exported`` False nowhere: of a public record they tell nothing.
    ``visibility``: the widest tier of readers who may see the field. ``may_be_none``: of LINKS, a
    source can say that there is none; a scheme or a column always may. ``wanted``: curators look
    for it where it is not known, though it has no place that says so. ``group``: the terms that
    facet, page and comparison show under this name: of a scheme that holds several groups, the one
    named like it is the scheme's own field, the others are DERIVED. ``of_record``: it tells of the
    record or of our own judgement, so that no source can be asked whether it is right. ``vital``: a
    mistake in it may harm a person, so that no record counts as checked while it could not be told.
    """

    name: str
    storage: Storage = Storage.COLUMN
    label: Label = ""
    news_label: Label = ""
    facet: FacetDeclaration | None = None
    index: IndexRole | None = None
    imports: tuple[ImportColumn, ...] = ()
    page: Placement | None = None
    compare: Placement | None = None
    form: Placement | None = None
    indexed_part: str = ""
    indexed_if: str = ""
    translatable: bool = False
    topical: bool = False
    export: str = ""
    exported: bool = True
    visibility: str = "public"
    may_be_none: bool = False
    wanted: bool = False
    group: TermGroup | None = None
    of_record: bool = False
    vital: bool = False

    @property
    def export_name(self) -> str:
        return self.export or (self.imports[0].name if self.imports else self.name)

    def label_in(self, placement: Placement | None) -> Label:
        """The label in a group: the placement's own, the facet's, or the field's."""
        facet = self.facet.label if self.facet else ""
        return (placement.label if placement else "") or facet or self.label


def scheme_field(
    name: str,
    column: str,
    label: Label,
    headings: tuple[str, ...] = (),
    *,
    many: bool = True,
    **options: Any,
) -> RecordField:
    """A field with terms, and the import column in which a row names them."""
    imports = (ImportColumn(column, label, headings, many=many),)
    return RecordField(name, Storage.SCHEME, imports=imports, **options)


# Columns of every record type that are facts; a type declares those among them that it imports.
SHARED_FACTS = (
    "slug",
    "state",
    "visibility",
    "language",
    "known_none",
    "confidence",
    "verification",
    "verified_on",
    "next_review_on",
)


@dataclass(frozen=True, eq=False)
class RecordType:
    """A kind of record. ``model_label``: "app.model"; the model names the declaration.

    ``search_order``: its place among the boxes of the search over everything, None: not searched.
    ``term_order``: of the lists that are filtered by a term, the lowest one counts for the page of
    the term's scheme; None: terms do not lead to its list. ``changes``: the kinds of news
    (``Change.What``) that subscribers of its list choose among. ``compare_groups``: slugs and
    titles of the groups of a comparison. ``kind_words``: what its records are called, in every form
    and the languages of readers, parted by blanks; in their own list such a word narrows nothing.
    ``has_maker``: whether there is somebody who makes or runs such a thing, and can be asked.
    ``two_person_facts``: what one person alone does not change of a published record.
    """

    kind: str
    model_label: str
    fields: tuple[RecordField, ...]
    changes: tuple[str, ...] = ()
    search_order: int | None = None
    term_order: int | None = None
    compare_groups: tuple[tuple[str, Label], ...] = ()
    kind_words: str = ""
    has_maker: bool = True
    two_person_facts: tuple[str, ...] = ()

    @cached_property
    def model(self) -> Any:
        """The model class. Raises LookupError before all models are loaded."""
        return apps.get_model(self.model_label)

    @cached_property
    def by_name(self) -> dict[str, RecordField]:
        return {declared.name: declared for declared in self.fields}

    # Storage

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """Names of the concept schemes whose terms a record may have."""
        return tuple(declared.name for declared in self.stored(Storage.SCHEME))

    @cached_property
    def own_columns(self) -> tuple[str, ...]:
        """Columns that are facts of this type only, by their ``attname``."""
        columns = (declared.name for declared in self.stored(Storage.COLUMN))
        return tuple(name for name in columns if name not in SHARED_FACTS)

    @cached_property
    def optional_links(self) -> tuple[str, ...]:
        """Names of the links that may be known to be none."""
        links = self.stored(Storage.LINKS)
        return tuple(declared.name for declared in links if declared.may_be_none)

    @cached_property
    def sourced(self) -> tuple[RecordField, ...]:
        """Fields that a source can be asked about, in the order of declaration."""
        own_sources = {
            table.fact
            for table in self.model.tables()
            if any(lookup.startswith("source__") for lookup in table.shape)
        }
        return tuple(
            declared
            for declared in self.fields
            if declared.storage is not Storage.DERIVED
            and not declared.of_record
            and declared.name not in SHARED_FACTS
            and declared.name not in own_sources
        )

    @cached_property
    def link_tables(self) -> Mapping[str, Any]:
        """The model's link tables by the facts that their rows make."""
        return {fact: table for table in self.model.tables() for fact in table.made_facts}

    def stored(self, storage: Storage) -> tuple[RecordField, ...]:
        return tuple(declared for declared in self.fields if declared.storage is storage)

    # What is derived

    @cached_property
    def facet_fields(self) -> tuple[RecordField, ...]:
        """Fields with a facet, in the order of the form."""
        return tuple(
            sorted(
                (declared for declared in self.fields if declared.facet),
                key=attrgetter("facet.order"),
            )
        )

    @cached_property
    def facet_names(self) -> tuple[str, ...]:
        """The parameters of the facets, in the order of the form."""
        return tuple(facet_name(declared) for declared in self.facet_fields)

    @cached_property
    def import_columns(self) -> tuple[tuple[RecordField, ImportColumn], ...]:
        return tuple((declared, column) for declared in self.fields for column in declared.imports)

    @cached_property
    def groups(self) -> Mapping[str, TermGroup]:
        """Groups of terms by the names of their facets."""
        return {facet_name(each): each.group for each in self.facet_fields if each.group}

    @cached_property
    def wanted_facts(self) -> tuple[RecordField, ...]:
        """Fields that curators look for where nothing is known of them: what has a facet or a place
        on the page, where it may be known to be none, and what is ``wanted``.
        """
        return tuple(declared for declared in self.fields if self._is_wanted(declared))

    def _is_wanted(self, declared: RecordField) -> bool:
        if declared.storage is Storage.LINKS:
            return declared.may_be_none
        is_shown = bool(declared.facet or declared.page or declared.wanted)
        if declared.storage is Storage.SCHEME:
            return is_shown or declared.form is not None
        if declared.storage is Storage.DERIVED or declared.name in SHARED_FACTS:
            return False
        column = self.model._meta.get_field(declared.name)
        return bool(is_shown and column.null and not column.is_relation)

    @cached_property
    def topical(self) -> tuple[str, ...]:
        return tuple(declared.name for declared in self.fields if declared.topical)

    def indexed(self, role: IndexRole) -> tuple[RecordField, ...]:
        return tuple(declared for declared in self.fields if declared.index is role)

    def placed(self, use: str, group: str) -> tuple[RecordField, ...]:
        """Fields of a group in their order; ``use`` is "page", "compare" or "form"."""
        return self._groups.get((use, group), ())

    @cached_property
    def _groups(self) -> dict[tuple[str, str], tuple[RecordField, ...]]:
        groups: dict[tuple[str, str], list[tuple[int, RecordField]]] = {}
        for declared in self.fields:
            for use in ("page", "compare", "form"):
                place: Placement | None = getattr(declared, use)
                if place is not None:
                    groups.setdefault((use, place.group), []).append((place.order, declared))
        return {
            key: tuple(declared for _order, declared in sorted(members, key=itemgetter(0)))
            for key, members in groups.items()
        }

    def news_label(self, name: str) -> Label:
        """What a fact is called in news and mails; empty for what has no words."""
        declared = self.by_name.get(name)
        if declared is not None:
            facet = declared.facet.label if declared.facet else ""
            if words := declared.news_label or facet or declared.label:
                return words
        return self.column_labels.get(name, "")

    @cached_property
    def column_labels(self) -> dict[str, Label]:
        """Labels of the model's columns, by name and by ``attname``."""
        columns = self.model._meta.concrete_fields
        return {
            name: column.verbose_name
            for column in columns
            for name in (column.attname, column.name)
        }

    def column_choices(self, name: str) -> dict[str, Label]:
        """Values and labels of a column with choices; empty for any other."""
        column = self.model._meta.get_field(name)
        return dict(getattr(column, "choices", None) or ())


def facet_name(declared: RecordField) -> str:
    """The parameter and the prefix of the index rows of a field's facet."""
    return (declared.facet.name if declared.facet else "") or declared.name
