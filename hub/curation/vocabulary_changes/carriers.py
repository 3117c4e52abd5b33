"""The records that carry a term, and their facts rewritten through the ledger, many at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from hub.records.bulk_rows import Columns, chunks
from hub.records.earlier_versions import facts_left_by
from hub.records.models import Ledger, Record, RecordChange, Revision
from hub.records.models.ledger import Facts
from hub.records.registry import record_types
from hub.records.stored_records import StoredRecord, read_records
from hub.vocabulary.models import Term

AT_ONCE = 1000  # records that are in memory
INFERRED, TERMS = "inferred", "terms"
Rewrite = Callable[[str, StoredRecord], StoredRecord]  # by kind: the record as it was before
Targets = Callable[[str, int], Sequence[str]]  # by kind and key: slugs that come for the old one


def models_with(scheme: str) -> list[type[Record]]:
    """The kinds of record that may carry terms of a scheme."""
    return [
        cast("type[Record]", record_type.model)
        for record_type in record_types.values()
        if scheme in record_type.schemes
    ]


def records_with(model: type[Record], terms: Collection[int]) -> Any:
    """The records of a kind that carry any of these terms."""
    record: Any = model  # one with terms
    links = record._meta.get_field("term_links")
    rows = links.related_model._default_manager.filter(term_id__in=terms)
    return model._default_manager.filter(pk__in=rows.values(links.field.attname))


def count_carriers(term: Term) -> int:
    return sum(records_with(model, [term.pk]).count() for model in models_with(term.scheme.slug))


def keys_of_carriers(term: Term) -> set[tuple[str, int]]:
    """By kind and primary key."""
    return {
        (model.kind, pk)
        for model in models_with(term.scheme.slug)
        for pk in records_with(model, [term.pk]).values_list("pk", flat=True)
    }


def carry_over(ledger: Ledger, term: Term, old: str, targets: Targets) -> int:
    """Have all that carry a term say other slugs instead of ``old``. Returns how many records.

    ``old``: the slug that their facts had, which a renamed term has no longer.
    """
    scheme, carried = term.scheme.slug, 0
    for model in models_with(scheme):
        keys = list(records_with(model, [term.pk]).order_by("pk").values_list("pk", flat=True))
        for some in chunks(keys, AT_ONCE):
            changes = []
            for record in read_records(model, some, lock=True).values():
                stored = _named(record, scheme, term.slug, old)
                slugs = targets(model.kind, record.pk)
                changes.append(_rewritten(model, stored, scheme, old, slugs))
            ledger.write(model, changes, refuse=False)
            carried += len(changes)
    return carried


def _named(record: StoredRecord, scheme: str, now: str, before: str) -> StoredRecord:
    """A record with the name that a term had before it was renamed."""
    if now == before:
        return record
    facts = record.facts | {scheme: _replaced(record.facts.get(scheme), now, [before])}
    if now in (record.facts.get(INFERRED) or ()):
        facts[INFERRED] = _replaced(record.facts[INFERRED], now, [before])
    return replace(record, facts=facts)


def _replaced(slugs: Iterable[str] | None, old: str, new: Sequence[str]) -> list[str]:
    kept = [slug for slug in slugs or () if slug != old]
    return sorted({*kept, *new})


def _rewritten(
    model: type[Record], stored: StoredRecord, scheme: str, old: str, slugs: Sequence[str]
) -> RecordChange:
    before = stored.facts
    after = before | {scheme: _replaced(before.get(scheme), old, slugs)}
    kept: dict[str, list[Columns]] = {}
    if old in (before.get(INFERRED) or ()):
        new = [slug for slug in slugs if slug not in (before.get(scheme) or ())]
        after[INFERRED] = _replaced(before[INFERRED], old, new)
        kept = _inferred_links(scheme, new)
    return RecordChange(after, stored, kept_links=kept)


def _inferred_links(scheme: str, slugs: Collection[str]) -> dict[str, list[Columns]]:
    terms = Term.objects.filter(scheme__slug=scheme, slug__in=slugs)
    return {TERMS: [{"term_id": pk, INFERRED: True} for pk in terms.values_list("pk", flat=True)]}


def take_back(ledger: Ledger, run: str, scheme: str) -> list[tuple[str, int]]:
    """Give records the terms back that a run took from them.

    Whatever else was changed since stays. Returns (kind, key) of those that keep what they have,
    since somebody chose other terms for them after the run.
    """
    kept: list[tuple[str, int]] = []
    for model in models_with(scheme):
        revisions = Revision.objects.filter(kind=model.kind, run=run).order_by("record_id")
        keys = list(revisions.values_list("pk", flat=True))
        for some in chunks(keys, AT_ONCE):
            changed, left = _taken_back(model, Revision.objects.filter(pk__in=some), scheme)
            ledger.write(model, changed, refuse=False)
            kept += left
    return kept


def _taken_back(
    model: type[Record], revisions: Iterable[Revision], scheme: str
) -> tuple[list[RecordChange], list[tuple[str, int]]]:
    by_record = {revision.record_id: revision for revision in revisions}
    stored = read_records(model, by_record, lock=True)
    later = facts_left_by(by_record.values())
    changes, left = [], []
    for pk, record in stored.items():
        before = by_record[pk].before or {}
        written = later.get(pk, record.facts)
        if record.facts.get(scheme) != written.get(scheme):
            left.append((model.kind, pk))
            continue
        changes.append(_with_terms_of(record, before, scheme))
    return changes, left


def _with_terms_of(record: StoredRecord, before: Facts, scheme: str) -> RecordChange:
    after = {name: value for name, value in record.facts.items() if name != scheme}
    if scheme in before:
        after[scheme] = before[scheme]
    inferred = set(before.get(INFERRED) or ()) & set(before.get(scheme) or ())
    kept = _inferred_links(scheme, inferred) if inferred else {}
    if INFERRED in after:
        others = set(after[INFERRED]) - set(record.facts.get(scheme) or ())
        after[INFERRED] = sorted(others | inferred)
    return RecordChange(after, record, kept_links=kept)


def current_titles(pairs: Iterable[tuple[str, int]]) -> Iterator[Record]:
    """Records by (kind, key), those that are still there."""
    by_kind: dict[str, list[int]] = {}
    for kind, pk in pairs:
        by_kind.setdefault(kind, []).append(pk)
    for kind, keys in by_kind.items():
        yield from record_types[kind].model._default_manager.filter(pk__in=keys)
