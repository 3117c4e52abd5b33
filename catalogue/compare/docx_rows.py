"""Rows of a table of a Word file, written as XML and read once.

The library takes ten times as long to make an object of each cell, paragraph and run.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr  # nosec  # they write, and read nothing

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length
from docx.table import Table

from catalogue.compare.printable_document import (
    NOT_ASSESSED,
    SEPARATOR,
    UNKNOWN,
    WARNING,
    PrintableDocument,
    TextRun,
    printable,
)
from hub.web.localization import locale_for


def append_rows(table: Table, rows: Iterable[tuple[str, ...]], widths: tuple[Length, ...]) -> None:
    """``rows``: the paragraph of each cell."""
    properties = [f'<w:tcPr><w:tcW w:type="dxa" w:w="{width.twips}"/></w:tcPr>' for width in widths]
    xml = [f"<w:tbl {nsdecls('w')}>"]
    for row in rows:
        xml.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
        for cell, paragraph in zip(properties, row, strict=True):
            xml.append(f"<w:tc>{cell}{paragraph}</w:tc>")
        xml.append("</w:tr>")
    xml.append("</w:tbl>")
    table._tbl.extend(list(parse_xml("".join(xml))))


def paragraph_xml(
    runs: tuple[TextRun, ...],
    sheet: PrintableDocument,
    *,
    size: Length | None = None,
    is_bold: bool = False,
    more: str = "",
) -> str:
    """All values of a cell in one paragraph, each run in its own language. ``more``: its end."""
    font = f'<w:sz w:val="{int(size.pt * 2)}"/>' if size else ""
    parts = []
    for run in runs:
        look = "<w:b/>" if is_bold or run.look in (WARNING, NOT_ASSESSED) else ""
        look += "<w:i/>" if run.look == UNKNOWN else ""
        script = _script_xml(run, sheet)
        parts.append(run_xml(printable(run.plain), f"{look}{font}{script}"))
    between = run_xml(SEPARATOR, font)
    own = _text_direction(runs[0], sheet) if runs else sheet.direction
    turned = "" if own == sheet.direction else f'<w:bidi w:val="{int(own == "rtl")}"/>'
    properties = f'<w:pPr>{turned}<w:spacing w:after="0"/></w:pPr>'
    return f"<w:p>{properties}{between.join(parts)}{more}</w:p>"


def run_xml(text: str, properties: str = "") -> str:
    own = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = escape(text).replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>")
    lines = lines.replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
    return f"<w:r>{own}<w:t xml:space='preserve'>{lines}</w:t></w:r>"


def _script_xml(run: TextRun, sheet: PrintableDocument) -> str:
    direction, language = _text_direction(run, sheet), run.language or sheet.language
    turned = "<w:rtl/>" if direction == "rtl" and sheet.direction == "ltr" else ""
    if language == sheet.language:
        return turned
    name = "bidi" if direction == "rtl" else "val"
    return f"{turned}<w:lang w:{name}={quoteattr(language_tag(language))}/>"


def _text_direction(run: TextRun, sheet: PrintableDocument) -> str:
    return direction_of(run.language or sheet.language)


@lru_cache(maxsize=64)
def direction_of(language: str) -> str:
    return str(locale_for(language).text_direction)


def language_tag(language: str) -> str:
    """Word wants a region: ``en`` is the British English that our texts are written in."""
    return "en-GB" if language == "en" else language
