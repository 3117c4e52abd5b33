"""A set of changes as a short text for an address: exactly those, and nothing of who was told.

The first number, and from it on one bit for each number that is in the set, packed. A text holds at
most so many numbers that the address stays below what servers take (4,094 characters).
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable

SPAN = 16_384  # numbers from the first to the last of one text: at worst 2,730 characters
CODE = re.compile(r"([0-9]{1,18})-([A-Za-z0-9_-]{1,3000})")


def encode(keys: Iterable[int]) -> list[str]:
    """One text, or several where the numbers lie far apart."""
    ordered = sorted(set(keys))
    codes = []
    while ordered:
        first = ordered[0]
        within = [key for key in ordered if key < first + SPAN]
        bits = bytearray((within[-1] - first) // 8 + 1)
        for key in within:
            bits[(key - first) // 8] |= 1 << (key - first) % 8
        packed = base64.urlsafe_b64encode(zlib.compress(bytes(bits), 9)).rstrip(b"=")
        codes.append(f"{first}-{packed.decode()}")
        ordered = ordered[len(within) :]
    return codes


def decode(code: str) -> list[int]:
    """The numbers, ascending. Raises ValueError on a text that was not made by ``encode``."""
    parts = CODE.fullmatch(code)
    if parts is None:
        raise ValueError("not a set of changes")
    first, packed = int(parts[1]), parts[2]
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpacking = zlib.decompressobj()
        bits = unpacking.decompress(raw, SPAN // 8)
    except (binascii.Error, zlib.error) as problem:
        raise ValueError("not a set of changes") from problem
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise ValueError("more changes than an address holds")
    return [
        first + 8 * i + bit for i, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1
    ]
