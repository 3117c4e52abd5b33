"""The file of all records as JSON Lines, compressed: one record a line, in pieces that stand alone.

Pieces of gzip one behind the other are one gzip file (RFC 1952, 2.2): so it is added to piece by
piece, and cut off after any of them.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hub.open_data.json_records import encode_json

NAME = "records.jsonl.gz"
AT_ONCE = 500  # lines of a piece
# Each line begins with them: see ``record_json``.
HEAD = re.compile(rb'\{"kind":"([a-z_-]+)","id":"([^"]+)"')


def packed(lines: Iterable[bytes]) -> bytes:
    """A piece of the file: the same for the same lines."""
    return gzip.compress(b"".join(lines), compresslevel=6, mtime=0)


def line_of(record: dict[str, Any]) -> bytes:
    return f"{encode_json(record)}\n".encode()


def read_lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as file:
        yield from file


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        piece: list[bytes] = []
        for line in lines:
            piece.append(line)
            if len(piece) == AT_ONCE:
                file.write(packed(piece))
                piece.clear()
        file.write(packed(piece))


def head_of(line: bytes) -> tuple[str, str]:
    """The kind and the identity of its record, without reading the rest."""
    match = HEAD.match(line)
    if match is None:
        raise ValueError("This line is no record of a snapshot.")
    return match[1].decode(), match[2].decode()


def fingerprints(path: Path) -> dict[tuple[str, str], bytes]:
    """Of each line, by kind and identity: small enough for all records at once."""
    return {
        head_of(line): hashlib.blake2b(line, digest_size=8).digest() for line in read_lines(path)
    }


def changes_between(before: Path, now: Path) -> dict[str, list[int]]:
    """By kind how many records were added, changed and removed."""
    old = fingerprints(before)
    counts: dict[str, list[int]] = {}
    for line in read_lines(now):
        kind, identity = head_of(line)
        known = old.pop((kind, identity), None)
        added, changed, _removed = range(3)
        of_kind = counts.setdefault(kind, [0, 0, 0])
        if known is None:
            of_kind[added] += 1
        elif known != hashlib.blake2b(line, digest_size=8).digest():
            of_kind[changed] += 1
    for kind, _identity in old:
        counts.setdefault(kind, [0, 0, 0])[2] += 1
    return counts
