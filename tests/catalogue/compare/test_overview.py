"""What decides between tools, in six lines."""

import pytest

from catalogue.compare.overview import build_overview
from catalogue.compare.parameters import select_tools
from catalogue.compare.table import assess_tools, compared_records
from catalogue.fit.situation import Situation
from catalogue.models import Tool
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.view_models import FactState

pytestmark = pytest.mark.django_db


def overview(*tools, situation=None):
    chosen = select_tools(tuple(tool.slug for tool in tools)).tools
    snapshot = get_snapshot(Tool.kind, "public")
    judged = assess_tools(snapshot, [tool.pk for tool in chosen], situation) if situation else []
    return {line.slug: line for line in build_overview(compared_records(chosen)[0], judged)}


def labels(cell):
    return [value.label for value in cell.fact.values]


def test_a_tool_that_does_it_one_that_comes_near_and_one_of_which_it_is_not_known(make_tool):
    tools = [
        make_tool(terms=(term,))
        for term in ("purpose/referral-directory", "purpose/helpline-contact", "purpose/outreach")
    ]
    does = overview(*tools, situation=Situation(task=("refer",)))["does"]
    assert does.label == "Does it"
    yes, near, unknown = does.cells
    assert (labels(yes), yes.answer) == (["Yes: Referral directory"], "yes")
    assert (labels(near)[0][:12], near.answer) == ("Comes near: ", "")
    assert unknown.fact.state == FactState.UNKNOWN
    assert [value.label for value in unknown.terms] == ["Outreach"]


def test_without_a_task_it_says_what_the_tool_does(make_tool):
    does = overview(make_tool(terms=("purpose/case-management",)))["does"]
    assert (does.label, labels(does.cells[0])) == ("What it does", ["Case management"])


def test_a_warning_has_the_whole_caution_the_end_and_broken_limits(make_tool):
    caution = "Do not use it near the border. " * 20
    tool = make_tool(
        caution=caution.strip(), terms=("status/discontinued", "connectivity/internet-required")
    )
    (cell,) = overview(tool, situation=Situation(limit=("no-internet",)))["warning"].cells
    assert labels(cell)[0] == "Not recommended: known to break a limit"
    assert caution.strip() in labels(cell)
    assert "Discontinued" in labels(cell)
    assert all(value.risk for value in cell.fact.values)


def test_no_recorded_warning_is_not_known_and_never_none(make_tool):
    (cell,) = overview(make_tool())["warning"].cells
    assert cell.fact.state == FactState.UNKNOWN


def test_the_open_question_names_what_is_not_known_and_that_nobody_looked(make_tool):
    (cell,) = overview(make_tool(terms=("access/paid",)))["question"].cells
    assert labels(cell) == [
        "Not known: Needs, Languages.",
        "Nobody has assessed it for use with a person at risk.",
    ]


def test_many_languages_are_counted_and_not_listed(make_tool):
    codes = ("ar", "es", "fr", "pt", "ru", "uk")
    (cell,) = overview(make_tool(terms=[f"language/{code}" for code in codes]))["languages"].cells
    assert len(labels(cell)) == 5
    assert labels(cell)[-1] == "2 more"
