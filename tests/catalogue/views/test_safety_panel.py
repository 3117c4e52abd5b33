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
NOBODY = "Nobody has assessed this tool for use with a person at risk."


def panel(page):
    return page.one("section", aria_labelledby="safety")


def asked(page, question):
    """What stands beside a question to ask of a tool that nobody has assessed."""
    (found,) = (li.text for li in page.all("li") if li.text.startswith(question))
    return found.removeprefix(question).strip()


def test_every_fact_of_the_panel_is_asked_for_in_a_question():
    assert tuple(question.name for question in QUESTIONS) == PANEL_FACTS


def test_what_nobody_has_assessed_says_so_once_and_asks_nine_questions(make_tool, visit):
    make_tool(slug="one")
    page = visit("/tools/one/")
    assert panel(page).attributes["class"] == "panel gap"
    assert page.one("h2", id="safety").text == NOBODY
    assert page.text.count("assessed") == 1
    assert "This does not mean that it is safe" in panel(page).text
    assert [asked(page, str(question.text)) for question in QUESTIONS] == [""] * 9


def test_an_assessed_panel_says_when_and_by_whom(make_tool, visit):
    make_tool(slug="one", **DONE)
    page = visit("/tools/one/")
    assert panel(page).attributes["class"] == "panel"
    assert "Assessed on 4 March 2026 by A body of experts." in panel(page).text
    assert NOBODY not in page.text


def test_an_assessed_panel_tells_three_states_apart(make_tool, visit):
    make_tool(slug="one", data_kept="In one country.", known_none=["known_harms"], **DONE)
    page = visit("/tools/one/")
    assert page.fact("Where are the data kept, and how are they protected?").text == (
        "In one country."
    )
    assert page.fact("Which harms are known or feared?").text == "Known: none"
    assert page.fact("Who can see the data?").text == "Not known"


def test_a_fact_known_before_the_assessment_stands_beside_its_question(make_tool, visit):
    make_tool(slug="one", consent="Asked for on paper.")
    page = visit("/tools/one/")
    question = "How is consent asked for, and can it be withdrawn?"
    assert asked(page, question) == "Asked for on paper."


@pytest.mark.parametrize(
    ("term", "question"),
    [
        ("safeguard/personal-data", "Which data does it take about people?"),
        ("safeguard/informed-consent", "How is consent asked for, and can it be withdrawn?"),
        (
            "safeguard/survivor-involvement",
            "What part did survivors have in making or running it?",
        ),
        ("safeguard/human-review", "Does a person check what the machine concludes?"),
        ("safeguard/risk-dual-use", "How could traffickers misuse it?"),
        ("safeguard/risk-no-remedy", "Who answers when somebody reports a danger?"),
    ],
)
@pytest.mark.parametrize("state", [{}, DONE], ids=["not assessed", "assessed"])
def test_a_term_of_the_record_stands_beside_its_question(make_tool, visit, term, question, state):
    make_tool(slug="one", terms=(term,), **state)
    label = term.partition("/")[2].replace("-", " ").capitalize()
    page = visit("/tools/one/")
    if state:
        assert f"From the record: {label}" in page.fact(question).text
    else:
        assert asked(page, question) == label


def test_a_term_of_the_record_is_no_assessment(make_tool, visit):
    make_tool(slug="one", terms=("safeguard/personal-data",))
    assert NOBODY in panel(visit("/tools/one/")).text


def test_an_inferred_risk_says_that_it_is_inferred(make_tool, visit):
    make_tool(slug="one", inferred=("safeguard/risk-surveillance",))
    page = visit("/tools/one/")
    assert "inferred by an editor" in asked(page, "Which harms are known or feared?")


def test_a_caution_is_pointed_to(make_tool, visit):
    make_tool(slug="one", caution="It was found to harm.")
    page = visit("/tools/one/")
    assert page.href("A caution is noted") == "#caution"


def test_what_the_record_says_of_data_is_three_lines_and_the_rest_is_said_once(make_tool, visit):
    make_tool(
        slug="full",
        data_kept="In one country.",
        terms=("safeguard/children-data", "safeguard/encryption", "safeguard/risk-retaliation"),
    )
    make_tool(slug="half", terms=("safeguard/children-data",))
    full, half = visit("/tools/full/"), visit("/tools/half/")
    said = [(dt.text, dd.text) for dt, dd in pairs(full) if dt.text in ("Where data are kept",)]
    assert said == [("Where data are kept", "In one country.")]
    assert panel(full).text.index("Children data") < panel(full).text.index("Encryption")
    assert "Not known" not in panel(full).text
    assert "Not known: where data are kept, safeguards." in panel(half).text


def test_a_line_of_data_names_four_values_at_the_most(make_tool, visit):
    many = ("encryption", "human-review", "informed-consent", "anonymous-use", "independent-audit")
    make_tool(slug="one", terms=tuple(f"safeguard/{slug}" for slug in many))
    (line,) = (dd.text for dt, dd in pairs(visit("/tools/one/")) if "2 more" in dd.text)
    assert line == "Encryption · Human review · Informed consent · 2 more"


def pairs(page):
    rows = zip(page.elements, page.elements[1:], strict=False)
    return [(dt, dd) for dt, dd in rows if (dt.tag, dd.tag) == ("dt", "dd")]
