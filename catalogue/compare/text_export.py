"""A printable document as plain text: 78 columns, UTF-8, lines ending with a line feed alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from catalogue.compare import printable_document as blocks
from catalogue.compare.printable_document import SEPARATOR, PrintableDocument, TextRun, printable

WIDTH = 78
WHITESPACE = re.compile("[ \t]+")  # without no-break spaces, at which lines must not break
UNDERLINES = {1: "=", 2: "=", 3: "-"}


def render_text(sheet: PrintableDocument) -> str:
    """The whole sheet; ends with one line feed."""
    parts = ["\n".join(_render_block(block)) for block in sheet.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def display_width(text: str) -> int:
    """How wide a text is: Chinese letters take two columns, combining marks none."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def wrap_lines(text: str, first: str = "", then: str = "") -> Iterator[str]:
    """Lines of at most 78 columns. An address is never broken: it would lead nowhere."""
    indent = first
    for paragraph in printable(text).split("\n"):
        line = indent
        for word in _words(paragraph, WIDTH - max(display_width(first), display_width(then))):
            extended = f"{line} {word}" if line.strip() and not line.endswith(" ") else line + word
            if display_width(extended) > WIDTH and line.strip() and line != indent:
                yield line.rstrip()
                indent = line = then
                extended = line + word
            line = extended
        if line.strip():
            yield line.rstrip()
        indent = then


def _words(text: str, width: int) -> Iterator[str]:
    """Words, and the pieces of those that are wider than a line and no address."""
    for word in WHITESPACE.split(text.strip()):
        if "://" in word or display_width(word) <= width:
            yield word
            continue
        piece = ""
        for letter in word:
            if display_width(piece + letter) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _render_block(block: blocks.Block) -> Iterator[str]:
    match block:
        case blocks.DocumentHeading(level, run):
            yield from _render_heading(level, run)
        case blocks.DocumentParagraph(run):
            mark = "! " if run.look == blocks.WARNING else ""
            yield from wrap_lines(run.plain, mark, mark)
        case blocks.Bullets(items, numbered):
            for number, item in enumerate(items, 1):
                mark = f"{number}. " if numbered else "- "
                yield from wrap_lines(item.plain, mark, " " * len(mark))
        case blocks.DocumentTable(_head, lines):
            for line in lines:
                yield from _render_line(line)
        case blocks.DocumentGrid(head=head, rows=rows):
            for number, row in enumerate(rows):
                if number:
                    yield ""
                yield from _render_grid_row(head, row)


def _render_heading(level: int, run: TextRun) -> Iterator[str]:
    lines = list(wrap_lines(run.text))
    if level < 3:
        yield ""
    if level == 1:
        yield UNDERLINES[1] * WIDTH
    yield from lines
    yield UNDERLINES[level] * (WIDTH if level == 1 else max(map(display_width, lines), default=1))


def _render_grid_row(head: tuple[str, ...], row: blocks.GridRow) -> Iterator[str]:
    """A record in lines: 78 columns have no room for seven beside each other."""
    yield from wrap_lines(row.name.plain)
    for label, runs in zip(head[1:], row.cells, strict=True):
        text = SEPARATOR.join(run.plain for run in runs)
        yield from wrap_lines(f"{label}: {text}", "    ", "      ")


def _render_line(line: blocks.DocumentLine) -> Iterator[str]:
    yield from wrap_lines(line.label if line.label.endswith("?") else f"{line.label}:")
    text = SEPARATOR.join(run.plain for run in line.runs)
    yield from wrap_lines(f"{text} {line.note}", "    ", "    ")
