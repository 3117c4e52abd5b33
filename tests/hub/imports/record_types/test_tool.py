"""Tools out of files: what a file does not say of one is not known."""

import pytest

from catalogue.models import Tool
from hub.records.models import recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HEADINGS = ["Tool name", "What it does", "Purpose", "Scope"]
TEXT = "Screening of victims of human trafficking."


def row(scope=""):
    return [["Safe Harbour", TEXT, "Screening", scope]]


def tool():
    return Tool.objects.get(name="Safe Harbour")


def curate(scope):
    found = tool()
    with recorded_change(found):
        found.scope = scope
        found.save()


def test_a_file_without_the_column_gives_tools_of_which_it_is_not_known(apply):
    apply([line[:3] for line in row()], headings=HEADINGS[:3])
    assert tool().scope is None


@pytest.mark.parametrize("cell", ["", " ", "n/a", "unknown", "Not known"])
def test_an_empty_cell_is_not_known(apply, cell):
    apply(row(cell), headings=HEADINGS)
    assert tool().scope is None


@pytest.mark.parametrize("cell", ["dedicated", "adjacent"])
def test_a_cell_that_says_it_is_taken(apply, cell):
    apply(row(cell), headings=HEADINGS)
    assert tool().scope == cell


@pytest.mark.parametrize("curated", ["dedicated", "adjacent"])
def test_the_next_file_leaves_what_a_curator_found_out(apply, curated):
    apply(row(), headings=HEADINGS)
    curate(curated)
    apply(row(), headings=HEADINGS)
    assert tool().scope == curated


def test_the_next_file_leaves_what_a_curator_took_back_to_not_known(apply):
    apply(row("dedicated"), headings=HEADINGS)
    curate(None)
    apply(row("dedicated"), headings=HEADINGS)
    assert tool().scope is None


def test_a_file_fills_in_what_was_not_known_and_undoing_takes_it_back(apply, undo):
    apply(row(), headings=HEADINGS)
    job = apply(row("adjacent"), headings=HEADINGS)
    assert tool().scope == "adjacent"
    undo(job)
    assert tool().scope is None
