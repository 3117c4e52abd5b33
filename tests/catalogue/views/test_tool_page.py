"""The page of a tool: what comes first, what stands once, and where it leads on."""

from urllib.parse import parse_qs, urlsplit

import pytest

from catalogue.fit.finder_state import MAX_TOOLS
from catalogue.models import ToolCitation
from hub.records.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ANSWERS = "who=ngo-caseworker&what=displacement-camp"


def cite(tool, subject="", **source):
    made = Source.objects.create(**{"title": "Report", **source})
    ToolCitation.objects.create(tool=tool, source=made, subject=subject)


def query_of(address):
    return parse_qs(urlsplit(address).query)


def test_who_uses_it_and_for_whom_stand_before_all_else(make_tool, visit):
    make_tool(slug="one", terms=("user/ngo-caseworker", "target_population/women", "status/active"))
    text = visit("/tools/one/").text
    order = [text.index(word) for word in ("Ngo caseworker", "Women", "Nobody has assessed")]
    assert order == sorted(order)
    assert text.index("Nobody has assessed") < text.index("Status")


def test_a_tool_without_an_address_leads_to_its_best_source(make_tool, visit):
    tool = make_tool(slug="one")
    cite(tool, title="On paper only")
    cite(tool, url="https://www.respect.example/report", publisher="Respect")
    page = visit("/tools/one/")
    assert "No web address known" in page.text
    assert page.href("Respect") == "https://www.respect.example/report"
    assert "Open its website" not in page.text


def test_an_address_is_the_way_out_and_no_source_stands_for_it(make_tool, visit):
    cite(make_tool(slug="one", url="https://one.example/"), url="https://www.respect.example/")
    page = visit("/tools/one/")
    assert page.href("Open its website") == "https://one.example/"
    assert "Best source" not in page.text


def test_numbers_of_sources_stand_once_behind_the_last_value(make_tool, visit):
    tool = make_tool(slug="one", terms=("purpose/screening", "purpose/referral"))
    for name in "ab":
        cite(tool, "purpose", url=f"https://{name}.example/")
    text = visit("/tools/one/").fact("What it does").text
    assert text == "Screening What screening means. Referral What referral means. 12"


@pytest.mark.parametrize(
    ("key", "label", "definition", "said"),
    [
        ("language/en", "English", "English language.", False),
        ("region/m49-001", "World", "UN M49 region 001.", False),
        ("language/prs", "Dari", "Dari, the Persian of Afghanistan.", True),
        ("target_population/women", "Women", "Adult women.", True),
    ],
)
def test_a_definition_that_repeats_the_label_is_left_out(
    make_tool, make_term, visit, key, label, definition, said
):
    make_term(key, label=label, definition=definition)
    make_tool(slug="one", terms=(key,))
    assert (definition in visit("/tools/one/").text) is said


def test_practice_told_elsewhere_is_said_to_be_elsewhere(make_tool, visit):
    make_tool(slug="one", terms=("evidence_level/practice-note",))
    assert (
        "there is no practice note on this site yet" in visit("/tools/one/").fact("Evidence").text
    )


def test_practice_told_here_is_pointed_to(make_tool, make_deployment, visit):
    tool = make_tool(slug="one", terms=("evidence_level/practice-note",))
    make_deployment(tool=tool)
    assert "see “Used in practice”" in visit("/tools/one/").fact("Evidence").text


def test_without_answers_no_way_back_is_offered(make_tool, visit):
    make_tool(slug="one", name="One")
    page = visit("/tools/one/")
    assert "Back to my results" not in page.text
    assert page.href("Add One to the shortlist") == "/shortlist/?tool=one"
    assert page.href("Compare One with others") == "/tools/compare/?tool=one"


def test_the_answers_lead_back_and_go_on_to_shortlist_and_comparison(make_tool, visit):
    for slug in ("one", "two"):
        make_tool(slug=slug, name=slug.capitalize())
    page = visit(f"/tools/one/?{ANSWERS}&tool=two&page=2")
    assert page.href("Back to my results").startswith("/situation/?")
    back, short, beside = (
        query_of(page.href(words))
        for words in ("Back to my results", "Add One to the shortlist", "Compare One with others")
    )
    answers = query_of(f"?{ANSWERS}")
    assert back == {**answers, "tool": ["two"], "page": ["2"]}
    assert short == beside == {**answers, "tool": ["two", "one"]}


def test_a_tool_can_be_chosen_on_its_page_and_is_then_ticked_in_the_results(make_tool, visit):
    for slug in ("one", "two"):
        make_tool(slug=slug, name=slug.capitalize(), terms=("user/ngo-caseworker",))
    assert ticked(visit(f"/situation/?{ANSWERS}&tool=two")) == {"one": False, "two": True}
    way = visit(f"/tools/one/?{ANSWERS}&tool=two").href("Choose One and go back to my results")
    assert urlsplit(way).path == "/situation/"
    assert query_of(way) == {**query_of(f"?{ANSWERS}"), "tool": ["two", "one"]}
    results = visit(way)
    assert ticked(results) == {"one": True, "two": True}
    assert "One" in results.one("article", id=urlsplit(way).fragment).text.split()


def ticked(page):
    boxes = page.all("input", type="checkbox", name="tool")
    return {box.attributes["value"]: "checked" in box.attributes for box in boxes}


def test_the_ways_on_stand_beside_the_way_back(make_tool, visit):
    make_tool(slug="one", name="One")
    first = visit(f"/tools/one/?{ANSWERS}").all("p", class_="crumbs")[0]
    assert first.text.split(" · ") == [
        "Back to my results", "Choose One and go back to my results", "Add One to the shortlist",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, MAX_TOOLS])
def test_a_tool_that_is_chosen_or_one_too_many_cannot_be_chosen(make_tool, visit, count):
    make_tool(slug="one", name="One")
    slugs = ["one"] if count == 1 else [f"t-{number}" for number in range(count)]
    page = visit(f"/tools/one/?{ANSWERS}&" + "&".join(f"tool={slug}" for slug in slugs))
    assert query_of(page.href("Back to my results"))["tool"] == slugs
    assert "Choose One" not in page.text


def test_a_tool_that_is_on_the_shortlist_is_not_added_again(make_tool, visit):
    make_tool(slug="one", name="One")
    page = visit(f"/tools/one/?{ANSWERS}&tool=one")
    assert query_of(page.href("My shortlist (1 tool)"))["tool"] == ["one"]
    assert "Add One" not in page.text


def test_more_tools_than_stand_side_by_side_still_make_a_comparison(make_tool, visit):
    for number in range(8):
        make_tool(slug=f"t-{number}", name=f"Tool {number}")
    chosen = "&".join(f"tool=t-{number}" for number in range(1, 8))
    page = visit(f"/tools/t-0/?{chosen}")
    compared = query_of(page.href("Compare Tool 0 with others"))["tool"]
    assert compared == ["t-3", "t-4", "t-5", "t-6", "t-7", "t-0"]
    visit(page.href("Compare Tool 0 with others"))


def test_the_page_with_answers_is_the_same_page_for_search_engines(make_tool, visit):
    make_tool(slug="one")
    page = visit(f"/tools/one/?{ANSWERS}")
    (link,) = page.all("link", rel="canonical")
    assert link.attributes["href"].endswith("/tools/one/")


def test_an_answer_that_is_none_is_said_with_a_way_on(make_tool, visit):
    make_tool(slug="one")
    page = visit("/tools/one/?who=nobody-at-all", status=400)
    assert "There is no choice “nobody-at-all”" in page.text
    assert page.href("Open the page of the tool without it") == "/tools/one/"


def test_results_shortlist_and_comparison_lead_to_tools_with_the_answers(make_tool, visit):
    for slug in ("one", "two"):
        make_tool(slug=slug, name=slug.capitalize(), terms=("user/ngo-caseworker",))
    answers = query_of(f"?{ANSWERS}")
    results = visit(f"/situation/?{ANSWERS}").href("One")
    assert (urlsplit(results).path, query_of(results)) == ("/tools/one/", answers)
    for path in ("/shortlist/", "/tools/compare/"):
        page = visit(f"{path}?tool=one&tool=two&{ANSWERS}")
        leads = [a.attributes["href"] for a in page.all("a") if a.text == "Two"]
        assert {"tool": ["one", "two"], **answers} in [
            query_of(href) for href in leads if urlsplit(href).path == "/tools/two/"
        ]
