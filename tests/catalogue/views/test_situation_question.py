"""The questions of the finder, one on a page, as a reader answers them."""

from urllib.parse import parse_qs, urlsplit

import pytest

from catalogue.models import Tool

STEPS = ("who", "what", "task", "language", "limit", "place", "whom")
ANSWERED = "who=ngo-caseworker&what=displacement-camp&task=manage-cases&limit=no-internet"
QUESTIONS = {
    "who": "Who are you?",
    "what": "What is happening?",
    "task": "What do you need to do?",
    "language": "Which languages must it work in?",
    "limit": "What limits you?",
    "place": "Where?",
    "whom": "For whom?",
}


def answers_of(page, name: str) -> list[str]:
    """The slugs that can be given to a question, in the order of the page."""
    tags = [*page.all("button", name=name), *page.all("input", name=name, type="checkbox")]
    return [one.attributes["value"] for one in page.elements if one in tags]


def spoken_by_tools(slug: str) -> bool:
    return (
        Tool.objects.published().filter(terms__scheme__slug="language", terms__slug=slug).exists()
    )


def carried(page) -> set[tuple[str, str]]:
    return {
        (box.attributes["name"], box.attributes["value"])
        for box in page.all("input", type="hidden")
    }


@pytest.mark.parametrize("question", STEPS)
def test_each_question_has_an_address_of_its_own(starter, visit, question) -> None:
    page = visit(f"/situation/{question}/")
    assert page.heading == QUESTIONS[question]
    assert f"Question {STEPS.index(question) + 1} of 7" in page.text


def test_there_is_no_eighth_question(starter, visit) -> None:
    visit("/situation/colour/", status=404)


@pytest.mark.parametrize("question", STEPS)
def test_skipping_every_question_leads_to_all_tools_and_not_in_a_circle(
    starter, visit, question
) -> None:
    address, seen = f"/situation/{question}/", []
    while address.startswith("/situation/") and "then=tools" not in address:
        seen.append(address)
        page = visit(address)
        action = page.all("form")[0].attributes["action"]
        # Where answers are ticked, leaving them out is sending none.
        skips = [
            link.attributes["href"] for link in page.all("a") if link.text == "Skip this question"
        ]
        after = "?then=tools" if ("then", "tools") in carried(page) else ""
        address = skips[0] if skips else f"{action}{after}"
    assert seen == [f"/situation/{one}/" for one in STEPS[STEPS.index(question) :]]
    page = visit(address)
    assert "You have not answered anything yet." in page.text
    assert page.href("See all") == "/tools/"


def test_an_answer_leads_to_the_next_question_that_is_not_answered(starter, visit) -> None:
    page = visit("/situation/what/?who=survivor&task=report&what=online")
    assert page.all("form")[0].attributes["action"] == "/situation/language/"
    assert carried(page) == {("who", "survivor"), ("task", "report")}


def test_answers_so_far_stand_above_the_question_and_can_be_changed(starter, visit) -> None:
    page = visit(f"/situation/language/?{ANSWERED}")
    (so_far,) = page.all("ul", class_="so-far") or page.all("ul", aria_label="Your answers")
    assert page.elements.index(so_far) < page.elements.index(page.one("h1"))
    for words in ("I assist people", "A camp or site", "Manage cases", "No internet"):
        assert words in so_far.text
    change = urlsplit(page.href("Change: What do you need to do?"))
    assert change.path == "/situation/task/"
    assert parse_qs(change.query) == parse_qs(ANSWERED)


def test_the_tools_can_be_reached_from_every_question(starter, visit) -> None:
    for question in STEPS:
        page = visit(f"/situation/{question}/?{ANSWERED}")
        by_link = [link for link in page.all("a") if link.text == "See the tools"]
        by_button = [
            button
            for button in page.all("button")
            if button.text == "See the tools" and button.attributes["formaction"] == "/situation/"
        ]
        assert len(by_link) + len(by_button) == 1, question


def test_several_answers_can_be_given_to_every_question(starter, visit) -> None:
    for question in ("who", "what", "task", "language"):
        page = visit(f"/situation/{question}/?{ANSWERED}")
        ticked = visit(page.href("More than one fits"))
        assert ticked.all("input", type="checkbox", name=question)
        assert not ticked.all("button", name=question)


def test_several_answers_of_an_old_address_are_ticked(starter, visit) -> None:
    page = visit("/situation/task/?task=refer&task=manage-cases&who=survivor")
    ticked = {
        box.attributes["value"]
        for box in page.all("input", type="checkbox")
        if "checked" in box.attributes
    }
    assert ticked == {"refer", "manage-cases"}
    assert carried(page) == {("who", "survivor")}


def test_answers_to_a_question_can_be_taken_away(starter, visit) -> None:
    page = visit(f"/situation/what/?{ANSWERED}")
    assert "what=" not in page.href("Remove my answer")
    assert "task=manage-cases" in page.href("Remove my answer")


def test_what_most_tools_are_recorded_with_stands_first(starter, visit) -> None:
    order = answers_of(visit("/situation/task/"), "task")
    assert order.index("warn") < order.index("manage-cases") < order.index("reach-out")
    mine = answers_of(visit("/situation/task/?who=ngo-caseworker"), "task")
    assert mine[0] == "manage-cases"
    assert set(mine) == set(order)
    assert len(order) == 27


def test_whoever_may_be_in_danger_does_not_search_for_the_answer(starter, visit) -> None:
    assert set(answers_of(visit("/situation/"), "who")[:2]) == {"survivor", "displaced-person"}


@pytest.mark.parametrize(("who", "first"), [
    ("survivor", True), ("displaced-person", True), ("ngo-caseworker", False),
])  # fmt: skip
def test_help_is_the_first_thing_for_whoever_may_be_in_danger(starter, visit, who, first) -> None:
    for question in STEPS:
        page = visit(f"/situation/{question}/?who={who}")
        in_main = page.elements[page.elements.index(page.one("main")) :]
        links = [one for one in in_main if one.tag == "a"]
        assert links[0].attributes["href"] == "/help-now/"
        assert (links[0].attributes["class"] == "button") is first


def test_a_menu_holds_regions_groups_and_countries(starter, visit) -> None:
    page = visit("/situation/place/?place=ke")
    groups = [group.attributes["label"] for group in page.all("optgroup")]
    assert groups == ["Regions and groups of countries", "Countries"] * 2
    chosen = [one for one in page.all("option") if "selected" in one.attributes]
    assert [one.attributes["value"] for one in chosen] == ["ke"]


def test_a_chosen_language_stays_in_sight(starter, visit) -> None:
    page = visit("/situation/language/?language=th&language=en")
    for slug in ("th", "en"):
        assert "checked" in page.one("input", type="checkbox", value=slug).attributes


def test_a_language_that_no_tool_speaks_keeps_its_menu(starter, visit) -> None:
    page = visit("/situation/language/?several=1")
    boxes = answers_of(page, "language")
    offered = [one.attributes["value"] for one in page.all("option")]
    assert set(boxes) < set(offered)
    unspoken = next(slug for slug in reversed(offered) if slug and not spoken_by_tools(slug))
    page = visit(f"/situation/language/?several=1&language={unspoken}")
    chosen = [one for one in page.all("option") if "selected" in one.attributes]
    assert [one.attributes["value"] for one in chosen] == [unspoken]
    assert answers_of(page, "language") == boxes


def test_answers_that_pull_against_one_another_are_named(starter, visit) -> None:
    pair = "what=online&limit=no-internet"
    for address in (f"/situation/task/?{pair}", f"/situation/?{pair}"):
        assert "You work on the internet, and you have no internet." in visit(address).text
    assert "You can keep both" not in visit("/situation/task/?what=online").text


def test_a_bad_answer_is_named_and_the_rest_kept(starter, visit) -> None:
    page = visit("/situation/limit/?who=survivor&task=dragon", status=400)
    assert "dragon" in page.text
    assert page.href("Go on with the other answers") == "/situation/limit/?who=survivor"


@pytest.mark.parametrize(
    ("query", "words"), [("then=home", "“then” is “tools”"), ("several=yes", "“several” is 1")]
)
def test_what_a_question_cannot_read_is_said(starter, visit, query, words) -> None:
    assert words in visit(f"/situation/who/?{query}", status=400).text


def test_crawlers_are_given_the_first_question_alone(starter, visit) -> None:
    assert not visit("/situation/").all("meta", name="robots")
    for address in ("/situation/what/", f"/situation/task/?{ANSWERED}"):
        assert visit(address).one("meta", name="robots").attributes["content"].startswith("noindex")


def test_the_way_to_the_tools_keeps_what_was_chosen(starter, visit) -> None:
    page = visit("/situation/limit/?who=survivor&tool=tella&ended=1")
    assert {("tool", "tella"), ("ended", "1")} <= carried(page)


def test_a_question_asks_the_database_nothing_of_the_tools(
    starter, visit, django_assert_max_num_queries
) -> None:
    visit("/situation/task/?who=survivor")
    with django_assert_max_num_queries(4):
        visit("/situation/task/?who=business")


def test_no_question_leaves_a_cookie(starter, visit) -> None:
    assert not visit(f"/situation/what/?{ANSWERED}").response.cookies
