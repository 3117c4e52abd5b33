"""A document as a row of blocks, so that page, plain text and Word file say exactly the same."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# Looks of a piece of text; each has words of its own too, so that a renderer may ignore them.
UNKNOWN, NONE, NOT_ASSESSED, WARNING = "unknown", "none", "na", "warning"


BETWEEN = " · "  # values that stand side by side


@dataclass(frozen=True, slots=True)
class TextRun:
    """A text; ``language`` where it is not the page's, ``url`` where it leads."""

    text: str
    language: str = ""
    look: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DocumentHeading:
    """``level`` from 1 (the sheet) to 3."""

    level: int
    said: TextRun
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class DocumentParagraph:
    said: TextRun


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``numbered`` from 1 where its order or its numbers matter."""

    items: tuple[TextRun, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A label and what is said beside it, piece by piece; ``note`` are sources and dates."""

    label: str
    said: tuple[TextRun, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """Two columns with a head."""

    head: tuple[str, str]
    lines: tuple[DocumentLine, ...]


Block = DocumentHeading | DocumentParagraph | Bullets | DocumentTable


@dataclass(frozen=True, slots=True)
class PrintableDocument:
    """``title`` and ``day`` (ISO) name the file; ``language`` is that of the page."""

    title: str
    day: str
    language: str
    direction: str
    blocks: tuple[Block, ...]


def printable(text: str) -> str:
    """Without control characters and lone surrogates, which neither XML nor a terminal takes.

    Line breaks and tabs stay.
    """
    kept = (
        one if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs") else " "
        for one in text.replace("\r\n", "\n").replace("\r", "\n")
        if one not in "\ufffe\uffff"
    )
    return "".join(kept)
