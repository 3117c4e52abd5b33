"""The questions of the safety panel and the vocabulary that ships with the project."""

from catalogue.presenters.safety_panel import QUESTIONS
from hub.vocabulary.models import Term


def test_every_safeguard_of_the_vocabulary_bears_on_a_question(starter):
    placed = {key for question in QUESTIONS for key in question.terms}
    safeguards = Term.objects.filter(scheme__slug="safeguard", deprecated=False)
    assert {f"safeguard/{slug}" for slug in safeguards.values_list("slug", flat=True)} <= placed


def test_every_term_that_a_question_names_is_in_the_vocabulary(starter):
    known = {term.key for term in Term.objects.select_related("scheme")}
    assert {key for question in QUESTIONS for key in question.terms} <= known
