"""Pages of schemes and terms."""

import json

import pytest

from hub.vocabulary.models import TermLabel

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def outreach(make_term):
    above = make_term("purpose/care", label="Care")
    term = make_term(
        "purpose/outreach",
        label="Outreach",
        definition="Going to where people are.",
        source="A handbook",
        broader=above,
    )
    make_term("purpose/night-walk", label="Night walk", broader=term)
    return term


def test_a_term_says_what_it_means_and_who_says_so(outreach, visit):
    page = visit("/vocabulary/purpose/outreach/")
    assert (page.heading, page.one("p", class_="lead").text) == (
        "Outreach",
        "Going to where people are.",
    )
    assert page.fact("Source of the definition").text == "A handbook"


def test_a_term_leads_to_broader_and_narrower_ones(outreach, visit):
    page = visit("/vocabulary/purpose/outreach/")
    assert (page.href("Care"), page.href("Night walk")) == (
        "/vocabulary/purpose/care/",
        "/vocabulary/purpose/night-walk/",
    )


def test_a_term_shows_its_words_in_other_languages(outreach, visit):
    TermLabel.objects.create(term=outreach, language="ar", text="التوعية")
    page = visit("/vocabulary/purpose/outreach/")
    assert page.one("ul", lang="ar", dir="rtl").text == "التوعية"


def test_a_term_leads_to_all_its_tools_with_their_number(outreach, make_tool, visit):
    for _ in range(7):
        make_tool(terms=("purpose/outreach",))
    make_tool(terms=("purpose/outreach", "status/discontinued"))
    page = visit("/vocabulary/purpose/outreach/")
    listed = visit(page.href("8 tools with this term"))
    assert (len(page.cards) - 1, listed.heading) == (5, "8 tools: Outreach")


def test_a_term_without_tools_says_so(outreach, visit):
    page = visit("/vocabulary/purpose/outreach/")
    assert "No tool is recorded with this term." in page.text


def test_a_replaced_term_keeps_its_page_and_names_its_successor(make_term, visit):
    make_term("purpose/old").deprecate(successor=make_term("purpose/new", label="New word"))
    page = visit("/vocabulary/purpose/old/")
    assert page.one("p", class_="gone").text == (
        "This term is no longer used. It was replaced by New word."
    )


def test_a_term_of_another_scheme_is_missing(outreach, visit):
    visit("/vocabulary/context/outreach/", status=404)


def test_a_term_in_capital_letters_leads_to_the_term(outreach, client):
    response = client.get("/vocabulary/purpose/OUTREACH/")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        "/vocabulary/purpose/outreach/",
    )


def test_a_term_is_a_defined_term_for_machines(outreach, visit):
    found = json.loads(
        visit("/vocabulary/purpose/outreach/").one("script", type="application/ld+json").text
    )
    assert (found["@type"], found["name"]) == ("DefinedTerm", "Outreach")


def test_a_scheme_shows_its_terms_with_the_number_of_their_tools(outreach, make_tool, visit):
    make_tool(terms=("purpose/outreach",))
    page = visit("/vocabulary/purpose/")
    assert (page.href("Outreach"), "1 tool" in page.text) == ("/vocabulary/purpose/outreach/", True)


def test_a_scheme_shows_narrower_terms_below_broader_ones(outreach, visit):
    terms = [dt.text for dt in visit("/vocabulary/purpose/").all("dt")]
    assert terms == ["Care", "Outreach", "Night walk"]


def test_a_scheme_no_longer_offers_what_is_deprecated(make_term, visit):
    make_term("purpose/old", label="Old").deprecate()
    assert [dt.text for dt in visit("/vocabulary/purpose/").all("dt")] == []


def test_a_scheme_that_there_is_not_is_missing(visit):
    visit("/vocabulary/colours/", status=404)


def test_all_schemes_are_listed_with_the_number_of_their_terms(outreach, visit):
    page = visit("/vocabulary/")
    assert (page.href("Purpose"), "3 terms" in page.text) == ("/vocabulary/purpose/", True)


def test_a_scheme_names_the_standard_that_it_follows(outreach, visit):
    scheme = outreach.scheme
    scheme.standard = "ISO 3166-1"
    scheme.save()
    page = visit("/vocabulary/purpose/")
    assert page.one("p", class_="hint").text == "ISO 3166-1"


def test_a_scheme_of_its_own_names_no_standard(outreach, visit):
    assert visit("/vocabulary/purpose/").all("p", class_="hint") == []
