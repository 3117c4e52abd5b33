"""Workbooks: what is written is read again as the same text, whatever it looks like."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from hub.web.table_files import MAX_CELL, Sheet, write_workbook


def cells(*texts):
    """Each text as it is read again, with the kind of its cell."""
    file = io.BytesIO()
    write_workbook(file, [Sheet("One", ["Head"], [[text] for text in texts])])
    page = load_workbook(file)["One"]
    return [
        (cell.value, cell.data_type)
        for cell in (page.cell(number, 1) for number in range(2, len(texts) + 2))
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "=", "#N/A", "#REF!", "#other", "'=1", "12", "1e5", "2024-01-01", "  a  "]
)
def test_a_text_stays_a_text(text):
    assert cells(text) == [(text, "s")]


def test_a_number_is_a_number_and_what_is_empty_is_empty():
    assert cells(3, "", None) == [(3, "n"), (None, "n"), (None, "n")]


def test_what_is_longer_than_a_cell_is_cut():
    assert cells("a" * (MAX_CELL + 1)) == [("a" * MAX_CELL, "s")]


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\ufffe\uffff")))
def test_any_text_is_read_as_it_was(text):
    written = ILLEGAL_CHARACTERS_RE.sub("", text)
    assert cells(text) == [(written or None, "s" if written else "n")]
