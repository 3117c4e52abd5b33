"""Answers by the number of tools that are recorded with them."""

from catalogue.fit.answer_order import order_answers
from catalogue.fit.situation import IN_DANGER, Situation
from hub.vocabulary.term_cache import term_cache

TOOLS = (
    {"user/ngo-caseworker", "purpose/case-management"},
    {"user/law-enforcement", "purpose/network-investigation"},
    {"user/law-enforcement", "purpose/network-investigation", "language/fr"},
)


def slugs(question: str, situation: Situation, snapshot) -> list[str]:
    return [one.slug for one in order_answers(question, situation, snapshot, term_cache())]


def test_what_more_tools_are_recorded_with_comes_first(starter, snapshot_of) -> None:
    order = slugs("task", Situation(), snapshot_of(TOOLS))
    assert order[:2] == ["investigate", "manage-cases"]


def test_of_tools_for_whoever_answers(starter, snapshot_of) -> None:
    order = slugs("task", Situation(who=("ngo-caseworker",)), snapshot_of(TOOLS))
    assert order[0] == "manage-cases"


def test_the_first_question_does_not_depend_on_its_answer(starter, snapshot_of) -> None:
    tools = snapshot_of(TOOLS)
    asked = slugs("who", Situation(who=("ngo-caseworker",)), tools)
    assert asked == slugs("who", Situation(), tools)
    assert set(asked[:2]) == IN_DANGER
    assert asked[2:4] == ["law-enforcement", "ngo-caseworker"]


def test_equal_numbers_keep_the_declared_order(starter, snapshot_of) -> None:
    order = slugs("task", Situation(), snapshot_of([set()]))
    assert order[:2] == ["warn", "identify"]


def test_languages_are_those_of_tools(starter, snapshot_of) -> None:
    assert slugs("language", Situation(), snapshot_of(TOOLS)) == ["fr"]


def test_places_are_chosen_from_their_menu_alone(starter, snapshot_of) -> None:
    assert slugs("place", Situation(), snapshot_of(TOOLS)) == []
