"""Detection of the encoding of a text file, and whether it is certain."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from .encoding_evidence import has_stray_letters, rate_reading
from .limits import FileRefused
from .source_file import SourceFile

BLOCK = 1024 * 1024
SAMPLE = 64 * 1024
# More would only confuse the person who chooses.
MAX_CANDIDATES = 6
# Of the best reading, and how far it is ahead of the next one, where nobody needs to be asked.
MIN_RATING, MIN_LEAD = 0.6, 0.25
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
RARE_ONE_BYTE = (
    *("cp1257", "cp1258", "cp874"),
    *("iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "iso8859_9", "iso8859_13"),
    *("iso8859_15", "koi8_r", "koi8_u", "mac_roman", "mac_latin2", "mac_cyrillic"),
    *("cp850", "cp437", "cp852", "cp866", "cp720", "cp737", "cp775", "cp857", "cp862"),
)
# Chinese, Japanese and Korean, where no single byte fits.
TWO_BYTES = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")


@dataclass(frozen=True)
class Encoding:
    """``candidates`` has the likeliest first; a person chooses where it is not ``certain``."""

    name: str
    certain: bool = True
    candidates: tuple[str, ...] = ()


def detect_encoding(path: SourceFile) -> Encoding:
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
    return _guess(_telling_lines(path))


def _is_utf8(path: SourceFile) -> bool:
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


def _telling_lines(path: SourceFile) -> bytes:
    """The lines by which encodings differ, below the first one: headings tell the language."""
    sample = bytearray()
    with path.open("rb") as file:
        while len(sample) < SAMPLE and (line := file.readline(SAMPLE)):
            if not sample or not line.isascii():
                sample += line
    return bytes(sample)


def _guess(sample: bytes) -> Encoding:
    ranked = rank_encodings(sample)
    if not ranked:
        return Encoding("cp1252", certain=False, candidates=ONE_BYTE)
    best, rest = ranked[0], ranked[1:]
    rivals = [other for other in rest if best.rating - other.rating < MIN_LEAD]
    if not has_stray_letters(best.text):
        rivals = [other for other in rivals if not has_stray_letters(other.text)]
    is_certain = best.rating >= MIN_RATING and not rivals
    names = tuple(reading.name for reading in ranked[:MAX_CANDIDATES])
    return Encoding(best.name, is_certain, names)


def is_guessed(name: str) -> bool:
    """Whether a file in this encoding does not say so itself, by a mark or by what is valid."""
    return name in (*ONE_BYTE, *RARE_ONE_BYTE, *TWO_BYTES)


@dataclass(frozen=True)
class Reading:
    """What an encoding makes of some bytes; ``rating``: see ``rate_reading``."""

    name: str
    text: str
    rating: float


def rank_encodings(sample: bytes) -> list[Reading]:
    """The encodings that read the sample differently, the likeliest first.

    Of those that read the same letters the commonest is named.
    """
    readings: dict[str, Reading] = {}
    for name in (*ONE_BYTE, *RARE_ONE_BYTE, *TWO_BYTES):
        text = _decode(sample, name)
        if text is not None and text not in readings:
            readings[text] = Reading(name, text, round(rate_reading(text), 3))
    return sorted(readings.values(), key=lambda reading: -reading.rating)


def _decode(sample: bytes, name: str) -> str | None:
    """None where there are bytes that the encoding does not have. The sample's end may be cut."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        return decoder.decode(sample)
    except UnicodeDecodeError:
        return None
