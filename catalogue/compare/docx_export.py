"""A sheet as a Word file: real headings, lists and tables, a language, and nobody's name."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.shared import Cm, Length, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

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
from catalogue.compare.text_export import written
from hub.web.localization import locale_for

# What the library's template brings along, and nobody asked for: a picture of an empty page, the
# name of a word processor, styles for another one.
LEFTOVERS = (
    "metadata/thumbnail",
    RELATION.EXTENDED_PROPERTIES,
    RELATION.CUSTOM_XML,
    "relationships/stylesWithEffects",
)
A4 = (Cm(21), Cm(29.7))
WIDTHS = (Cm(4.8), Cm(12.2))
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file can name


def as_docx(sheet: PrintableDocument) -> bytes:
    """The same bytes for the same sheet: no clock, no name of a person or a machine."""
    document = docx.Document()
    _drop_leftovers(document)
    _name(document, sheet)
    _set_page(document)
    _set_language(document, sheet)
    for block in sheet.blocks:
        _add(document, block, sheet)
    written_to = io.BytesIO()
    document.save(written_to)
    return _timeless(written_to)


def _drop_leftovers(document: Document) -> None:
    for rels in (document.part.package.rels, document.part.rels):
        unwanted = [key for key, rel in rels.items() if rel.reltype.endswith(LEFTOVERS)]
        for key in unwanted:
            del rels[key]


def _name(document: Document, sheet: PrintableDocument) -> None:
    made = datetime.datetime.fromisoformat(sheet.day)
    about = document.core_properties
    about.title, about.language = sheet.title, sheet.language
    about.author = about.last_modified_by = about.comments = about.keywords = about.subject = ""
    about.created = about.modified = made
    about.revision = 1


def _set_page(document: Document) -> None:
    (section,) = document.sections
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(5)


def _set_language(document: Document, sheet: PrintableDocument) -> None:
    """The language of the whole, by which a screen reader speaks it, and its direction."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = run.find(qn("w:lang"))
    for attribute in ("w:val", "w:bidi"):
        language.set(qn(attribute), _tag(sheet.language))
    if sheet.direction == "rtl":
        normal = document.styles["Normal"].element
        normal.get_or_add_pPr().append(OxmlElement("w:bidi"))
        normal.get_or_add_rPr().append(OxmlElement("w:rtl"))


def _tag(language: str) -> str:
    """Word wants a region: ``en`` is the British English that our texts are written in."""
    return "en-GB" if language == "en" else language


def _add(document: Document, block: Block, sheet: PrintableDocument) -> None:
    match block:
        case DocumentHeading(level, said):
            # "Title" is no heading to a screen reader: the sheet's name is one of the first level.
            _say(_styled(document, f"DocumentHeading{level}"), said, sheet)
        case DocumentParagraph(said):
            _say(document.add_paragraph(), said, sheet)
        case Bullets(items, numbered):
            for number, item in enumerate(items, 1):
                # Numbers are text: sources are referred to by them, and Word counts on from list
                # to list.
                paragraph = _styled(document, "" if numbered else "ListBullet")
                if numbered:
                    paragraph.add_run(f"{number}. ")
                _say(paragraph, item, sheet)
        case DocumentTable(head, lines):
            _table(document, head, lines, sheet)


def _styled(document: Document, style: str) -> WordParagraph:
    """A new paragraph. By the key of its style: looking up a name reads all styles each time."""
    paragraph = document.add_paragraph()
    if style:
        paragraph._p.style = style
    return paragraph


def _table(
    document: Document,
    head: tuple[str, str],
    lines: tuple[DocumentLine, ...],
    sheet: PrintableDocument,
) -> None:
    table = document._body.add_table(len(lines) + 1, 2, Length(sum(WIDTHS)))
    table._tbl.tblStyle_val = "TableGrid"
    table.autofit = False
    if sheet.direction == "rtl":
        table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    # Cells are reached by their elements: `table.rows` counts all of them again for each row.
    first, *others = table._tbl.tr_lst
    # The head is repeated on each page, and known as such to a screen reader.
    first.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, words in zip(_cells(first, table), head, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for line, row in zip(lines, others, strict=True):
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        label, value = _cells(row, table)
        label.paragraphs[0].add_run(printable(line.label))
        _fill(value, line, sheet)
    document.add_paragraph()


def _cells(row: CT_Row, table: WordTable) -> tuple[_Cell, _Cell]:
    label, value = (_Cell(cell, table) for cell in row.tc_lst)
    label.width, value.width = WIDTHS
    return label, value


def _fill(cell: _Cell, line: DocumentLine, sheet: PrintableDocument) -> None:
    """All values in one paragraph, each run in its own language; sources and date behind them."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    for number, said in enumerate(line.said):
        if number:
            paragraph.add_run(BETWEEN)
        _say(paragraph, said, sheet)
    if line.note:
        paragraph.add_run(f" {line.note}").italic = True


def _say(paragraph: WordParagraph, said: TextRun, sheet: PrintableDocument) -> None:
    run = paragraph.add_run(printable(written(said)))
    if said.look:
        run.bold = said.look in (WARNING, "na")
        run.italic = said.look == "unknown"
    properties = run._r.get_or_add_rPr()
    language = said.language or sheet.language
    direction = locale_for(language).text_direction
    if language != sheet.language:
        mark: Any = OxmlElement("w:lang")
        mark.set(qn("w:bidi" if direction == "rtl" else "w:val"), _tag(language))
        properties.append(mark)
    if direction == "rtl" and sheet.direction == "ltr":
        properties.insert_element_before(OxmlElement("w:rtl"), "w:cs", "w:lang")
    # A whole paragraph in another script begins at its own margin.
    if direction != sheet.direction and len(paragraph.runs) == 1:
        mark = OxmlElement("w:bidi")
        if direction == "ltr":
            mark.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().append(mark)


def _timeless(made: io.BytesIO) -> bytes:
    """The same archive without the hour at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            kept.writestr(zipfile.ZipInfo(name, LONG_AGO), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
