"""What the pages of all three kinds have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from catalogue.presenters.facts import Sources
from events.models.quotation import Quotation
from events.models.statistic import QuotedStatistic
from hub.records.copy_hosts import is_copy
from hub.records.keyed_rows import KeyedRows
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.paths import record_path
from hub.web.view_models import Link


@dataclass(frozen=True, slots=True)
class Quoted:
    """Exact words of a source: where they stand, the address of the source or nothing.

    ``language``: of the words.
    """

    words: str
    place: str
    language: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A quoted statistic: ``value`` ("84 %"), what it counts, whose finding, the source read.

    ``quoted``: the source's own words, where they are recorded.
    """

    value: str
    counts: str
    finding: str
    sources: tuple[int, ...] = ()
    quoted: Quoted | None = None
    language: str = ""


def quoted(row: Quotation, language: str, cite: str = "") -> Quoted | None:
    """The exact words that a row holds; ``language``: of the record, ``cite``: the source read."""
    if not row.quote:
        return None
    return Quoted(row.quote, row.place_in_source or "", row.quote_language or language, cite)


PairRows = KeyedRows[tuple[int, int]]
NameRows = KeyedRows[tuple[int, str, str]]


def term_rows(model: type[models.Model], record_field: str) -> PairRows:
    """The rows between records and terms, by the keys of records: ("event_id", "term_id")."""
    rows = model._default_manager.values_list(record_field, "term_id")
    return KeyedRows(lambda pks: rows.filter(**{f"{record_field}__in": pks}))


def organisation_rows(model: type[models.Model], record_field: str) -> NameRows:
    """The public organisations of records, by the keys of records, in their order."""
    rows = (
        model._default_manager.filter(
            organisation__state="published", organisation__visibility="public"
        )
        .order_by("position")
        .values_list(record_field, "organisation__name", "organisation__slug")
    )
    return KeyedRows(lambda pks: rows.filter(**{f"{record_field}__in": pks}))


def terms_by_record(rows: PairRows, pks: Iterable[int]) -> dict[int, list[CachedTerm]]:
    """Terms by the key of the record that carries them. One query for twenty records."""
    terms = term_cache()
    terms_by_record: dict[int, list[CachedTerm]] = {}
    for pk, term in rows(list(pks)):
        terms_by_record.setdefault(pk, []).append(terms.by_pk[term])
    return terms_by_record


def organisation_links(rows: NameRows, pks: Iterable[int]) -> dict[int, list[Link]]:
    """Links to public organisations by the key of the record, in their order. As many queries."""
    links_by_record: dict[int, list[Link]] = {}
    for pk, name, slug in rows(list(pks)):
        links_by_record.setdefault(pk, []).append(Link(name, record_path("organisation", slug)))
    return links_by_record


def single_label(schemes: dict[str, list[CachedTerm]] | Any, scheme: str) -> str:
    """The label of a single-valued scheme's term, or nothing."""
    terms = schemes.get(scheme, ())
    return terms[0].label() if terms else ""


def figures(rows: Iterable[QuotedStatistic], sources: Sources, language: str) -> tuple[Figure, ...]:
    """Quoted statistics; the source that was read joins the page's list. ``language``: of the
    record, and of its words for them."""
    figures = []
    for row in rows:
        organisation = row.finding_of
        finding = [
            str(organisation) if organisation and organisation.is_public else "",
            row.published_in or "",
        ]
        # Not again after a title such as "Global Report 2022".
        year = str(row.year or "")
        finding.append("" if year in (row.published_in or "") else year)
        figures.append(
            Figure(
                value=row.value,
                counts=row.counts,
                finding=", ".join(part for part in finding if part),
                sources=(sources.number(row.source),),
                quoted=quoted(row, language, "" if is_copy(row.source.url) else row.source.url),
                language=language,
            )
        )
    return tuple(figures)


def public_links(records: Iterable[Any]) -> tuple[Link, ...]:
    """Links to those of the records that every reader may see."""
    return tuple(
        Link(str(record), record.get_absolute_url(), language=record.language)
        for record in records
        if record.is_public
    )
