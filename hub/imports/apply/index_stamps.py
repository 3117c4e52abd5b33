"""The number of a change, given to all that it changed and to all that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from catalogue.models.classified import ClassifiedRecord
from events.recommendations.models import Document, Recommendation
from hub.imports.models import Import, JournalEntry
from hub.records.models.ledger import touch_dependents
from hub.records.registry import record_types

AT_ONCE = 5000


def some(pks: Iterable[int], size: int = AT_ONCE) -> Iterator[list[int]]:
    rest = iter(pks)
    while chunk := list(islice(rest, size)):
        yield chunk


def records_written(batch: Import, model: type[ClassifiedRecord], way: str, op: str) -> list[int]:
    """Keys of the records whose own row is inserted, updated or deleted."""
    lines = JournalEntry.objects.going(way).filter(
        batch=batch, table=model._meta.label_lower, op=op
    )
    return [pk for records in lines.values_list("records", flat=True) for pk in records]


def stamp(
    model: type[ClassifiedRecord],
    new: Sequence[int],
    changed: Sequence[int],
    seq: int,
    **columns: Any,
) -> None:
    """``columns``: what else the new records are given, where nobody edited them meanwhile."""
    for pks in some(new):
        records = model._default_manager.filter(pk__in=pks)
        if columns:
            records.filter(version=1).update(**columns)
        records.update(index_seq=seq)
    for pks in some(changed):
        model._default_manager.filter(pk__in=pks).update(index_seq=seq)
        first = model()
        first.pk = pks[0]
        touch_dependents(first, seq, pks[1:])
    if model is Recommendation:
        stamp_above((*new, *changed), seq)


def stamp_above(pks: Iterable[int], seq: int) -> None:
    """As ``Recommendation.stamp_others``: the ones above list its words, the document counts it."""
    for chunk in some(pks):
        found = Recommendation.objects.filter(pk__in=chunk)
        above = {pk for pk in found.values_list("parent", flat=True) if pk}
        Recommendation.objects.filter(pk__in=above).update(index_seq=seq)
        papers = set(found.values_list("document", flat=True))
        Document.objects.filter(pk__in=papers).update(index_seq=seq)


def model_of_kind(kind: str) -> type[ClassifiedRecord]:
    """The model of a kind of record."""
    model: type[ClassifiedRecord] = record_types[kind].model
    return model
