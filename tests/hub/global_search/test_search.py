"""One box over every kind of record."""

import re

import pytest

pytestmark = [pytest.mark.usefixtures("starter_or_empty"), pytest.mark.both_databases]


@pytest.fixture
def records(make_tool, make_organisation):
    make_tool(slug="a-tool", name="Hotline tool")
    make_organisation(slug="a-body", name="Hotline body")


def kinds(page):
    """The kinds offered, each with its number."""
    nav = page.one("nav", aria_label="Kinds of record")
    return nav.text


def test_every_kind_is_named_with_what_it_found(starter, visit):
    page = visit("/search/?q=children")
    for kind in ("Tools", "Events", "Recommendations", "Documents", "Organisations"):
        assert re.search(rf"{kind} [1-9]", kinds(page)), kind


def test_the_number_of_a_kind_is_that_of_its_list(starter, visit):
    page = visit("/search/?q=children")
    words = re.search(r"\d+ recommendations", page.text).group()
    assert visit(page.href(words)).heading.startswith(words)


def test_results_stand_below_their_kind(records, visit):
    headings = [one.text for one in visit("/search/?q=hotline").all("h2")]
    assert sorted(headings) == ["Organisations", "Tools"]


def test_one_kind_alone_can_be_shown(records, visit):
    page = visit("/search/?q=hotline&kind=organisations")
    assert ([one.text for one in page.all("h2")], page.cards) == (["Organisations"], ["a-body"])


def test_a_kind_is_chosen_by_a_link_that_keeps_the_words(records, visit):
    page = visit("/search/?q=hotline")
    assert page.href("Tools 1") == "/search/?q=hotline&kind=tools"


def test_what_is_in_force_is_marked(records, visit):
    page = visit("/search/?q=hotline&kind=tools")
    assert [a.text for a in page.all("a", aria_current="true")] == ["Tools 1"]


def test_a_slip_of_the_pen_is_corrected_and_said(records, visit):
    page = visit("/search/?q=hotlnie")
    assert "Showing results for hotline" in page.text
    assert visit(page.href("Search instead for")).heading == "0 records for “hotlnie”"


def test_without_words_everything_is_there(records, visit):
    assert visit("/search/").heading == "Search everything"


def test_nothing_found_says_what_may_help(records, visit):
    assert "Nothing was found." in visit("/search/?q=zzzyyyxxx").text


def test_ended_tools_are_found_too(make_tool, visit):
    make_tool(slug="old", name="Hotline of old", terms=("status/discontinued",))
    assert visit("/search/?q=hotline").cards == ["old"]


@pytest.mark.parametrize("query", ["kind=nonsense", "exact=7", "kind=tools&kind=%27"])
def test_what_makes_no_search_is_refused_with_a_sentence(client, query):
    answer = client.get(f"/search/?q=a&{query}")
    assert answer.status_code == 400
    assert "There is no such kind of record" in answer.content.decode()


@pytest.mark.parametrize(
    "text",
    ['"' * 2000, "a" * 4000, "<script>alert(1)</script>", "' OR 1=1 --", "%25", "{{ 7*7 }}",
     "%E2%80%AEdrow", "AND OR NOT", "(((", "*", "\\x00", "-"],
)  # fmt: skip
def test_hostile_words_are_words(client, records, text):
    client.raise_request_exception = False
    answer = client.get("/search/", {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "&".join(f"kind={n}" for n in range(61))])
def test_what_is_no_text_or_too_much_is_refused(client, query):
    assert client.get(f"/search/?{query}").status_code == 400


def test_searching_is_kept_out_of_search_engines(records, visit):
    assert visit("/search/?q=hotline").one("meta", name="robots").attributes["content"] == (
        "noindex, follow"
    )


def test_a_whole_question_finds_what_it_asks_for(starter, visit):
    page = visit("/search/?q=who+asked+states+to+regulate+data+sharing")
    assert "WEPROTECT-2022-1" in page.text


def headings(page):
    return [element.attributes["id"] for element in page.all("h2") if "id" in element.attributes]


def test_kinds_stand_in_one_order(records, visit):
    order = ["tools", "practice", "recommendations", "events", "documents", "organisations"]
    shown = [route for route in headings(visit("/search/")) if route in order]
    assert len(shown) > 1
    assert shown == [route for route in order if route in shown]


def test_a_kind_whose_record_is_called_so_stands_first(make_tool, make_organisation, visit):
    make_tool(name="Map", summary="A map by Polaris and others, for Polaris.")
    make_organisation(name="Polaris", slug="polaris")
    assert headings(visit("/search/?q=Polaris"))[0] == "organisations"
    assert headings(visit("/search/?q=polaris map"))[0] == "tools"


def test_a_kind_without_all_words_says_which_ones_it_is_shown_without(records, visit):
    page = visit("/search/?q=hotline+brothel&kind=tools")
    assert "Nothing has all of these words. Shown without: brothel." in page.text
    assert page.href("Search for “hotline” alone") == "/tools/?q=hotline&ended=1"
    assert page.cards == ["a-tool"]


def test_kinds_with_all_words_come_before_others(make_tool, make_organisation, visit):
    make_tool(slug="a-tool", name="Hotline tool")
    make_organisation(slug="a-body", name="Hotline for fishers")
    page = visit("/search/?q=hotline+fishers")
    assert [one.text for one in page.all("h2")] == ["Organisations", "Tools"]


def test_all_kinds_leave_out_missing_words_before_they_show_nothing(records, visit):
    assert sorted(visit("/search/?q=brothel+hotline").cards) == ["a-body", "a-tool"]


def test_where_results_lack_different_words_each_says_which(make_tool, visit):
    make_tool(slug="a-tool", name="Hotline tool")
    make_tool(slug="b-tool", name="Brothel tool")
    page = visit("/tools/?q=hotline+brothel")
    assert "What has most of them comes first." in page.text
    assert page.text.count("Without: brothel") == page.text.count("Without: hotline") == 1
