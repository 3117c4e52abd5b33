"""One immutable part of an index: bitmaps of facets, text, labels and sort orders of its records.

Positions run from the most recently updated record to the oldest; of those updated at the same time
what was released last comes first, then what is known to be in use, then A before Z.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from hub.search_engine import bitmaps
from hub.search_engine.analyser import WORD, fold, stem_phrase, tokenize
from hub.search_engine.bitmaps import Array, BitArray, Bitmaps
from hub.search_engine.document import IndexDocument, Labels
from hub.search_engine.index_builder import Allocate, IndexWriter, allocate_in_memory
from hub.search_engine.inverted_index import InvertedIndex

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = 0  # the verification date of a record that never was verified
VISIBLE, ENDED = 0, 1  # rows of ``bits`` before those of the facets
ORDERS = ("relevance", "standing", "verified", "name")

SortKey = tuple[str | int, int, int, int, str, int]


class Segment:
    """``visible`` has all positions, ``ended`` those of records that have ended."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = dict(arrays)
        metadata = json.loads(arrays["metadata"].tobytes())
        self.labels: dict[str, list[tuple[str, str]]] = {
            key: [(language, text) for language, text in texts]
            for key, texts in metadata["labels"].items()
        }
        self.pks, self.by_pk, self.updated = (arrays[n] for n in ("pks", "by_pk", "updated"))
        self.released, self.standing = arrays["released"], arrays["standing"]
        self.size = len(self.pks)
        self.rows = Bitmaps(
            metadata["keys"], arrays["bits"][2:], arrays["record_starts"], arrays["record_keys"]
        )
        self.visible: BitArray = arrays["bits"][VISIBLE]
        self.ended: BitArray = arrays["bits"][ENDED]
        self.text = InvertedIndex(_strip_prefix("text.", arrays))
        self.label_text = InvertedIndex(_strip_prefix("labels.", arrays))

    @cached_property
    def unused_labels(self) -> frozenset[str]:
        """The labels, folded, of terms that no record has: known words, and found nowhere."""
        return frozenset(self.arrays["unused_labels"].tobytes().decode().split("\n"))

    @cached_property
    def unused_label_words(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(map(str.split, self.unused_labels)))

    @cached_property
    def label_phrases(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """By each label, as the stems of its words, the rows of the terms that are called so."""
        rows: dict[tuple[str, ...], dict[str, None]] = {}
        for row, labels in self.labels.items():
            for _language, text in labels:
                phrase = stem_phrase(WORD.findall(text.casefold()))
                rows.setdefault(phrase, {})[row] = None
        return {phrase: tuple(called_so) for phrase, called_so in rows.items() if phrase}

    def position(self, pk: int) -> int | None:
        # NumPy's own search makes the order an array of wider numbers each time: 50 µs, not 4.
        index = bisect_left(self.by_pk, pk, key=self.pks.__getitem__)
        if index < self.size and self.pks[self.by_pk[index]] == pk:
            return int(self.by_pk[index])
        return None

    def order(self, sort: str) -> NDArray[np.int32]:
        """Positions in the order of that sort."""
        return self.arrays[f"order.{sort}"]

    def sort_key(self, sort: str, position: int) -> SortKey:
        """What a record is sorted by, comparable between segments: the least comes first."""
        first: str | int = 0
        start, stop = self.arrays["name_starts"][position : position + 2]
        name = self.arrays["name_bytes"][start:stop].tobytes().decode()
        if sort == "name":
            first = name
        elif sort == "verified":
            first = -int(self.arrays["verified"][position])
        elif sort == "standing":
            first = -int(self.standing[position])
        recency = (self.updated, self.released, self.standing)
        updated, released, standing = (-int(values[position]) for values in recency)
        return first, updated, released, standing, name, -int(self.pks[position])

    def insertion_point(self, sort: str, key: SortKey) -> int:
        """How many records of this segment come before such a key."""
        order = self.order(sort)
        return bisect_left(range(self.size), key, key=lambda i: self.sort_key(sort, int(order[i])))


def _strip_prefix(prefix: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {n.removeprefix(prefix): array for n, array in arrays.items() if n.startswith(prefix)}


class _Columns:
    """The facts about each document that are not text, in the order in which they are added."""

    def __init__(self) -> None:
        self.pks: list[int] = []
        self.updated: list[int] = []
        self.verified: list[int] = []
        self.released: list[int] = []
        self.standing: list[int] = []
        self.ended: list[bool] = []
        self.names: list[bytes] = []
        self.rows: list[tuple[int, ...]] = []
        self.key_numbers: dict[str, int] = {}
        self.interned_rows: dict[tuple[int, ...], tuple[int, ...]] = {}

    def add(self, document: IndexDocument) -> None:
        self.pks.append(document.pk)
        self.updated.append(int((document.updated - EPOCH).total_seconds() * 1_000_000))
        self.verified.append(document.verified_on.toordinal() if document.verified_on else NEVER)
        self.released.append(document.released)
        self.standing.append(document.standing)
        self.ended.append(document.ended)
        self.names.append(fold_title(document.title).encode())
        numbers = self.key_numbers
        rows = tuple(numbers.setdefault(key, len(numbers)) for key in document.rows)
        self.rows.append(self.interned_rows.setdefault(rows, rows))

    def order(self) -> NDArray[np.intp]:
        """The documents in the order of their positions, which is that of ``Segment.sort_key``."""
        ranks = {name: rank for rank, name in enumerate(sorted(set(self.names)))}
        names = np.array([ranks[name] for name in self.names], np.int64)
        descending = (self.pks, self.standing, self.released, self.updated)
        pks, standing, released, updated = (-np.array(each, np.int64) for each in descending)
        return np.lexsort((pks, names, standing, released, updated))

    def keys(self) -> list[str]:
        """By facet, its most frequent rows first: so those are contiguous, and counted together."""
        frequency = Counter(chain.from_iterable(self.rows))
        return sorted(
            self.key_numbers,
            key=lambda key: (key.partition("/")[0], -frequency[self.key_numbers[key]], key),
        )


def fold_title(text: str) -> str:
    """The folded title, by which lists are sorted."""
    return " ".join(fold(word) for word in text.encode(errors="replace").decode().split())


def build_arrays(
    documents: Iterable[IndexDocument],
    labels: Labels,
    allocate: Allocate = allocate_in_memory,
) -> dict[str, Array]:
    """The arrays of a segment. The large ones come from ``allocate``."""
    columns, writer = _Columns(), IndexWriter()
    for document in documents:
        columns.add(document)
        language = document.language
        writer.add(
            (
                [(language, document.title)],
                [(language, name) for name in document.names],
                [(language, document.summary)],
                [(language, document.description)],
            )
        )
    updated, pks = np.array(columns.updated, np.int64), np.array(columns.pks, np.int64)
    order = columns.order()
    keys = columns.keys()
    key_labels = {key: list(labels.get(key, ())) for key in keys}
    metadata = {"keys": keys, "labels": key_labels}
    arrays: dict[str, Array] = {
        "metadata": np.frombuffer(json.dumps(metadata).encode(), np.uint8),
        "pks": pks[order],
        "by_pk": pks[order].argsort().astype(np.int32),
        "updated": updated[order],
        "released": np.array(columns.released, np.int32)[order],
        **_build_bitmaps(columns, keys, order),
        **_build_orders(columns, order),
        "unused_labels": _fold_unused_labels(labels, frozenset(keys)),
    }
    text = writer.build_arrays(order, lambda name, size, kind: allocate(f"text.{name}", size, kind))
    label_text = _build_label_text(list(key_labels.values()))
    arrays |= {f"text.{name}": array for name, array in text.items()}
    return arrays | {f"labels.{name}": array for name, array in label_text.items()}


def _build_label_text(labels: Sequence[Sequence[tuple[str, str]]]) -> dict[str, Array]:
    """Labels as documents of their own, one for each row, in the field of names."""
    writer = IndexWriter()
    for texts in labels:
        writer.add(((), texts, (), ()))
    return writer.build_arrays(np.arange(len(labels)))


def _fold_unused_labels(labels: Labels, used: frozenset[str]) -> NDArray[np.uint8]:
    texts = {text for key, texts in labels.items() if key not in used for _language, text in texts}
    folded = {" ".join(filter(None, map(fold, tokenize(text)))) for text in texts}
    return np.frombuffer("\n".join(sorted(folded)).encode(), np.uint8)


def _build_bitmaps(columns: _Columns, keys: list[str], order: NDArray[np.intp]) -> dict[str, Array]:
    """Bits (visible, ended, then one row a key) and the keys of each record."""
    size = len(order)
    rows_by_number = np.zeros(max(1, len(keys)), np.uint16)
    for row, key in enumerate(keys):
        rows_by_number[columns.key_numbers[key]] = row
    lengths = np.array([len(columns.rows[i]) for i in order], np.int64)
    record_starts = np.concatenate([[0], lengths.cumsum()])
    flat = np.fromiter((row for i in order for row in columns.rows[i]), np.int64, record_starts[-1])
    record_keys = rows_by_number[flat]
    record = np.repeat(np.arange(size), lengths)
    bits = np.zeros((len(keys) + 2, bitmaps.word_count(size)), np.uint64)
    bits[VISIBLE] = bitmaps.pack_flags(np.ones(size, np.bool_))
    bits[ENDED] = bitmaps.pack_flags(np.array(columns.ended, np.bool_)[order])
    by_row = record_keys.argsort(kind="stable")
    ends = np.bincount(record_keys, minlength=len(keys)).cumsum()
    for row in range(len(keys)):
        members = record[by_row[ends[row - 1] if row else 0 : ends[row]]]
        bits[row + 2] = bitmaps.pack_positions(members, size)
    return {"bits": bits, "record_starts": record_starts, "record_keys": record_keys}


def _build_orders(columns: _Columns, order: NDArray[np.intp]) -> dict[str, Array]:
    """Names and dates by position, and the positions in the order of each sort."""
    names = [columns.names[i] for i in order]
    verified = np.array(columns.verified, np.int32)[order]
    standing = np.array(columns.standing, np.int16)[order]
    by_name = sorted(range(len(names)), key=names.__getitem__)
    return {
        "name_bytes": np.frombuffer(b"".join(names), np.uint8),
        "name_starts": np.concatenate([[0], np.cumsum([len(n) for n in names], dtype=np.int64)]),
        "verified": verified,
        "standing": standing,
        "order.standing": np.argsort(-standing, kind="stable").astype(np.int32),
        "order.relevance": np.arange(len(names), dtype=np.int32),
        "order.verified": np.argsort(-verified, kind="stable").astype(np.int32),
        "order.name": np.array(by_name, np.int32),
    }
