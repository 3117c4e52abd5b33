import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.records.cell_format import (
    list_cell,
    read_text_cell,
    split_list_cell,
    text_cell,
)
from hub.records.text_cleaning import FORMULA

TEXTS = st.text(max_size=30)


@given(TEXTS)
@example("none")
@example("'none")
@example("''Not known")
@example("=1+1")
@example("'=1+1")
@example("\t=1")
def test_a_text_comes_back_as_it_went(text):
    assert read_text_cell(text_cell(text)) == text


@given(TEXTS)
@example("@SUM(A1)")
@example(" +1 234")
def test_no_cell_is_active_in_a_spreadsheet_program(text):
    cell = text_cell(text).lstrip(" \u00a0\ufeff")
    is_number = text.lstrip("+-").replace(".", "", 1).replace(",", "", 1).isdigit()
    assert not cell or cell[0] not in FORMULA or is_number


@pytest.mark.parametrize("text", ["none", "None", "NOT KNOWN", "not known"])
def test_a_text_that_reads_as_a_state_is_told_from_it(text):
    assert text_cell(text) == f"'{text}"


PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=12)


@given(st.lists(PLAIN.map(str.strip).filter(bool), max_size=5))
@example(["a; b", "c"])
@example(['"quoted"', "c"])
@example(['say "a; b"', "“x;”"])
@example(["=1", "@b"])
def test_several_values_come_back_each_by_itself(values):
    if any(_has_every_quote(value) for value in values):
        return  # nothing is left to quote it with
    assert split_list_cell(list_cell(values)) == values


def _has_every_quote(value):
    return all(any(mark in value for mark in pair) for pair in ('""', "“”", "«»", "「」"))
