"""Search words, order, pages and the feed of the lists."""

import datetime

import pytest

from catalogue.models import Tool
from hub.records.models import recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def hotline(make_tool):
    return make_tool(
        slug="hotline", name="Freedom hotline", description="Trained listeners answer in Amharic."
    )


# Words


def test_a_matched_word_is_marked_in_the_name(hotline, visit):
    assert visit("/tools/?q=hotline").one("mark").text == "hotline"


def test_a_match_that_one_cannot_see_is_explained_with_its_passage(hotline, visit):
    page = visit("/tools/?q=amharic")
    assert page.one("p", class_="why").text == (
        "In the description: Trained listeners answer in Amharic."
    )


def test_what_is_marked_is_escaped(make_tool, visit):
    make_tool(name="<b>Hotline</b> & co")
    page = visit("/tools/?q=hotline")
    assert "&lt;b&gt;<mark>Hotline</mark>&lt;/b&gt; &amp; co" in page.html


def test_a_misspelt_word_finds_what_was_meant(hotline, visit):
    assert visit("/tools/?q=hotlien").cards == ["hotline"]


def test_a_corrected_spelling_is_said(hotline, visit):
    assert "Showing results for hotline." in visit("/tools/?q=hotlien").text


def test_one_may_search_for_the_letters_as_typed(hotline, visit):
    page = visit(visit("/tools/?q=hotlien").href("Search instead for"))
    assert (page.heading, page.cards) == ("0 tools for “hotlien”", [])


def test_a_corrected_list_keeps_what_was_typed_in_its_box(hotline, visit):
    assert visit("/tools/?q=hotlien").one("input", name="q").attributes["value"] == "hotlien"


def test_the_next_page_of_a_list_as_typed_is_as_typed(make_tool, visit):
    for _ in range(21):
        make_tool(name="Hotlien")
    page = visit("/tools/?q=hotlien&exact=1")
    assert len(visit(page.href("Next")).cards) == 1


def test_another_spelling_is_offered_beside_what_was_found(make_tool, visit):
    make_tool(slug="hotline", name="Hotline")
    make_tool(slug="hotel", name="Hotel")
    page = visit("/tools/?q=hotl")
    assert (page.cards, visit(page.href("hotel")).cards) == (["hotline"], ["hotel"])


def test_what_has_all_words_but_one_says_without_which(make_tool, visit):
    make_tool(slug="freedom", name="Freedom hotline")
    page = visit("/tools/?q=freedom hotline zebra")
    assert (page.cards, "Shown without: zebra." in page.text) == (["freedom"], True)


# Order


ORDERED = ("/tools/", "/organisations/")


@pytest.fixture
def three(make_tool):
    day = datetime.date
    make_tool(slug="c", name="Cedar")
    make_tool(slug="a", name="Ash", verified_on=day(2024, 1, 1), verification="source-checked")
    make_tool(slug="b", name="Birch", verified_on=day(2025, 1, 1), verification="source-checked")


def test_without_words_the_last_changed_stand_first(three, visit):
    tool = Tool.objects.get(slug="c")
    with recorded_change(tool):
        tool.summary = "Changed"
        tool.save()
    assert visit("/tools/").cards == ["c", "a", "b"]


def test_of_those_that_came_in_together_the_last_released_stands_first(make_tool, visit):
    make_tool(slug="old", name="A", first_released="2009")
    make_tool(slug="unknown", name="B")
    make_tool(slug="new", name="C", first_released="2024-05")
    assert visit("/tools/").cards == ["new", "old", "unknown"]


def test_by_check_is_offered_only_where_something_was_checked(three, make_organisation, visit):
    make_organisation()
    tools, bodies = (visit(path).one("nav", class_="sorts").text for path in ORDERED)
    assert ("Recently verified" in tools, "Recently verified" in bodies) == (True, False)


def test_a_list_can_be_sorted_by_name(three, visit):
    assert visit("/tools/?sort=name").cards == ["a", "b", "c"]


def test_a_list_can_be_sorted_by_when_it_was_checked_the_unchecked_last(three, visit):
    assert visit("/tools/?sort=verified").cards == ["b", "a", "c"]


@pytest.fixture
def three_bodies(make_organisation):
    for name in ("Cedar", "ash", "Birch"):
        make_organisation(slug=name.lower(), name=name)


def test_organisations_stand_from_a_to_z(three_bodies, visit):
    assert visit("/organisations/").cards == ["ash", "birch", "cedar"]


def test_the_order_of_organisations_is_told_and_offered_once(three_bodies, visit):
    order = visit("/organisations/").one("nav", class_="sorts")
    assert order.text.split() == ["Name"]


def test_the_order_in_force_is_told_to_screen_readers(three, visit):
    assert (
        visit("/tools/?sort=name").one("a", href="/tools/?sort=name").attributes["aria-current"]
        == "true"
    )


# Pages


@pytest.fixture
def many(make_tool):
    for number in range(45):
        make_tool(slug=f"t{number:02}", name=f"Tool {number:02}")


def test_twenty_stand_on_a_page(many, visit):
    assert len(visit("/tools/").cards) == 20


def test_the_pages_together_hold_each_record_once(many, visit):
    found = [slug for page in (1, 2, 3) for slug in visit(f"/tools/?sort=name&page={page}").cards]
    assert found == [f"t{number:02}" for number in range(45)]


def test_the_list_goes_on_counting_on_its_second_page(many, visit):
    assert visit("/tools/?page=2").one("ol", class_="cards").attributes["start"] == "21"


def test_a_page_behind_the_last_is_missing_and_leads_to_the_last(many, visit):
    page = visit("/tools/?page=4", status=404)
    assert (page.heading, page.href("Go to its last page")) == (
        "This list has no page 4",
        "/tools/?page=3",
    )


def test_the_canonical_address_leaves_defaults_out(three, visit):
    page = visit("/tools/?page=1&sort=relevance&ended=0&q=")
    assert page.one("link", rel="canonical").attributes["href"] == "http://localhost:8000/tools/"


@pytest.mark.parametrize("query", ["q=ash", "sort=name", "ended=1", "scope=dedicated"])
def test_crawlers_are_kept_out_of_narrowed_lists(three, visit, query):
    robots = visit(f"/tools/?{query}").one("meta", name="robots").attributes["content"]
    assert robots == "noindex, follow"


def test_crawlers_may_read_the_whole_list_and_its_pages(many, visit):
    assert not visit("/tools/?page=2").all("meta", name="robots")


# Organisations


def test_organisations_are_listed_with_their_public_tools(make_organisation, make_tool, visit):
    body = make_organisation(name="Body")
    make_tool(organisations=(body,))
    make_tool(organisations=(body,), state="draft")
    assert visit("/organisations/").one("p", class_="count").text == "1 tool"


def test_an_organisation_is_found_by_its_acronym(make_organisation, visit):
    make_organisation(slug="icrc", name="International Committee", names=("ICRC",))
    make_organisation()
    assert visit("/organisations/?q=icrc").cards == ["icrc"]


def test_organisations_can_be_narrowed_by_kind(make_organisation, visit):
    make_organisation(slug="a", terms=("organisation_type/company",))
    make_organisation(slug="b", terms=("organisation_type/ngo-local",))
    assert visit("/organisations/?organisation_type=company").cards == ["a"]
