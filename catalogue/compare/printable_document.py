"""A document as a sequence of blocks, from which page, text and Word file are rendered alike."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# Looks of a piece of text; each has words of its own too, so that a renderer may ignore them.
UNKNOWN, NONE, NOT_ASSESSED, WARNING = "unknown", "none", "not-assessed", "warning"


SEPARATOR = " · "  # between the values of one fact


@dataclass(frozen=True, slots=True)
class TextRun:
    """A text; ``language`` where it differs from the document's, ``url`` of a link."""

    text: str
    language: str = ""
    look: str = ""
    url: str = ""

    @property
    def plain(self) -> str:
        """The text, with the address behind it unless the text has it."""
        hidden_url = self.url and self.url not in self.text
        return f"{self.text} <{self.url}>" if hidden_url else self.text


@dataclass(frozen=True, slots=True)
class DocumentHeading:
    """``level`` from 1 (the sheet) to 3."""

    level: int
    run: TextRun
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class DocumentParagraph:
    run: TextRun


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``numbered`` from 1 where its order or its numbers matter."""

    items: tuple[TextRun, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A label and the runs beside it; ``note`` has the numbers of sources and the date."""

    label: str
    runs: tuple[TextRun, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """Two columns with a head."""

    head: tuple[str, str]
    lines: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A record of a grid: its name, and a cell of runs for each further column."""

    name: TextRun
    cells: tuple[tuple[TextRun, ...], ...]


@dataclass(frozen=True, slots=True)
class DocumentGrid:
    """Records side by side, a row each; ``head`` also names the column of their names.

    ``weights``: how wide its columns are to each other; empty: all but the first alike.
    """

    head: tuple[str, ...]
    rows: tuple[GridRow, ...]
    weights: tuple[int, ...] = ()


Block = DocumentHeading | DocumentParagraph | Bullets | DocumentTable | DocumentGrid


@dataclass(frozen=True, slots=True)
class PrintableDocument:
    """``title`` and ``day`` (ISO) name the file; ``language`` is that of the page.

    ``summary`` fills the first page, ``details`` those behind it. ``made`` says when and from where
    it was made, for the foot of each page.
    """

    title: str
    day: str
    language: str
    direction: str
    summary: tuple[Block, ...]
    details: tuple[Block, ...] = ()
    made: str = ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.summary + self.details


def printable(text: str) -> str:
    """Without control characters and lone surrogates, which neither XML nor a terminal takes.

    Line breaks and tabs stay.
    """
    if text.isprintable():
        return text
    letters = (
        letter if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs") else " "
        for letter in text.replace("\r\n", "\n").replace("\r", "\n")
        if letter not in "\ufffe\uffff"
    )
    return "".join(letters)
