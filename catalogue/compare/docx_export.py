"""A printable document as a Word file: headings, lists and tables by style, no personal data."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from catalogue.compare import printable_document as blocks
from catalogue.compare.docx_rows import (
    append_rows,
    direction_of,
    language_tag,
    paragraph_xml,
    run_xml,
)
from catalogue.compare.printable_document import PrintableDocument, TextRun, printable

# Parts of the library's template that are not ours: a thumbnail of an empty page, the name of a
# word processor, styles for another one.
TEMPLATE_LEFTOVERS = (
    "metadata/thumbnail",
    RELATION.EXTENDED_PROPERTIES,
    RELATION.CUSTOM_XML,
    "relationships/stylesWithEffects",
)
A4 = (Cm(21), Cm(29.7))
WIDTHS = (Cm(4.8), Cm(13.2))
NAME_WIDTH = Cm(2.4)  # of the first column of a grid; the others share the rest
TEXT, GRID = Pt(9.5), Pt(9)
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date of a ZIP entry


def render_docx(sheet: PrintableDocument) -> bytes:
    """Equal bytes for equal documents: no time of creation, no name of a person or a machine."""
    document = docx.Document()
    _drop_leftovers(document)
    _set_properties(document, sheet)
    _set_page(document)
    _set_language(document, sheet)
    _add_footer(document, sheet)
    for block in sheet.summary:
        _add_block(document, block, sheet)
    if sheet.details:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    for block in sheet.details:
        _add_block(document, block, sheet)
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_times(buffer)


def _drop_leftovers(document: Document) -> None:
    for relations in (document.part.package.rels, document.part.rels):
        leftover_keys = [
            key
            for key, relation in relations.items()
            if relation.reltype.endswith(TEMPLATE_LEFTOVERS)
        ]
        for key in leftover_keys:
            del relations[key]


def _set_properties(document: Document, sheet: PrintableDocument) -> None:
    day = datetime.datetime.fromisoformat(sheet.day)
    properties = document.core_properties
    properties.title, properties.language = sheet.title, sheet.language
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = (
        properties.subject
    ) = ""
    properties.created = properties.modified = day
    properties.revision = 1


def _set_page(document: Document) -> None:
    (section,) = document.sections
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.5)
    document.styles["Normal"].font.size = TEXT
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    for level in (2, 3):
        document.styles[f"Heading {level}"].paragraph_format.space_before = Pt(6)


def _add_footer(document: Document, sheet: PrintableDocument) -> None:
    """On each page: when and from where it was made, and "1 / 4", which Word counts."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{printable(sheet.made)}  ·  ")
    for text, name in (("", "PAGE"), (" / ", "NUMPAGES")):
        paragraph.add_run(text)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        field.append(paragraph.add_run("1")._r)
        paragraph._p.append(field)
    for run in paragraph.runs:
        run.font.size = Pt(8)


def _set_language(document: Document, sheet: PrintableDocument) -> None:
    """The language of the whole, by which a screen reader speaks it, and its direction."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = run.find(qn("w:lang"))
    for attribute in ("w:val", "w:bidi"):
        language.set(qn(attribute), language_tag(sheet.language))
    if sheet.direction == "rtl":
        normal = document.styles["Normal"].element
        normal.get_or_add_pPr().append(OxmlElement("w:bidi"))
        normal.get_or_add_rPr().append(OxmlElement("w:rtl"))


def _add_block(document: Document, block: blocks.Block, sheet: PrintableDocument) -> None:
    match block:
        case blocks.DocumentHeading(level, run):
            # "Title" is no heading to a screen reader: the sheet's name is one of the first level.
            _add_run(_add_paragraph(document, f"Heading{level}"), run, sheet)
        case blocks.DocumentParagraph(run):
            _add_run(document.add_paragraph(), run, sheet)
        case blocks.Bullets(items, numbered):
            for number, item in enumerate(items, 1):
                # Numbers are text: sources are referred to by them, and Word counts on from list
                # to list.
                paragraph = _add_paragraph(document, "" if numbered else "ListBullet")
                if numbered:
                    paragraph.add_run(f"{number}. ")
                _add_run(paragraph, item, sheet)
        case blocks.DocumentTable(head, lines):
            _add_table(document, head, lines, sheet)
        case blocks.DocumentGrid():
            _add_grid(document, block, sheet)


def _add_paragraph(document: Document, style: str) -> WordParagraph:
    """A new paragraph. By the key of its style: looking up a name reads all styles each time."""
    paragraph = document.add_paragraph()
    if style:
        paragraph._p.style = style
    return paragraph


def _add_table(
    document: Document,
    head: tuple[str, str],
    lines: tuple[blocks.DocumentLine, ...],
    sheet: PrintableDocument,
) -> None:
    table = _new_table(document, head, WIDTHS, sheet)
    rows = []
    for line in lines:
        note = run_xml(f" {line.note}", "<w:i/>") if line.note else ""
        value = paragraph_xml(line.runs, sheet, more=note)
        rows.append((f"<w:p>{run_xml(printable(line.label))}</w:p>", value))
    append_rows(table, rows, WIDTHS)
    document.add_paragraph()


def _add_grid(document: Document, grid: blocks.DocumentGrid, sheet: PrintableDocument) -> None:
    widths = _grid_widths(grid)
    table = _new_table(document, grid.head, widths, sheet)
    for paragraph in table._tbl.iter(qn("w:p")):
        for run in WordParagraph(paragraph, table).runs:
            run.font.size = GRID
    rows = [
        (
            paragraph_xml((row.name,), sheet, size=GRID, is_bold=True),
            *(paragraph_xml(runs, sheet, size=GRID) for runs in row.cells),
        )
        for row in grid.rows
    ]
    append_rows(table, rows, widths)
    document.add_paragraph()


def _grid_widths(grid: blocks.DocumentGrid) -> tuple[Length, ...]:
    if grid.weights:
        part = sum(WIDTHS) // sum(grid.weights)
        return tuple(Length(weight * part) for weight in grid.weights)
    others = len(grid.head) - 1
    return (NAME_WIDTH, *[Length((sum(WIDTHS) - NAME_WIDTH) // others)] * others)


def _new_table(
    document: Document, head: tuple[str, ...], widths: tuple[Length, ...], sheet: PrintableDocument
) -> WordTable:
    """A table with its head alone."""
    table = document._body.add_table(1, len(head), Length(sum(widths)))
    table._tbl.tblStyle_val = "TableGrid"
    table.autofit = False
    if sheet.direction == "rtl":
        table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    (row,) = table._tbl.tr_lst
    # The head is repeated on each page, and known as such to a screen reader.
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for element, width, text in zip(row.tc_lst, widths, head, strict=True):
        cell = _Cell(element, table)
        cell.width = width
        cell.paragraphs[0].add_run(text).bold = True
    return table


def _add_run(paragraph: WordParagraph, text: TextRun, sheet: PrintableDocument) -> None:
    run = paragraph.add_run(printable(text.plain))
    if text.look:
        run.bold = text.look in (blocks.WARNING, blocks.NOT_ASSESSED)
        run.italic = text.look == blocks.UNKNOWN
    properties = run._r.get_or_add_rPr()
    language = text.language or sheet.language
    direction = direction_of(language)
    if language != sheet.language:
        element: Any = OxmlElement("w:lang")
        element.set(qn("w:bidi" if direction == "rtl" else "w:val"), language_tag(language))
        properties.append(element)
    if direction == "rtl" and sheet.direction == "ltr":
        properties.insert_element_before(OxmlElement("w:rtl"), "w:cs", "w:lang")
    # A whole paragraph in another script begins at its own margin.
    if direction != sheet.direction and len(paragraph.runs) == 1:
        element = OxmlElement("w:bidi")
        if direction == "ltr":
            element.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().append(element)


def _with_fixed_times(source: io.BytesIO) -> bytes:
    """The same archive with every entry dated ``ZIP_EPOCH``."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(source) as archive,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in archive.namelist():
            copy.writestr(
                zipfile.ZipInfo(name, ZIP_EPOCH), archive.read(name), zipfile.ZIP_DEFLATED
            )
    return target.getvalue()
