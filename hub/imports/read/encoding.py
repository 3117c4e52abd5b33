"""Detection of the encoding of a text file, and whether it is certain."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

from .limits import FileRefused

BLOCK = 1024 * 1024
SAMPLE = 64 * 1024
# More would only confuse the person who chooses.
MAX_CANDIDATES = 6
# The longer marks first: that of UTF-32 begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# One byte a letter: what spreadsheets of the languages of our sources still write.
ONE_BYTE = ("cp1252", "cp1256", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255")
# Rarer ones; without them a file in one of these would be detected as another, and as certain.
RARE_ONE_BYTE = ("iso8859_2", "iso8859_5", "iso8859_6", "koi8_r", "mac_roman", "cp850", "cp866")
# Chinese, Japanese and Korean, where no single byte fits.
TWO_BYTES = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")


@dataclass(frozen=True)
class Encoding:
    """``candidates`` has the likeliest first; a person chooses where it is not ``certain``."""

    name: str
    certain: bool = True
    candidates: tuple[str, ...] = ()


def detect_encoding(path: Path) -> Encoding:
    """Raises FileRefused where the bytes are no text."""
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    for mark, name in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return Encoding(name)
    if wide := _wide_without_mark(start):
        return wide
    if b"\0" in start:
        raise FileRefused("not_text")
    if _is_utf8(path):
        return Encoding("utf-8")
    return _guess(_lines_beyond_ascii(path))


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _wide_without_mark(start: bytes) -> Encoding | None:
    """UTF-16 is recognised by commas and digits: every second byte of theirs is zero."""
    half = len(start) // 2
    even, odd = start[0::2].count(0), start[1::2].count(0)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > half * 0.2 and others < half * 0.02:
            text = start.decode(name, "ignore")
            if all(letter.isprintable() or letter in "\t\r\n" for letter in text[:1000]):
                return Encoding(name, certain=False, candidates=(name,))
    return None


def _lines_beyond_ascii(path: Path) -> bytes:
    """The lines by which encodings differ: ASCII is the same in all of them."""
    sample = bytearray()
    with path.open("rb") as file:
        while len(sample) < SAMPLE and (line := file.readline(SAMPLE)):
            if not line.isascii():
                sample += line
    return bytes(sample)


def _guess(sample: bytes) -> Encoding:
    # Loaded only for the few files that need it.
    from charset_normalizer import from_bytes

    matches = list(
        from_bytes(sample, cp_isolation=[*ONE_BYTE, *RARE_ONE_BYTE, *TWO_BYTES], threshold=0.5)
    )
    if not matches:
        return Encoding("cp1252", certain=False, candidates=ONE_BYTE)
    best = matches[0]
    names = [match.encoding for match in matches]
    if _reads_alike(best, sample, "cp1252"):
        # Of encodings that read the same letters the commonest is named.
        names = ["cp1252", *(name for name in names if name != "cp1252")]
    certain = all(_reads_alike(best, sample, name) for name in names) or _is_far_ahead(matches)
    return Encoding(names[0], certain, tuple(names[:MAX_CANDIDATES]))


def _reads_alike(match: CharsetMatch, sample: bytes, name: str) -> bool:
    try:
        return str(match) == sample.decode(name)
    except UnicodeDecodeError:
        return False


def _is_far_ahead(matches: list[CharsetMatch]) -> bool:
    """The best reads as a language and the next one does not."""
    best, rest = matches[0], matches[1:]
    others = [match for match in rest if str(match) != str(best)]
    return best.coherence >= 0.5 and all(
        match.coherence < best.coherence / 2 or match.chaos > best.chaos + 0.1 for match in others
    )
