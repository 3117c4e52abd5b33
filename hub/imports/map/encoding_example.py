"""The encoding that was guessed for a file, shown by a word of it, for a curator to judge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hub.imports.models import Import
from hub.imports.read.encoding import is_guessed, rank_encodings
from hub.imports.read.messages import encoding_label

ROWS, MAX_WORDS = 200, 2000
WORD = re.compile(r"[^\W\d_]+")
# A reading that is rated so far below the best one is what nobody would take for a word.
NEAR = 1.2


@dataclass(frozen=True)
class EncodingExample:
    """``word``: as it was read; ``others``: labels of other encodings, with what they make of it,
    the likeliest first."""

    encoding: str
    word: str
    others: tuple[tuple[str, str], ...] = ()


def encoding_example(job: Import) -> EncodingExample | None:
    """None where the file itself says how it is written, or where all its letters are ASCII."""
    if not is_guessed(job.encoding):
        return None
    rows = job.rows.in_order()[:ROWS].values_list("cells", flat=True)
    cells = (str(cell) for row in rows for cell in row.values())
    return example_of(job.encoding, (*job.headings, *cells))


def example_of(encoding: str, texts: Iterable[str]) -> EncodingExample | None:
    """The word by which the likeliest other encodings differ from this one."""
    words = _words_beyond_ascii(texts)
    try:
        sample = "\n".join(words).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return None  # a cell of what a program wrote as an escape: no word of the file's own
    ranked = rank_encodings(sample)
    if not words or not ranked:
        return None
    likely = [reading for reading in ranked if reading.rating > max(0, ranked[0].rating - NEAR)]
    read_by = {reading.name: reading.text.split("\n") for reading in likely}
    others = {
        name: read
        for name, read in read_by.items()
        if len(read) == len(words) and read != words and name != encoding
    }
    index = next(
        (at for read in others.values() for at, word in enumerate(read) if word != words[at]), 0
    )
    different = [
        (encoding_label(name), read[index])
        for name, read in others.items()
        if read[index] != words[index]
    ]
    return EncodingExample(encoding_label(encoding), words[index], tuple(different[:2]))


def _words_beyond_ascii(texts: Iterable[str]) -> list[str]:
    words: dict[str, None] = {}
    for text in texts:
        if not text.isascii():
            words.update(dict.fromkeys(word for word in WORD.findall(text) if not word.isascii()))
        if len(words) >= MAX_WORDS:
            break
    return list(words)[:MAX_WORDS]
