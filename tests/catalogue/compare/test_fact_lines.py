"""The notes behind the facts of a sheet: sources, and the day of most checks said once."""

from catalogue.compare.fact_lines import fact_line, usual_check
from catalogue.compare.facts import CompareCell
from hub.web.view_models import Fact, FactState, Value

MAY, JUNE = "2026-05-01", "2026-06-01"


def cell(checked=None, doubted=None, sources=()):
    values = (Value("French"),)
    fact = Fact("Languages", FactState.VALUE, values, sources, checked, doubted)
    return CompareCell(fact, key="")


def test_the_usual_day_is_the_one_of_most_checks():
    assert usual_check([cell(JUNE), cell(MAY), cell(MAY), cell()]) == MAY


def test_of_days_with_as_many_checks_it_is_the_latest():
    assert usual_check([cell(JUNE), cell(MAY), cell(MAY), cell(JUNE)]) == JUNE


def test_a_day_that_no_two_share_is_not_usual():
    assert usual_check([cell(JUNE), cell(MAY), cell()]) == ""


def test_a_fact_that_its_source_no_longer_says_does_not_count():
    assert usual_check([cell(MAY), cell(MAY, doubted=JUNE)]) == ""


def test_the_usual_day_is_a_mark_behind_the_sources():
    assert fact_line("", cell(MAY, sources=(1, 2)), usual=MAY).note == "[1,\xa02]\xa0✓"


def test_another_day_is_written():
    assert fact_line("", cell(JUNE, sources=(1,)), usual=MAY).note == "[1], checked 1 June 2026"


def test_a_fact_that_nobody_checked_has_no_mark():
    assert fact_line("", cell(sources=(1,)), usual=MAY).note == "[1]"


def test_a_fact_that_its_source_no_longer_says_has_no_mark():
    note = fact_line("", cell(MAY, doubted=JUNE), usual=MAY).note
    assert note == "its source no longer says so: seen 1 June 2026"
