"""Some records with everything that search asks of them: rows of bits, text, labels and orders.

Positions run from the most recently updated record to the oldest.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from hub.search_engine import bitmaps
from hub.search_engine.analyser import surface
from hub.search_engine.bitmaps import Array, Bitmaps, Words
from hub.search_engine.document import IndexDocument, Labels
from hub.search_engine.index_builder import Allocate, Writer, in_memory
from hub.search_engine.inverted_index import InvertedIndex

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = 0  # the verification date of a record that never was
VISIBLE, ENDED = 0, 1
ORDERS = ("relevance", "verified", "name")


class Segment:
    """Read-only. ``alive`` are the positions not replaced by a newer segment (all, at first)."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = dict(arrays)
        about = json.loads(arrays["about"].tobytes())
        self.labels: dict[str, list[tuple[str, str]]] = {
            key: [(language, text) for language, text in texts]
            for key, texts in about["labels"].items()
        }
        self.pks, self.by_pk, self.updated = (arrays[n] for n in ("pks", "by_pk", "updated"))
        self.size = len(self.pks)
        self.rows = Bitmaps(about["keys"], arrays["bits"][2:], arrays["row_starts"], arrays["held"])
        self.visible: Words = arrays["bits"][VISIBLE]
        self.ended: Words = arrays["bits"][ENDED]
        self.text = InvertedIndex(_under("text.", arrays))
        self.label_text = InvertedIndex(_under("labels.", arrays))

    def position(self, pk: int) -> int | None:
        at = int(np.searchsorted(self.pks, pk, sorter=self.by_pk))
        if at < self.size and self.pks[self.by_pk[at]] == pk:
            return int(self.by_pk[at])
        return None

    def order(self, sort: str) -> NDArray[np.int32]:
        """Positions in the order of that sort."""
        return self.arrays[f"order.{sort}"]

    def key(self, sort: str, position: int) -> tuple[str | int, int, int]:
        """What a record is sorted by, comparable between segments: the least comes first."""
        first: str | int = 0
        if sort == "name":
            start, stop = self.arrays["name_starts"][position : position + 2]
            first = self.arrays["name_bytes"][start:stop].tobytes().decode()
        elif sort == "verified":
            first = -int(self.arrays["verified"][position])
        return first, -int(self.updated[position]), -int(self.pks[position])

    def slot(self, sort: str, key: tuple[str | int, int, int]) -> int:
        """How many records of this segment come before such a key."""
        order = self.order(sort)
        return bisect_left(range(self.size), key, key=lambda i: self.key(sort, int(order[i])))


def _under(prefix: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {n.removeprefix(prefix): array for n, array in arrays.items() if n.startswith(prefix)}


class _Columns:
    """The facts about each document that are not text, in order of arrival."""

    def __init__(self) -> None:
        self.pks: list[int] = []
        self.updated: list[int] = []
        self.verified: list[int] = []
        self.ended: list[bool] = []
        self.names: list[bytes] = []
        self.rows: list[tuple[int, ...]] = []
        self.number: dict[str, int] = {}
        self.sets: dict[tuple[int, ...], tuple[int, ...]] = {}

    def add(self, document: IndexDocument) -> None:
        self.pks.append(document.pk)
        self.updated.append(int((document.updated - EPOCH).total_seconds() * 1_000_000))
        self.verified.append(document.verified_on.toordinal() if document.verified_on else NEVER)
        self.ended.append(document.ended)
        self.names.append(surface_of_line(document.title).encode())
        number = self.number
        rows = tuple(number.setdefault(key, len(number)) for key in document.rows)
        self.rows.append(self.sets.setdefault(rows, rows))

    def keys(self) -> list[str]:
        """By facet, the rows that most records hold first: those are counted in one run."""
        held = Counter(chain.from_iterable(self.rows))
        return sorted(
            self.number, key=lambda key: (key.partition("/")[0], -held[self.number[key]], key)
        )


def surface_of_line(text: str) -> str:
    """The folded title, by which lists are sorted."""
    return " ".join(surface(word) for word in text.encode(errors="replace").decode().split())


def build(
    documents: Iterable[IndexDocument], labels: Labels, allocate: Allocate = in_memory
) -> dict[str, Array]:
    """The arrays of a segment. Text is held as numbers; the large arrays come from ``allocate``."""
    columns, writer = _Columns(), Writer()
    for document in documents:
        columns.add(document)
        tongue = document.language
        writer.add(
            (
                [(tongue, document.title)],
                [(tongue, name) for name in document.names],
                [(tongue, document.summary)],
                [(tongue, document.description)],
            )
        )
    updated, pks = np.array(columns.updated, np.int64), np.array(columns.pks, np.int64)
    order = np.lexsort((-pks, -updated))
    keys = columns.keys()
    said = {key: list(labels.get(key, ())) for key in keys}
    about = {"keys": keys, "labels": said}
    arrays: dict[str, Array] = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "pks": pks[order],
        "by_pk": pks[order].argsort().astype(np.int32),
        "updated": updated[order],
        **_rows(columns, keys, order),
        **_orders(columns, order),
    }
    text = writer.finish(order, lambda name, size, kind: allocate(f"text.{name}", size, kind))
    label_text = _label_text(list(said.values()))
    arrays |= {f"text.{name}": array for name, array in text.items()}
    return arrays | {f"labels.{name}": array for name, array in label_text.items()}


def _label_text(labels: Sequence[Sequence[tuple[str, str]]]) -> dict[str, Array]:
    """The labels as documents of their own, one for each row, their words counting like names."""
    writer = Writer()
    for texts in labels:
        writer.add(((), texts, (), ()))
    return writer.finish(np.arange(len(labels)))


def _rows(columns: _Columns, keys: list[str], order: NDArray[np.intp]) -> dict[str, Array]:
    """Bits (visible, ended, then one row a key) and the keys of each record."""
    size = len(order)
    sorted_number = np.zeros(max(1, len(keys)), np.uint16)
    for place, key in enumerate(keys):
        sorted_number[columns.number[key]] = place
    lengths = np.array([len(columns.rows[i]) for i in order], np.int64)
    row_starts = np.concatenate([[0], lengths.cumsum()])
    flat = np.fromiter((row for i in order for row in columns.rows[i]), np.int64, row_starts[-1])
    held = sorted_number[flat]
    record = np.repeat(np.arange(size), lengths)
    bits = np.zeros((len(keys) + 2, bitmaps.width(size)), np.uint64)
    bits[VISIBLE] = bitmaps.to_words(np.ones(size, np.bool_))
    bits[ENDED] = bitmaps.to_words(np.array(columns.ended, np.bool_)[order])
    by_row = held.argsort(kind="stable")
    ends = np.bincount(held, minlength=len(keys)).cumsum()
    for row in range(len(keys)):
        members = record[by_row[ends[row - 1] if row else 0 : ends[row]]]
        bits[row + 2] = bitmaps.of_positions(members, size)
    return {"bits": bits, "row_starts": row_starts, "held": held}


def _orders(columns: _Columns, order: NDArray[np.intp]) -> dict[str, Array]:
    """Names and dates by position, and the positions in the order of each sort."""
    names = [columns.names[i] for i in order]
    verified = np.array(columns.verified, np.int32)[order]
    by_name = sorted(range(len(names)), key=names.__getitem__)
    return {
        "name_bytes": np.frombuffer(b"".join(names), np.uint8),
        "name_starts": np.concatenate([[0], np.cumsum([len(n) for n in names], dtype=np.int64)]),
        "verified": verified,
        "order.relevance": np.arange(len(names), dtype=np.int32),
        "order.verified": np.argsort(-verified, kind="stable").astype(np.int32),
        "order.name": np.array(by_name, np.int32),
    }
