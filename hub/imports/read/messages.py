"""What is wrong with a file or a row and how to mend it: a sentence for each code."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

FILE_SENTENCES = {
    "empty": _("The file holds nothing. Upload one with a row of headings and rows below it."),
    "headings_only": _("The file holds headings and no row below them."),
    "no_records": _("The file is JSON, but holds no object with named values."),
    "long_heading": _(
        "The heading of column %(column)s has more than %(most)s characters. Is there a row of "
        "headings at the top?"
    ),
    "long_cell": _(
        "Row %(row)s has a cell of more than %(most)s characters. Shorten it; in a text table, see "
        "whether a quotation mark is left open there."
    ),
    "open_quotation": _(
        "The quotation mark that opens in row %(row)s is never closed, so that all rows behind it "
        "would be one cell. Close it in the file, or take it out, and upload the file again."
    ),
    "long_cell_at": _(
        "The cell in row %(row)s, column %(column)s has more than %(most)s characters. Shorten it."
    ),
    "large_row": _(
        "Row %(row)s is larger than %(most)s MB. Shorten its texts, or, in JSON, give what is "
        "nested in it as records of their own."
    ),
    "large_content": _(
        "With row %(row)s the rows of this file become larger than %(most)s MB together, so it was "
        "not read. Split it into several files, or shorten its texts."
    ),
    "too_many_rows": _("The file has more than %(most)s rows. Split it into several."),
    "too_many_columns": _("The file has more than %(most)s columns. Leave out those not needed."),
    "large_file": _("The file is larger than %(most)s MB. Split it into several."),
    "large_json": _(
        "A JSON document may have %(most)s MB at most. Split it, or save it as JSON Lines."
    ),
    "unpacks_too_large": _(
        "The workbook becomes larger than %(most)s MB when it is unpacked, so it was not opened. "
        "Save the sheet as CSV."
    ),
    "encrypted": _(
        "The workbook is protected by a password. Save it without one and upload again."
    ),
    "macros": _("The workbook holds macros. Save it as a plain workbook (.xlsx) and upload again."),
    "old_workbook": _("This is an Excel file of the old kind (.xls). Save it as .xlsx or as CSV."),
    "other_workbook": _(
        "This is a workbook of another kind than .xlsx. Save it as .xlsx or as CSV."
    ),
    "not_a_workbook": _(
        "The file is packed, but is no workbook. Unpack it, and upload what is in it."
    ),
    "damaged_workbook": _(
        "The workbook is damaged. Open it in a spreadsheet program and save it again."
    ),
    "entities": _(
        "The workbook holds a document type declaration, which no spreadsheet program writes and "
        "which can read other files. It was not opened."
    ),
    "no_such_sheet": _("The workbook has no sheet named “%(sheet)s”."),
    "no_such_row": _("The file has no row %(row)s, or nothing stands in it."),
    "no_such_list": _("The document has no list named “%(sheet)s”."),
    "not_text": _("The file is neither a text table, nor a workbook, nor JSON."),
    "pdf": _(
        "This is a PDF, a printed page. Copy its table into a spreadsheet, and save that. Upload "
        "CSV, .xlsx or JSON."
    ),
    "word": _(
        "This is a document of a word processor. Copy its table into a spreadsheet, and save that "
        "as .xlsx or CSV."
    ),
    "rich_text": _(
        "This is a formatted text (RTF). Copy its table into a spreadsheet, and save that as .xlsx "
        "or CSV."
    ),
    "presentation": _(
        "This is a presentation. Copy its table into a spreadsheet, and save that as .xlsx or CSV."
    ),
    "archive": _("This is a packed archive. Unpack it, and upload the table that is in it."),
    "picture": _(
        "This is a picture, sound or film. What it shows must be typed into a table first."
    ),
    "database": _("This is a file of a database program. Export its table as CSV or JSON."),
    "book": _("This is an electronic book (EPUB). Copy its table into a spreadsheet."),
    "numbers": _("This is a document of Apple Numbers or Pages. Export it as .xlsx or CSV."),
    "drawing": _("This is a drawing. Type what it shows into a table."),
    "map": _("This is a file of a map (KML). Export its places as CSV or GeoJSON."),
    "news_feed": _(
        "This is a news feed or list of feeds (RSS, Atom, OPML), which holds no records. Ask its "
        "publisher for CSV, JSON or, for events, iCalendar."
    ),
    "contacts": _(
        "These are contact cards (vCard) of persons. Personal data are not imported: upload a "
        "table of organisations."
    ),
    "mail": _("This is an e-mail. Save the table attached to it, and upload that."),
    "yaml": _("This is YAML. Convert it to JSON, and upload that."),
    "markdown": _(
        "This is a text in Markdown. Copy its table into a spreadsheet, and save that as CSV or "
        ".xlsx."
    ),
    "bibliography": _(
        "This is a bibliography (RIS, BibTeX). Export it from your reference manager as CSV."
    ),
    "latex": _("This is LaTeX. Copy its table into a spreadsheet, and save that as CSV or .xlsx."),
    "program": _("This is a program, no table. Upload CSV, .xlsx or JSON."),
    "sql": _("These are commands of a database (SQL). Export the table as CSV or JSON."),
    "markup": _(
        "The file is a web page (HTML) or XML, whatever its name says. Open it in a spreadsheet "
        "program, and save it as CSV or .xlsx."
    ),
    "no_events": _("The calendar holds no event."),
    "only_private_events": _("All events of the calendar are marked as private. None is read."),
    "not_a_calendar": _("The calendar is damaged. Export it once more as iCalendar (.ics)."),
    "wrong_encoding": _(
        "Near row %(row)s the file holds bytes that are not %(encoding)s. Choose another encoding."
    ),
    "not_json": _("The JSON is broken at line %(row)s, character %(column)s."),
    "deep_json": _("The JSON is nested too deeply to be a list of records."),
    "not_confined": _(
        "The file was not opened: on this machine the process that opens files of others could "
        "still reach %(escapes)s. Nothing is wrong with the file; tell an administrator."
    ),
    "memory": _("The file needs more memory than one file may have. Split it into several."),
    "time": _("The file takes longer to read than one file may take. Split it into several."),
    "damaged": _("The file is damaged or made in a way that cannot be read. Save it again as CSV."),
}

ROW_SENTENCES = {
    "too_many_cells": _(
        "The row has more cells than there are headings. See whether a text that holds the "
        "delimiter lacks its quotation marks."
    ),
    "too_few_cells": _(
        "The row has fewer cells than there are headings. See whether a line break stands within "
        "a text that lacks its quotation marks."
    ),
    "headings_again": _("The row repeats the headings of the columns. It is no record."),
    "error_cell": _("The cell holds an error of the spreadsheet. It counts as empty."),
    "no_number": _(
        "The cell holds a number that is infinite, undefined, far too long or not written as one. "
        "It counts as empty."
    ),
    "formula_without_result": _(
        "The cell holds a formula without a stored result. Open the workbook in a spreadsheet "
        "program, save it, and upload it again; or type the value."
    ),
    "cell_without_heading": _(
        "The cell stands in a column without a heading, and is not read. Give the column one."
    ),
    "link_left_out": _("Behind the words of this cell stands an address, which is not read."),
    "recurs": _("The event recurs. Only the first time of it is read."),
    "time_without_zone": _(
        "The time of day is not read: the file does not say in which time zone it is."
    ),
    "access_code": _(
        "An address in this cell lets people into a meeting. It is read without its code."
    ),
    "description_cut": _("The description is longer than a cell may be. Its end is not read."),
    "line_not_json": _("The line is not JSON."),
    "not_an_object": _("The entry is no JSON object with named values."),
}

# What is told of a row or of a cell, and does not hinder the import of the rest.
NOTES = frozenset(
    ("error_cell", "no_number", "formula_without_result", "cell_without_heading", "link_left_out",
     "recurs", "time_without_zone", "description_cut", "access_code")
)  # fmt: skip

LAYOUT_SENTENCES = {
    "coordinates": _(
        "Where the places of this map lie is not read: it may lead to people who must not be found."
    ),
    "persons": _(
        "Names and addresses of organisers and attendees are not read: they may be persons."
    ),
    "single_dates": _("Single dates of recurring events are not read."),
}

# What people call the encodings, where they know them by a name.
ENCODING_LABELS = {
    "utf-8": _("Unicode (UTF-8)"),
    "utf-16": _("Unicode (UTF-16)"),
    "cp1252": _("Western European (Windows-1252)"),
    "cp1250": _("Central European (Windows-1250)"),
    "cp1251": _("Cyrillic (Windows-1251)"),
    "cp1253": _("Greek (Windows-1253)"),
    "cp1254": _("Turkish (Windows-1254)"),
    "cp1255": _("Hebrew (Windows-1255)"),
    "cp1256": _("Arabic (Windows-1256)"),
    "cp1257": _("Baltic (Windows-1257)"),
    "cp1258": _("Vietnamese (Windows-1258)"),
    "cp874": _("Thai (Windows-874)"),
    "iso8859_2": _("Central European (ISO 8859-2)"),
    "iso8859_5": _("Cyrillic (ISO 8859-5)"),
    "iso8859_6": _("Arabic (ISO 8859-6)"),
    "iso8859_7": _("Greek (ISO 8859-7)"),
    "iso8859_8": _("Hebrew (ISO 8859-8)"),
    "iso8859_9": _("Turkish (ISO 8859-9)"),
    "iso8859_13": _("Baltic (ISO 8859-13)"),
    "iso8859_15": _("Western European (ISO 8859-15)"),
    "koi8_u": _("Ukrainian (KOI8-U)"),
    "koi8_r": _("Cyrillic (KOI8-R)"),
    "mac_roman": _("Western European (Macintosh)"),
    "cp850": _("Western European (DOS)"),
    "mac_latin2": _("Central European (Macintosh)"),
    "mac_cyrillic": _("Cyrillic (Macintosh)"),
    "cp437": _("American (DOS)"),
    "cp720": _("Arabic (DOS)"),
    "cp737": _("Greek (DOS)"),
    "cp775": _("Baltic (DOS)"),
    "cp852": _("Central European (DOS)"),
    "cp857": _("Turkish (DOS)"),
    "cp862": _("Hebrew (DOS)"),
    "cp866": _("Cyrillic (DOS)"),
    "gb18030": _("Simplified Chinese (GB 18030)"),
    "big5": _("Traditional Chinese (Big5)"),
    "shift_jis": _("Japanese (Shift JIS)"),
    "euc_jp": _("Japanese (EUC-JP)"),
    "euc_kr": _("Korean (EUC-KR)"),
}


def encoding_label(name: str) -> str:
    """The name of an encoding; its code where people have no other."""
    return str(ENCODING_LABELS.get(name, name))


def file_sentence(code: str, details: Mapping[str, Any]) -> str:
    return str(FILE_SENTENCES.get(code, FILE_SENTENCES["damaged"]) % details)


def layout_sentences(codes: Iterable[str]) -> list[str]:
    """What is not read of a whole file."""
    return [str(LAYOUT_SENTENCES[code]) for code in codes if code in LAYOUT_SENTENCES]


# What a process that opens files of others must not reach: see ``confinement.find_escapes``.
ESCAPES = {
    "network": _("the network"),
    "socket": _("sockets of this machine"),
    "environment": _("the environment of the worker"),
    "file": _("other files"),
    "process": _("new processes"),
    "program": _("other programs"),
}


def escapes_in_words(codes: Iterable[str]) -> str:
    return ", ".join(str(ESCAPES.get(code, code[:20])) for code in codes)


def row_sentence(code: str) -> str:
    return str(ROW_SENTENCES[code])
