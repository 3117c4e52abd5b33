"""A table of records as a workbook (.xlsx, ECMA-376), streamed: no row is kept, no file is written.

Every cell is a text of its own (``inlineStr``), which no program takes for a formula. The library
that writes our small tables took eight times as long and needed a file for each sheet:
docs/decisions/0066.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from hub.records.cell_format import CUT

MAX_CELL = 32_000  # characters; a cell holds 767 more
MAX_ROWS = 1_048_575  # of a sheet, beside its heading row
ROWS_AT_ONCE = 100
LEVEL = 3  # of compression: higher ones take twice as long for a tenth less
# Not in the production Char of XML 1.0.
INVALID_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DAY = (2000, 1, 1, 0, 0, 0)  # of the parts: the same records make the same bytes

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_START = (
    f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
)
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
    '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
    "</styleSheet>"
)

Row = Sequence[str]


class Sheet:
    """``widths``: of the first columns, in characters; the others are as wide as the last."""

    def __init__(
        self, name: str, header: Row, rows: Iterable[Row], widths: Sequence[int] = (24,)
    ) -> None:
        self.name, self.header, self.rows = re.sub(r"[\[\]:*?/\\]", " ", name)[:31], header, rows
        self.widths = [*widths, *[widths[-1]] * (len(header) - len(widths))]


class _Pieces(io.RawIOBase):
    """A file that holds what was written since it was last emptied."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def workbook_pieces(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The bytes of the file, as they come."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as package:
        for name, text in _small_parts(sheets):
            package.writestr(_part(name), text)
        yield pieces.taken()
        for number, sheet in enumerate(sheets, 1):
            name = f"xl/worksheets/sheet{number}.xml"
            with package.open(_part(name), "w", force_zip64=True) as file:
                for text in _sheet_texts(sheet):
                    file.write(text.encode())
                    if piece := pieces.taken():
                        yield piece
    yield pieces.taken()


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, DAY)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _sheet_texts(sheet: Sheet) -> Iterator[str]:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(sheet.widths, 1)
    )
    head = "".join(
        f'<c s="1" t="inlineStr"><is><t>{_text(cell)}</t></is></c>' for cell in sheet.header
    )
    yield f"{SHEET_START}<cols>{columns}</cols><sheetData><row>{head}</row>"
    waiting: list[str] = []
    for row in sheet.rows:
        waiting.append(f"<row>{''.join(map(_cell, row))}</row>")
        if len(waiting) == ROWS_AT_ONCE:
            yield "".join(waiting)
            waiting.clear()
    yield f"{''.join(waiting)}</sheetData></worksheet>"


def _cell(cell: str) -> str:
    if not cell:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'


def _text(cell: str) -> str:
    if len(cell) > MAX_CELL:
        cell = CUT
    return escape(INVALID_IN_XML.sub("", cell))


def _small_parts(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPES}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>'
        f"{overrides}</Types>",
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "xl/styles.xml", STYLES


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
