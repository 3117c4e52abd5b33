"""Before you use this with a person at risk: the panel on a tool's page."""

import datetime

import pytest

from catalogue.fields.tool import PANEL_FACTS
from catalogue.presenters.safety_panel import QUESTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DONE = {
    "panel": "assessed",
    "panel_assessed_on": datetime.date(2026, 3, 4),
    "panel_assessed_by": "A body of experts",
}


def panel(page):
    return page.one("section", aria_labelledby="safety")


def test_every_fact_of_the_panel_is_asked_for_in_a_question():
    assert tuple(question.name for question in QUESTIONS) == PANEL_FACTS


def test_what_was_not_assessed_says_so_in_a_sentence_and_at_each_question(make_tool, visit):
    make_tool(slug="one")
    page = visit("/tools/one/")
    assert panel(page).attributes["class"] == "panel gap"
    assert "Nobody has assessed this tool for use with a person at risk" in panel(page).text
    assert panel(page).text.count("Not assessed") == 1 + len(QUESTIONS)


def test_an_assessed_panel_says_when_and_by_whom(make_tool, visit):
    make_tool(slug="one", **DONE)
    page = visit("/tools/one/")
    assert panel(page).attributes["class"] == "panel"
    assert "Assessed on 4 March 2026 by A body of experts." in panel(page).text
    assert "Not assessed" not in panel(page).text


def test_an_assessed_panel_tells_three_states_apart(make_tool, visit):
    make_tool(slug="one", data_kept="In one country.", known_none=["known_harms"], **DONE)
    page = visit("/tools/one/")
    assert page.fact("Where are the data kept, and how are they protected?").text == (
        "In one country."
    )
    assert page.fact("Which harms are known or feared?").text == "Known: none"
    assert page.fact("Who can see the data?").text == "Not known"


def test_a_fact_known_before_the_assessment_is_shown_within_it(make_tool, visit):
    make_tool(slug="one", consent="Asked for on paper.")
    page = visit("/tools/one/")
    assert page.fact("How is consent asked for, and can it be withdrawn?").text == (
        "Asked for on paper."
    )
    assert panel(page).text.count("Not assessed") == len(QUESTIONS)


@pytest.mark.parametrize(
    ("term", "question"),
    [
        ("safeguard/personal-data", "Which data does it take about people?"),
        ("safeguard/informed-consent", "How is consent asked for, and can it be withdrawn?"),
        (
            "safeguard/survivor-involvement",
            "Which part did survivors have in making or running it?",
        ),
        ("safeguard/human-review", "Does a person check what the machine concludes?"),
        ("safeguard/risk-dual-use", "How could traffickers misuse it?"),
        ("safeguard/risk-no-remedy", "Who answers when somebody reports a danger?"),
    ],
)
def test_a_term_of_the_record_stands_beside_its_question(make_tool, visit, term, question):
    make_tool(slug="one", terms=(term,))
    label = term.partition("/")[2].replace("-", " ").capitalize()
    assert f"From the record: {label}" in visit("/tools/one/").fact(question).text


def test_a_term_of_the_record_is_no_assessment(make_tool, visit):
    make_tool(slug="one", terms=("safeguard/personal-data",))
    fact = visit("/tools/one/").fact("Which data does it take about people?")
    assert "Not assessed" in fact.text


def test_an_inferred_risk_says_that_it_is_inferred(make_tool, visit):
    make_tool(slug="one", inferred=("safeguard/risk-surveillance",))
    fact = visit("/tools/one/").fact("Which harms are known or feared?")
    assert "inferred by an editor" in fact.text


def test_a_caution_is_pointed_to(make_tool, visit):
    make_tool(slug="one", caution="It was found to harm.")
    page = visit("/tools/one/")
    assert page.href("A caution is noted") == "#caution"
