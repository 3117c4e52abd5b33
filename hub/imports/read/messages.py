"""What is wrong with a file or a row and how to mend it: a sentence for each code."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

FILE_SENTENCES = {
    "empty": _("The file holds nothing. Upload one with a row of headings and rows below it."),
    "headings_only": _("The file holds headings and no row below them."),
    "no_records": _("The file is JSON, but holds no object with named values."),
    "same_headings": _(
        "Two columns have the same heading, “%(heading)s” (columns %(first)s and %(second)s). "
        "Give each its own."
    ),
    "long_heading": _(
        "The heading of column %(column)s has more than %(most)s characters. Is there a row of "
        "headings at the top?"
    ),
    "long_cell": _(
        "Row %(row)s has a cell of more than %(most)s characters. Shorten it; in a text table, see "
        "whether a quotation mark is left open there."
    ),
    "long_cell_at": _(
        "The cell in row %(row)s, column %(column)s has more than %(most)s characters. Shorten it."
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
    "not_text": _("The file is neither a text table, nor a workbook, nor JSON."),
    "not_a_table": _("The file is a document or an archive, no table. Upload CSV, XLSX or JSON."),
    "markup": _("The file is a web page or XML, whatever its name says. Save it as CSV or .xlsx."),
    "wrong_encoding": _(
        "Near row %(row)s the file holds bytes that are not %(encoding)s. Choose another encoding."
    ),
    "not_json": _("The JSON is broken at line %(row)s, character %(column)s."),
    "deep_json": _("The JSON is nested too deeply to be a list of records."),
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
    "line_not_json": _("The line is not JSON."),
    "not_an_object": _("The entry is no JSON object with named values."),
}


def file_sentence(code: str, details: Mapping[str, Any]) -> str:
    return str(FILE_SENTENCES.get(code, FILE_SENTENCES["damaged"]) % details)


def row_sentence(code: str) -> str:
    return str(ROW_SENTENCES[code])
