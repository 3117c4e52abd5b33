"""Ranges of rows that several workers validate beside each other, and the rows that repeat another.

A row that repeats another is recognised by fingerprints of both: numbers that stand for its key,
its slug, its names, its addresses and its blocking keys. Rows that have one in common are validated
once more, in order and among themselves; all others have no row that they could repeat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from zlib import crc32

import numpy as np
from django.db import connection

from hub.imports.map import ParsedRow
from hub.imports.match.duplicates import MAX_IN_BLOCK, Traits, aliases_of
from hub.imports.models import Import, RowRange
from hub.imports.record_types.list_entries import subject_of
from hub.imports.validate.chunks import (
    CHUNK,
    reset_rows,
    save_rows,
    unvalidated,
    validate_chunk,
)
from hub.imports.validate.row_validator import RowValidator
from hub.records.garbage_collection import garbage_collection_paused
from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache

# A stored mark: the row's number, 32 bits of a checksum, and a bit for what many rows may share.
BITS = 33
KEY, SLUG, ALIAS, ADDRESS, NAME, BLOCKING_KEY = range(6)


def validate_range(job: Import, row_range: RowRange) -> Counter[str]:
    """Validate the rows of a range, each by itself, and store their marks. Rows by verdict."""
    rows = unvalidated(job.rows.of_share(row_range))
    with garbage_collection_paused():
        traits: dict[int, Traits] = {}
        if rows:
            validator = RowValidator(job)
            validator.validate(rows, independent=True)
            save_rows(rows)
            traits = validator.traits
        marks = [
            row.number << BITS | fingerprint
            for row in rows
            for fingerprint in _fingerprints(row, traits.get(row.number))
        ]
    row_range.marks = np.array(marks, dtype="<u8").tobytes()
    return Counter(str(row.verdict) for row in rows)


def _fingerprints(row: ParsedRow, traits: Traits | None) -> Iterator[int]:
    if row.key:
        yield _fingerprint(KEY, row.key)
    if row.facts.get("slug") and not subject_of(row.facts):
        yield _fingerprint(SLUG, row.facts["slug"])
    for alias in aliases_of(row.facts):
        yield _fingerprint(ALIAS, alias)
    if traits is None:
        return
    for address in traits.addresses:
        yield _fingerprint(ADDRESS, address) | 1
    for name, keys in zip(traits.names, traits.blocking_keys, strict=True):
        yield _fingerprint(NAME, name) | 1
        for key in keys:
            yield _fingerprint(BLOCKING_KEY, key) | 1


def _fingerprint(trait: int, text: str) -> int:
    return crc32(text.encode("utf-8", "replace"), trait) << 1


def validate_repeated(job: Import, size: int = CHUNK) -> int:
    """Validate the next of the rows that may repeat each other once more; 0: none are left.

    Once all ranges are done, in a transaction of the caller's, who is alone with the job.
    """
    numbers = repeated_rows(job)
    if not job.then:
        reset_rows(job, numbers)
        job.then = Import.State.READY
    return validate_chunk(job, size, numbers)


_repeated: SeqCache[frozenset[int]] = SeqCache(SearchState.version, max_size=1)


def repeated_rows(job: Import) -> frozenset[int]:
    """The numbers of the rows that have a fingerprint in common with another."""
    return _repeated.get_version(
        (str(connection.settings_dict["NAME"]), job.pk),
        str(job.step_at),
        lambda: frozenset(_in_common(job.shares.values_list("marks", flat=True))),
    )


def _in_common(marks: Iterable[bytes | memoryview]) -> list[int]:
    stored = np.unique(np.concatenate([np.frombuffer(part, dtype="<u8") for part in marks]))
    # By fingerprint, and for each of them by number.
    fingerprints = stored & np.uint64((1 << BITS) - 1)
    numbers = stored >> np.uint64(BITS)
    order = np.argsort(fingerprints, kind="stable")
    fingerprints, numbers = fingerprints[order], numbers[order]
    changes = fingerprints[1:] != fingerprints[:-1]
    starts = np.flatnonzero(np.concatenate([[True], changes])[: len(fingerprints)])
    sizes = np.diff(np.append(starts, len(fingerprints)))
    place = np.arange(len(fingerprints)) - np.repeat(starts, sizes)
    # What more rows than this have in common says nothing about the others.
    significant = (fingerprints & np.uint64(1) == 0) | (place <= MAX_IN_BLOCK)
    repeated: list[int] = np.unique(numbers[significant & (np.repeat(sizes, sizes) > 1)]).tolist()
    return repeated
