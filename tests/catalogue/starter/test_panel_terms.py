"""The questions of the safety panel and the vocabulary that ships with the project."""

from catalogue.fields.tool import PANEL, PANEL_FACTS
from catalogue.models import Tool
from catalogue.presenters.safety_panel import QUESTIONS
from hub.vocabulary.models import Term


def test_every_safeguard_of_the_vocabulary_bears_on_a_question(starter):
    placed = {key for question in QUESTIONS for key in question.terms}
    safeguards = Term.objects.filter(scheme__slug="safeguard", deprecated=False)
    assert {f"safeguard/{slug}" for slug in safeguards.values_list("slug", flat=True)} <= placed


def test_every_term_that_a_question_names_is_in_the_vocabulary(starter):
    known = {term.key for term in Term.objects.select_related("scheme")}
    assert {key for question in QUESTIONS for key in question.terms} <= known


def test_no_tool_that_ships_comes_with_an_assessment_or_an_answer_of_its_own(starter):
    tools = list(Tool.objects.values(*PANEL, "state"))
    assert {(tool["panel"], tool["panel_assessed_by"]) for tool in tools} == {("not_assessed", "")}
    assert not any(tool[name] for tool in tools for name in PANEL_FACTS)
