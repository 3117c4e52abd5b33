"""A sheet as plain text: 78 columns, UTF-8, lines that end with a line feed.

A line feed alone, as every system of today reads it; the answer names the charset.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from catalogue.compare.printable_document import (
    BETWEEN,
    WARNING,
    Block,
    Bullets,
    DocumentHeading,
    DocumentLine,
    DocumentParagraph,
    DocumentTable,
    PrintableDocument,
    TextRun,
    printable,
)

WIDTH = 78
BLANKS = re.compile("[ \t]+")  # no-break spaces hold what they join together
UNDERLINES = {1: "=", 2: "=", 3: "-"}


def as_text(sheet: PrintableDocument) -> str:
    """The whole sheet; ends with one line feed."""
    parts = ["\n".join(_block(block)) for block in sheet.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def columns(text: str) -> int:
    """How wide a text is: Chinese letters take two columns, combining marks none."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def wrapped(text: str, first: str = "", then: str = "") -> Iterator[str]:
    """Lines of at most 78 columns. An address is never broken: it would lead nowhere."""
    begin = first
    for paragraph in printable(text).split("\n"):
        line = begin
        for word in _words(paragraph, WIDTH - max(columns(first), columns(then))):
            joined = f"{line} {word}" if line.strip() and not line.endswith(" ") else line + word
            if columns(joined) > WIDTH and line.strip() and line != begin:
                yield line.rstrip()
                begin = line = then
                joined = line + word
            line = joined
        if line.strip():
            yield line.rstrip()
        begin = then


def _words(text: str, room: int) -> Iterator[str]:
    """Words, and the pieces of those that are wider than a line and no address."""
    for word in BLANKS.split(text.strip()):
        if "://" in word or columns(word) <= room:
            yield word
            continue
        piece = ""
        for letter in word:
            if columns(piece + letter) > room:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _block(block: Block) -> Iterator[str]:
    match block:
        case DocumentHeading(level, said):
            yield from _heading(level, said)
        case DocumentParagraph(said):
            mark = "! " if said.look == WARNING else ""
            yield from wrapped(written(said), mark, mark)
        case Bullets(items, numbered):
            for number, item in enumerate(items, 1):
                mark = f"{number}. " if numbered else "- "
                yield from wrapped(written(item), mark, " " * len(mark))
        case DocumentTable(_head, lines):
            for line in lines:
                yield from _line(line)


def _heading(level: int, said: TextRun) -> Iterator[str]:
    lines = list(wrapped(said.text))
    if level < 3:
        yield ""
    if level == 1:
        yield UNDERLINES[1] * WIDTH
    yield from lines
    yield UNDERLINES[level] * (WIDTH if level == 1 else max(map(columns, lines), default=1))


def _line(line: DocumentLine) -> Iterator[str]:
    yield from wrapped(line.label if line.label.endswith("?") else f"{line.label}:")
    said = BETWEEN.join(written(one) for one in line.said)
    yield from wrapped(f"{said} {line.note}", "    ", "    ")


def written(said: TextRun) -> str:
    return f"{said.text} <{said.url}>" if said.url and said.url not in said.text else said.text
