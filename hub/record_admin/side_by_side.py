"""Two rows beside each other, fact by fact, before one of them gives way to the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import capfirst

from hub.record_admin.record import RecordAdmin, address_of
from hub.records.models import Record
from hub.web.paths import admin_form_path

MAX_NAMED = 5  # records that are named and linked; the others are counted


@dataclass(frozen=True)
class Side:
    """One of the two. ``page`` is where readers see it, empty where they do not."""

    title: str
    form: str
    page: str = ""


@dataclass(frozen=True)
class FactPair:
    """A fact of both, as text."""

    label: str
    left: str
    right: str


@dataclass(frozen=True)
class MovingRecords:
    """Records of one kind that point at the one that goes: how many, and the first of them."""

    label: str
    count: int
    named: tuple[Side, ...]

    @property
    def unnamed(self) -> int:
        return self.count - len(self.named)


@dataclass(frozen=True)
class SideBySide:
    """``same``: how many facts both state alike."""

    left: Side
    right: Side
    differing: tuple[FactPair, ...]
    same: int
    moving: tuple[MovingRecords, ...] = ()

    @property
    def total(self) -> int:
        return sum(kind.count for kind in self.moving)


def form_address(row: Model) -> str:
    return admin_form_path(type(row), row.pk)


def side_of(record: Record) -> Side:
    return Side(str(record), form_address(record), address_of(record))


def pair_facts(
    names: Iterable[tuple[str, str, str]],
) -> tuple[tuple[FactPair, ...], int]:
    """The pairs (label, left, right) that differ, and the number of those that do not."""
    pairs = [FactPair(capfirst(label), left, right) for label, left, right in names]
    differing = tuple(pair for pair in pairs if pair.left != pair.right)
    return differing, len(pairs) - len(differing)


def compare_records(
    admin: RecordAdmin, left: Record, right: Record, moving: Iterable[MovingRecords] = ()
) -> SideBySide:
    """Every fact that either of the two records has."""
    labels, text = admin.fact_labels(), admin.fact_reader()
    ours, theirs = left.facts(), right.facts()
    empty: tuple[Any, ...] = (None, "", [])
    names = [name for name in ours if ours[name] not in empty or theirs.get(name) not in empty]
    differing, same = pair_facts(
        (labels.get(name, name), text(name, ours[name]), text(name, theirs.get(name)))
        for name in names
    )
    return SideBySide(side_of(left), side_of(right), differing, same, tuple(moving))


def moving_records(label: Any, records: QuerySet[Any]) -> MovingRecords:
    """Two queries, however many there are."""
    first = tuple(Side(str(record), form_address(record)) for record in records[:MAX_NAMED])
    return MovingRecords(capfirst(str(label)), records.count(), first)
