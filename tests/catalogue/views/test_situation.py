"""The finder and the page of its rules, as a reader sees them."""

import re

import pytest

from catalogue.models import Tool

CAMP = (
    "/situation/?who=ngo-caseworker&what=displacement-camp&task=manage-cases&task=refer"
    "&limit=no-internet&language=ar"
)


@pytest.mark.parametrize(("who", "offered"), [
    ("survivor", True), ("displaced-person", True), ("ngo-caseworker", False),
])  # fmt: skip
def test_help_comes_before_tools_for_who_may_be_in_danger(starter, visit, who, offered):
    page = visit(f"/situation/?who={who}")
    offers = page.all("a", class_="button", href="/help-now/")
    assert bool(offers) is offered
    heading = page.elements.index(page.one("h1"))
    assert all(page.elements.index(offer) < heading for offer in offers)


def test_the_empty_finder_asks_the_first_question_and_ranks_nothing(starter, visit) -> None:
    page = visit("/situation/")
    assert page.heading == "Who are you?"
    assert not page.all("article")
    assert "Your answers are only in the web address. We do not store them." in page.text


def test_menus_left_empty_are_no_answers(starter, visit) -> None:
    assert not visit("/situation/?place=&language=").all("article")


def test_tools_stand_by_fit_with_reasons_and_points(starter, visit) -> None:
    page = visit(CAMP)
    assert page.cards[:2] == ["primero", "cpims"]
    assert "+4 It works without internet: Works offline, syncs later." in page.text


def test_the_heading_counts_what_can_do_it(starter, visit) -> None:
    page = visit(CAMP)
    assert page.heading == "5 tools can do this"
    assert "Tools that do this (5)" in page.text


def test_what_comes_near_and_what_is_not_known_is_folded_with_its_number(starter, visit) -> None:
    page = visit(CAMP)
    folded = [summary.text for summary in page.all("summary")]
    assert any(text.startswith("These come near (") for text in folded)
    assert any(text.startswith("May do this: not known (") for text in folded)
    assert "That alone would decide for" in page.text


def test_the_answers_fold_into_one_line_with_the_way_to_change_them(starter, visit) -> None:
    line = visit(CAMP).one("details", class_="mine").text.partition("change")
    assert "No internet · Arabic" in line[0]
    assert line[1]


def test_a_folded_group_has_a_page_of_its_own(starter, visit) -> None:
    page = visit(CAMP)
    address = next(
        a.attributes["href"]
        for a in page.all("a", class_="all")
        if "group=" in a.attributes["href"]
    )
    assert len(visit(address).cards) >= 4


def test_a_card_says_that_nobody_has_assessed_the_tool(starter, visit) -> None:
    page = visit(CAMP)
    told = page.text.count("Nobody has assessed it for use with people at risk.")
    assert told == len(page.all("article"))


def test_a_card_claims_no_order_where_none_is_certain(starter, visit) -> None:
    places = [small.text for small in visit(CAMP).all("small", class_="place")]
    assert len(places) == 5
    assert any(place.endswith("alike") for place in places)


def test_the_sum_has_its_scale(starter, visit) -> None:
    page = visit(CAMP)
    assert "The most that a tool can have with your answers: +" in page.text


@pytest.mark.parametrize("slug", ["no-consent-process", "no-referral-path", "no-data-agreement"])
def test_what_must_be_in_place_first_stands_before_any_tool(starter, visit, slug) -> None:
    page = visit(f"{CAMP}&limit={slug}")
    assert page.text.index("Before any tool") < page.text.index("Tools that do this")
    assert page.cards[:2] == ["primero", "cpims"]


def test_answers_that_contradict_one_another_are_said(starter, visit) -> None:
    page = visit("/situation/?what=online&limit=no-internet&task=keep-platform-safe")
    assert "You work on the internet, and you have no internet." in page.text


def test_for_a_survivor_the_tools_of_others_are_folded_apart(starter, visit) -> None:
    page = visit("/situation/?who=survivor&task=report")
    assert any(s.text.startswith("For professionals (") for s in page.all("summary"))
    shown = page.one("form", class_="ranked").text.partition("For professionals")[0]
    assert "Aselo" not in shown


def test_help_of_another_country_says_for_which_it_is(starter, visit) -> None:
    page = visit("/situation/?who=survivor&place=ke&task=get-help&group=near")
    last = visit("/situation/?who=survivor&place=ke&task=get-help&group=near&page=2")
    assert "For Mexico" not in page.text
    assert "For " in " ".join(b.text for b in last.all("b", class_="warn"))


def test_all_tools_stand_in_a_matrix_of_the_answers(starter, visit) -> None:
    page = visit(visit(CAMP).href("All tools against my answers, as a table"))
    assert len(page.all("th", scope="row")) == 50
    assert len(page.all("th", scope="col")) == 1 + 6  # the tool, and each of the answers
    words = {cell.text for cell in page.all("td")}
    assert words == {"fits", "in part", "against", "not known"}
    assert page.all("th", scope="row")[0].text == "Primero"


def test_the_matrix_has_pages_and_ends(starter, visit) -> None:
    matrix = CAMP.replace("/situation/", "/situation/matrix/")
    assert visit(f"{matrix}&page=2").all("th", scope="row")
    visit(f"{matrix}&page=90", status=404)
    assert "dragon" in visit(f"{matrix}&who=dragon", status=400).text


def test_a_matrix_without_answers_leads_to_the_questions(starter, client) -> None:
    assert client.get("/situation/matrix/").headers["Location"] == "/situation/"


def test_a_precondition_is_no_column_of_the_matrix(starter, visit) -> None:
    page = visit("/situation/matrix/?task=refer&limit=no-referral-path")
    assert len(page.all("th", scope="col")) == 2


def test_the_number_hidden_is_stated_with_its_limit(starter, visit) -> None:
    text = visit(CAMP).text
    assert "306 tools are not recommended, because they are known to break a limit." in text
    assert re.search(r"No internet: 271 tools.*\. Some are counted more than once\. Show", text)


@pytest.mark.parametrize(
    "address", [CAMP, "/situation/?task=refer&limit=no-internet", "/situation/?limit=no-internet"]
)
def test_tools_counted_under_two_limits_are_said_to_be(address, starter, visit) -> None:
    text = visit(address).text
    hidden, limits = re.search(r"(\d+) tools are not recommended.*?limit\.(.*?)Show", text).groups()
    overlap = sum(map(int, re.findall(r": (\d+) tool", limits))) > int(hidden)
    assert ("Some are counted more than once." in limits) == overlap


def test_what_is_hidden_is_shown_on_request_and_marked(starter, visit) -> None:
    page = visit(visit(CAMP).href("Show them anyway"))
    assert "306 tools that break a limit are shown, each with a note." in page.text
    assert "Leave them out" in page.text


def test_a_shown_tool_that_breaks_a_limit_says_so(starter, visit) -> None:
    page = visit(f"{CAMP}&show=all&why=gbvims")
    assert "Not recommended: known to break a limit" in page.text
    assert "Limit broken" in page.text


def test_the_whole_score_of_any_tool_can_be_asked_for(starter, visit) -> None:
    page = visit(f"{CAMP}&why=sherloc")
    assert page.cards[0] == "sherloc"
    assert "The whole score of one tool" in page.text


def test_the_limit_that_would_help_is_offered(starter, visit) -> None:
    page = visit(CAMP)
    assert "limit=" not in page.href("Without “No internet” 44 more tools would fit")


def test_where_nothing_fits_the_gap_map_is_linked(starter, visit) -> None:
    page = visit("/situation/?what=migration-route&task=keep-papers&limit=sms-only")
    assert page.heading == "No tool is known to do this within your limits"
    assert page.href("gap map") == "/gaps/"
    assert "What comes nearest" in page.text


def test_each_answer_can_be_taken_back(starter, visit) -> None:
    href = visit(CAMP).href("No internet")
    assert "limit=no-internet" not in href
    assert "who=ngo-caseworker" in href


def test_every_question_can_be_changed_and_leads_back_to_the_tools(starter, visit) -> None:
    page = visit(CAMP)
    for question in ("Who are you?", "What do you need to do?", "For whom?"):
        (link,) = [link for link in page.all("a") if link.text == question]
        asked = visit(link.attributes["href"])
        assert asked.heading == question
        assert {form.attributes["action"] for form in asked.all("form")} == {"/situation/"}


def test_comparing_carries_the_situation(starter, visit) -> None:
    page = visit(CAMP)
    form = page.one("form", action="/tools/compare/")
    assert form
    hidden = {
        (box.attributes["name"], box.attributes["value"])
        for box in page.all("input", type="hidden")
    }
    assert {("who", "ngo-caseworker"), ("limit", "no-internet"), ("language", "ar")} <= hidden


def test_the_shortlist_carries_the_situation_and_what_was_chosen(starter, visit) -> None:
    page = visit(f"{CAMP}&tool=tella")
    assert page.all("input", type="hidden", name="limit")
    form = page.one("form", action="/tools/compare/")
    assert form
    assert page.all("button", formaction="/shortlist/")
    carried = [
        box.attributes["value"]
        for box in page.all("input", name="tool")
        if "checked" in box.attributes or box.attributes["type"] == "hidden"
    ]
    assert set(carried) == {"tella"}


def test_carried_over_tools_show_what_was_adapted(starter, visit) -> None:
    page = visit("/situation/?what=migration-route&place=ke&task=keep-papers")
    assert "Used in a similar setting elsewhere" in page.text
    assert page.href("RedSafe").partition("?")[0] == "/tools/redsafe/"
    assert any("/practice/redsafe-" in a.attributes["href"] for a in page.all("a"))


def test_the_order_of_parameters_does_not_matter(starter, visit) -> None:
    path, _mark, words = CAMP.partition("?")
    turned = "&".join(reversed(words.split("&")))
    assert visit(CAMP).cards == visit(f"{path}?{turned}").cards
    canonical = [
        visit(address).one("link", rel="canonical").attributes["href"]
        for address in (CAMP, f"{path}?{turned}")
    ]
    assert len(set(canonical)) == 1


def test_repeated_answers_count_once(starter, visit) -> None:
    assert visit(f"{CAMP}&who=ngo-caseworker").cards == visit(CAMP).cards


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("who=dragon", "dragon"),
        ("limit=no-internet&limit=no-gravity", "no-gravity"),
        ("place=atlantis", "atlantis"),
        ("task=not-known", "is no answer"),
        ("who=survivor&page=0", "Pages are counted from 1."),
        ("who=survivor&show=maybe", "“show” is “all” or left out."),
        ("who=%00", "characters that cannot be read"),
        ("&".join(["who=survivor"] * 61), "more than 60 parts"),
    ],
)
def test_what_cannot_be_used_is_said_with_400(starter, visit, query, words) -> None:
    assert words in visit(f"/situation/?{query}", status=400).text


def test_the_way_on_keeps_the_answers_that_can_be_used(starter, visit) -> None:
    page = visit("/situation/?who=survivor&task=dragon", status=400)
    assert page.href("Go on with the other answers") == "/situation/?who=survivor"


@pytest.mark.parametrize("query", ["who=survivor&page=900", "who=survivor&why=nothing-of-the-kind"])
def test_what_is_not_there_is_404(starter, visit, query) -> None:
    visit(f"/situation/?{query}", status=404)


def test_a_withdrawn_tool_has_no_sum(starter, visit) -> None:
    Tool.objects.filter(slug="tella").update(state="draft")
    visit("/situation/?who=survivor&why=tella", status=404)


def test_ended_tools_are_left_out_and_counted(starter, visit) -> None:
    text = visit("/situation/?who=law-enforcement&what=online&task=investigate").text
    assert "6 tools that have ended are left out." in text


def test_the_rules_are_explained_with_their_weights(starter, visit) -> None:
    page = visit("/how-fit-is-judged/")
    assert page.heading == "How fit is judged"
    rows = [cell.text for cell in page.all("td")]
    assert "+10" in rows
    assert "It does what you need to do: Case management." in rows
    assert "people have fled from fighting" in rows


def test_home_and_navigation_lead_to_the_finder(starter, visit) -> None:
    page = visit("/")
    assert page.href("Your situation") == page.href("Describe your situation") == "/situation/"


def test_the_finder_asks_the_database_little(starter, visit, django_assert_max_num_queries) -> None:
    visit(CAMP)
    with django_assert_max_num_queries(8):
        visit(f"{CAMP}&limit=no-budget")
