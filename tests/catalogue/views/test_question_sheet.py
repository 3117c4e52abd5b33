"""The questions to ask about any tool, for paper."""

import pytest

from catalogue.fit.situation import QUESTIONS
from catalogue.presenters.safety_panel import QUESTIONS as SAFETY_QUESTIONS

pytestmark = pytest.mark.usefixtures("starter")
LINKED_FROM = ["/situation/?who=ngo-caseworker", "/tools/primero/", "/how-fit-is-judged/",
               "/shortlist/?tool=primero", "/about/"]  # fmt: skip


def test_it_asks_what_the_finder_and_the_safety_panel_ask_and_nothing_else(visit):
    asked = [each.text for each in visit("/questions-to-ask/").all("legend")]
    of_finder = {f"{question.label} {question.hint}" for question in QUESTIONS.values()}
    of_panel = [str(question.text) for question in SAFETY_QUESTIONS]
    assert (len(of_panel), set(asked[:7]), asked[7:]) == (9, of_finder, of_panel)


def test_each_question_has_a_line_and_boxes(visit):
    page = visit("/questions-to-ask/")
    lines = [each.attributes["aria-label"] for each in page.all("textarea")]
    assert len(lines) == len(set(lines)) == 16
    assert len(page.all("input", type="checkbox")) == 16 * 3 + 4


def test_nothing_on_it_can_be_sent(visit):
    page = visit("/questions-to-ask/")
    assert [form.attributes["action"] for form in page.all("form")] == ["/search/"]
    own = [*page.all("textarea"), *page.all("input", autocomplete="off")]
    named = [each for each in own if "name" in each.attributes and each.attributes["name"] != "q"]
    assert (len(own) > 60, named) == (True, [])


def test_it_warns_of_cases_before_the_first_line(visit):
    html = visit("/questions-to-ask/").html
    assert 0 < html.index("Write nothing here about a person or a case") < html.index("<legend>")


@pytest.mark.parametrize("path", LINKED_FROM)
def test_pages_that_help_to_choose_lead_to_it(visit, path):
    assert 'href="/questions-to-ask/"' in visit(path).html.partition("<main")[2]
