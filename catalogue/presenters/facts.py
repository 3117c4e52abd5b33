"""Facts in their three states, with numbered sources, from a record's terms and fields."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalogue.fields.shared import GROUP_LABELS, RISKS, group_name
from catalogue.models.classified import ClassifiedRecord
from catalogue.presenters.trials import trial_title
from hub.records.copy_hosts import is_copy
from hub.records.fact_sources import FactSources
from hub.records.fields import RecordField, RecordType, Storage, TermGroup
from hub.records.models import CONFIRMED, Citation, Record, Source
from hub.records.source_names import name_source
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_date
from hub.web.view_models import (
    Fact,
    FactSection,
    FactState,
    Link,
    SourceRef,
    Value,
    VerificationLabel,
)


class Sources(FactSources):
    """The page's list of sources, numbered as facts refer to them.

    ``refs``: of what stands on the page already, so that all of it is numbered through.
    """

    __slots__ = ("refs",)

    def __init__(
        self, citations: Iterable[Citation], refs: dict[int, SourceRef] | None = None
    ) -> None:
        super().__init__()
        self.refs = {} if refs is None else refs
        for citation in citations:
            if citation.source.kind == Source.Kind.STATEMENT:
                self._add_statement(citation)
                continue
            day = citation.checked_on
            self.add_citation(
                citation.subject,
                self.number(citation.source, citation.note),
                checked_on=day.isoformat() if day else None,
                says_so=citation.says_so,
            )
        self.settle_doubts()

    def _add_statement(self, citation: Citation) -> None:
        """Without a day it was made about another value than stands there now. Of a scheme that
        is shown as several facts, the note names those that it is about."""
        if not citation.checked_on:
            return
        groups = citation.note.split()
        number = self.number(citation.source)
        self.add_statement(citation.subject, number, citation.checked_on.isoformat(), groups)
        ref = self.refs[citation.source_id]
        labels = [ref.note, *(stated_labels(citation, groups))]
        self.refs[citation.source_id] = replace(ref, note=", ".join(filter(None, labels)))

    def number(self, source: Source, note: str = "") -> int:
        """The source's number on the page; one that is new to it is added to the list."""
        if source.pk not in self.refs:
            self.refs[source.pk] = source_ref(len(self.refs) + 1, source, note)
        return self.refs[source.pk].number

    def best(self) -> Link | None:
        """The first source that can be opened, named by who published it or by its host."""
        ref = next((ref for ref in self.refs.values() if ref.url), None)
        return Link(ref.publisher or urlsplit(ref.url).netloc, ref.url) if ref else None

    def listed(self) -> tuple[SourceRef, ...]:
        return tuple(self.refs.values())


def stated_labels(citation: Citation, groups: Iterable[str]) -> list[str]:
    """What a statement is about, in words: not all of it stands on the page with a mark."""
    if groups:
        return [str(GROUP_LABELS[group]) for group in groups if group in GROUP_LABELS]
    model: Any = citation._meta.get_field(citation.record_field).related_model
    declared = model.record_type.by_name.get(citation.subject)
    if declared is None or declared.visibility != Record.Visibility.PUBLIC:
        return []
    label = str(model.record_type.news_label(citation.subject))
    return [label[:1].upper() + label[1:]]


def source_ref(number: int, source: Source, note: str) -> SourceRef:
    if source.kind == Source.Kind.STATEMENT:
        day = localize_date(source.read_on.isoformat()) if source.read_on else ""
        words = _("◇ Own statement of %(date)s, made to this site and not checked by it") % {
            "date": day
        }
        return SourceRef(number=number, title=words, note=note)
    if source.kind == Source.Kind.TRIAL:
        return SourceRef(number=number, title=trial_title(source), note=note)
    name = name_source(source.title, source.url, source.publisher)
    return SourceRef(
        number=number,
        title=name.title,
        url="" if is_copy(source.url) else source.url,
        publisher=name.publisher,
        archived=source.archived_url,
        read_on=source.read_on.isoformat() if source.read_on else None,
        note=note,
        made=name.is_made,
        copy=name.is_copy,
    )


VERIFICATION_SENTENCES = {
    Record.Verification.UNREVIEWED: gettext_lazy("Nobody has checked this record yet."),
    Record.Verification.SOURCE_CHECKED: gettext_lazy(
        "A curator has compared this record with its sources."
    ),
    Record.Verification.OWNER_CONFIRMED: gettext_lazy(
        "The owner has confirmed what is written here."
    ),
    Record.Verification.PRACTITIONER_CONFIRMED: gettext_lazy(
        "Somebody who works with it has confirmed what is written here."
    ),
    Record.Verification.STALE: gettext_lazy(
        "This record was last checked too long ago to rely on."
    ),
    Record.Verification.DISPUTED: gettext_lazy(
        "A part of this record is in doubt: somebody has told us that it is wrong, or its source "
        "no longer says so."
    ),
}


def verification(record: Record, sources: Sources | None = None) -> VerificationLabel:
    """The label of a record. On its own page also that a check is overdue, and, with its
    ``sources``, which facts they no longer say."""
    label = verification_of(record.verification, record.verified_on)
    remarks = [label.sentence]
    due = record.next_review_on
    if label.vouched and due is not None and due < timezone.localdate():
        words = {"date": localize_date(due.isoformat())}
        remarks.append(_("It should have been checked again by %(date)s.") % words)
    if sources is not None and sources.doubted:
        names = [str(record.record_type.news_label(name) or name) for name in sources.doubted]
        words = {"facts": ", ".join(sorted(name.lower() for name in names))}
        remarks.append(_("No longer said by its source: %(facts)s.") % words)
    return replace(label, sentence=" ".join(remarks)) if len(remarks) > 1 else label


def verification_of(slug: str, verified_on: datetime.date | None) -> VerificationLabel:
    return _verification(slug, verified_on, get_language())


@lru_cache(maxsize=4096)
def _verification(
    slug: str, verified_on: datetime.date | None, language: str | None
) -> VerificationLabel:
    state = Record.Verification(slug)
    checked = verified_on.isoformat() if verified_on else None
    return VerificationLabel(
        str(state.label), str(VERIFICATION_SENTENCES[state]), state in CONFIRMED, checked
    )


def is_risk(term: CachedTerm) -> bool:
    """Whether the term speaks against a use."""
    return term.scheme == RISKS.scheme and RISKS.has(term.slug)


def term_value(term: CachedTerm, *, url: str = "", inferred: bool = False) -> Value:
    return Value(
        label=term.label(),
        url=url or term.url,
        note=term.explanation,
        language=term.label_language,
        inferred=inferred,
        risk=is_risk(term),
    )


def sort_terms(terms: Iterable[CachedTerm]) -> list[CachedTerm]:
    """Terms in the order of their scheme; countries, which a scheme orders by code, by label."""

    def sort_key(term: CachedTerm) -> tuple[int, str]:
        by_name = term.scheme == "country"
        return (0, term.label().casefold()) if by_name else (term.position, "")

    return sorted(terms, key=sort_key)


def term_fact(
    label: str,
    terms: Iterable[CachedTerm],
    *,
    known_none: bool,
    inferred: frozenset[int] = frozenset(),
    sources: tuple[int, ...] = (),
    checked: str | None = None,
    doubted: str | None = None,
    stated: str | None = None,
) -> Fact:
    """A fact made of terms; ``inferred`` has the primary keys of those that no source states."""
    ordered = sort_terms(terms)
    values = tuple(term_value(term, inferred=term.pk in inferred) for term in ordered)
    return fact(
        label,
        values,
        known_none=known_none,
        sources=sources,
        checked=checked,
        doubted=doubted,
        stated=stated,
    )


def fact(
    label: str,
    values: tuple[Value, ...],
    *,
    known_none: bool,
    sources: tuple[int, ...] = (),
    checked: str | None = None,
    doubted: str | None = None,
    stated: str | None = None,
) -> Fact:
    """A fact in the state that its values and ``known_none`` give."""
    if values:
        return Fact(label, FactState.VALUE, values, sources, checked, doubted, stated)
    if known_none:
        return Fact(label, FactState.NONE, (), sources, checked, doubted, stated)
    return Fact(label, FactState.UNKNOWN, (), (), checked, doubted, stated)


def never_compared(made: Fact) -> Fact:
    """A group of a scheme without its dates where it is not known: other groups were compared."""
    is_unknown = made.state is FactState.UNKNOWN
    return replace(made, checked=None, doubted=None, stated=None) if is_unknown else made


def yes_or_no(value: bool | None) -> tuple[Value, ...]:
    if value is None:
        return ()
    return (Value(_("Yes") if value else _("No")),)


def text_value(text: str | None, url: str = "") -> tuple[Value, ...]:
    return (Value(text, url=url),) if text else ()


def date_value(text: str | None) -> tuple[Value, ...]:
    """A date in the words and the precision of its source."""
    return (Value(localize_date(text)),) if text else ()


def group_by_scheme(terms: Iterable[CachedTerm]) -> Mapping[str, list[CachedTerm]]:
    grouped: dict[str, list[CachedTerm]] = {}
    for term in terms:
        grouped.setdefault(term.scheme, []).append(term)
    return grouped


def sorted_labels(terms: Iterable[CachedTerm]) -> tuple[str, ...]:
    """Labels of terms in the order of their scheme."""
    return tuple(term.label() for term in sorted(terms, key=lambda term: term.position))


def place_names(schemes: Mapping[str, Sequence[CachedTerm]]) -> tuple[str, ...]:
    """The names of the countries; where none is recorded, of the regions."""
    return tuple(sorted(sorted_labels(schemes.get("country") or schemes.get("region") or ())))


def date_range(started: str | None, ended: str | None) -> str:
    """The range in words, as precise as the source; empty where neither date is known."""
    start, end = localize_date(started) if started else "", localize_date(ended) if ended else ""
    if start and end:
        return start if start == end else _("%(start)s to %(end)s") % {"start": start, "end": end}
    if start:
        return _("from %(start)s") % {"start": start}
    return _("until %(end)s") % {"end": end} if end else ""


class RecordFacts:
    """The facts of a record, each with its state, sources and date of the last check."""

    def __init__(self, record: ClassifiedRecord, sources: Sources) -> None:
        self.record, self.sources = record, sources
        self.schemes = group_by_scheme(
            term_cache().by_pk[link.term_id] for link in record.term_links.all()
        )

    def terms(self, scheme: str, label: str) -> Fact:
        terms = self.schemes.get(scheme, [])
        return term_fact(
            label,
            terms,
            known_none=scheme in self.record.known_none,
            sources=self.sources.of(scheme) if terms else (),
            checked=self.sources.checked.get(scheme),
            doubted=self.sources.doubted.get(scheme),
            stated=self.sources.stated.get(scheme),
        )

    def group(self, group: TermGroup, label: str) -> Fact:
        """The terms of a group; any group of a scheme may be unknown by itself."""
        terms = self.in_group(group)
        made = term_fact(
            label,
            terms,
            known_none=self.known_none(group),
            sources=self.sources.of(group.scheme) if terms else (),
            checked=self.sources.checked.get(group.scheme),
            doubted=self.sources.doubted.get(group.scheme),
            stated=self.sources.stated.get(f"{group.scheme}/{group_name(group)}"),
        )
        return never_compared(made)

    def in_group(self, group: TermGroup) -> list[CachedTerm]:
        return [term for term in self.schemes.get(group.scheme, ()) if group.has(term.slug)]

    def known_none(self, group: TermGroup) -> bool:
        return group.may_be_none and group.scheme in self.record.known_none

    def field(self, name: str, label: str, values: tuple[Value, ...] | None = None) -> Fact:
        """``values``: by default the text of the field."""
        if values is None:
            values = text_value(getattr(self.record, name))
        return fact(
            label,
            values,
            known_none=name in self.record.known_none,
            sources=self.sources.of(name) if values else (),
            checked=self.sources.checked.get(name),
            doubted=self.sources.doubted.get(name),
            stated=self.sources.stated.get(name),
        )


FactBuilder = Callable[[Any], Fact]  # from the ``RecordFacts`` of a page


@dataclass(frozen=True)
class SectionSpec:
    """A section of a page. ``facts`` build its facts, in order; ``lead`` builds the text above."""

    slug: str
    title: str | Promise
    facts: tuple[FactBuilder, ...]
    lead: Callable[[Any], str] | None = None

    def build(self, facts: RecordFacts) -> FactSection:
        built = tuple(build(facts) for build in self.facts)
        lead = self.lead(facts) if self.lead else ""
        return FactSection(self.slug, str(self.title), built, lead=lead)


def scheme_fact(scheme: str, label: str | Promise = "") -> FactBuilder:
    return lambda facts: facts.terms(scheme, str(label))


def group_fact(group: TermGroup, label: str | Promise = "") -> FactBuilder:
    return lambda facts: facts.group(group, str(label))


def field_fact(
    name: str,
    label: str | Promise,
    values: Callable[[Any], tuple[Value, ...]] | None = None,
) -> FactBuilder:
    """``values`` makes the values from the record; by default they are the field's text."""
    return lambda facts: facts.field(name, str(label), values and values(facts.record))


def declared_facts(
    record_type: RecordType,
    group: str,
    values: Mapping[str, Callable[[Any], tuple[Value, ...]]] = MappingProxyType({}),
) -> tuple[FactBuilder, ...]:
    """The facts that the declaration places in a section; ``values`` as for ``field_fact``."""

    def build(declared: RecordField) -> FactBuilder:
        label = declared.label_in(declared.page)
        if declared.group is not None:
            return group_fact(declared.group, label)
        if declared.storage is Storage.SCHEME:
            return scheme_fact(declared.name, label)
        return field_fact(declared.name, label, values.get(declared.name))

    return tuple(map(build, record_type.placed("page", group)))


def build_sections(specs: Iterable[SectionSpec], facts: RecordFacts) -> tuple[FactSection, ...]:
    return tuple(spec.build(facts) for spec in specs)


def count_unknown(sections: Iterable[FactSection]) -> int:
    """How many facts of the sections are not known."""
    return sum(fact.state is FactState.UNKNOWN for section in sections for fact in section.facts)


MAX_LABELS = 4  # facts named in one sentence; more make it unreadable


def join_labels(labels: list[str]) -> str:
    """The labels separated by commas; from ``MAX_LABELS`` on, the others as a number."""
    if len(labels) <= MAX_LABELS:
        return ", ".join(labels)
    more = _("%(count)d more") % {"count": len(labels) - MAX_LABELS + 1}
    return ", ".join([*labels[: MAX_LABELS - 1], more])
