"""Checking in shares, beside each other; and then what only rows together can tell.

A row that repeats another is found by marks of both: numbers that stand for its key, its slug, its
names and what they are alike by. Rows that have one in common are checked once more, in order and
among themselves; all others have no row that they could repeat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from zlib import crc32

import numpy as np
from django.db import connection

from catalogue.models.organisation import matching_key
from hub.imports.match.duplicates import MOST_IN_BLOCK
from hub.imports.models import Import, RowRange
from hub.imports.validate.chunk_validator import (
    CHUNK,
    ChunkValidator,
    check_chunk,
    waiting,
    without_collector,
)
from hub.imports.validate.recheck import again
from hub.imports.validate.row_parser import ParsedRow
from hub.imports.validate.row_store import save
from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache

# A mark: the row's number, 32 bits of a checksum, and a bit for what many rows may have in common.
BITS = 33
KEY, SLUG, ALIAS, ADDRESS, NAME, BLOCK = range(6)


def check_share(batch: Import, share: RowRange) -> Counter[str]:
    """Check the rows of a share, each by itself, and note their marks. Rows by verdict."""
    rows = waiting(batch.rows.of_share(share))
    with without_collector():
        if rows:
            ChunkValidator(batch).check(rows, apart=True)
            save(rows)
        marks = [row.number << BITS | mark for row in rows for mark in _marks(row)]
    share.marks = np.array(marks, dtype="<u8").tobytes()
    return Counter(str(row.verdict) for row in rows)


def _marks(row: ParsedRow) -> Iterator[int]:
    if row.key:
        yield _mark(KEY, row.key)
    if row.facts.get("slug"):
        yield _mark(SLUG, row.facts["slug"])
    for name in row.facts.get("names") or ():
        yield _mark(ALIAS, matching_key(name[0]))
    if row.traits is None:
        return
    for address in row.traits.addresses:
        yield _mark(ADDRESS, address) | 1
    for key, blocks in zip(row.traits.keys, row.traits.blocks, strict=True):
        yield _mark(NAME, key) | 1
        for block in blocks:
            yield _mark(BLOCK, block) | 1


def _mark(what: int, text: str) -> int:
    return crc32(text.encode("utf-8", "replace"), what) << 1


def check_repeated(batch: Import, size: int = CHUNK) -> int:
    """Check the next of the rows that may repeat each other once more; 0: there are none left.

    Once all shares are done, in a transaction of the caller's, who is alone with the import.
    """
    among = repeated(batch)
    if not batch.then:
        again(batch, among)
        batch.then = Import.State.READY
    return check_chunk(batch, size, among)


_repeated: SeqCache[frozenset[int]] = SeqCache(SearchState.current, max_size=1)


def repeated(batch: Import) -> frozenset[int]:
    """The numbers of the rows that have a mark in common with another."""
    return _repeated.get_version(
        (str(connection.settings_dict["NAME"]), batch.pk),
        str(batch.step_at),
        lambda: frozenset(_in_common(batch.shares.values_list("marks", flat=True))),
    )


def _in_common(marks: Iterable[bytes | memoryview]) -> list[int]:
    held = np.unique(np.concatenate([np.frombuffer(one, dtype="<u8") for one in marks]))
    # By mark, and for each of them by number.
    mark, number = held & np.uint64((1 << BITS) - 1), held >> np.uint64(BITS)
    order = np.argsort(mark, kind="stable")
    mark, number = mark[order], number[order]
    starts = np.flatnonzero(np.concatenate([[True], mark[1:] != mark[:-1]])[: len(mark)])
    sizes = np.diff(np.append(starts, len(mark)))
    place = np.arange(len(mark)) - np.repeat(starts, sizes)
    # What more rows than this have in common says nothing about the others.
    telling = (mark & np.uint64(1) == 0) | (place <= MOST_IN_BLOCK)
    found: list[int] = np.unique(number[telling & (np.repeat(sizes, sizes) > 1)]).tolist()
    return found
