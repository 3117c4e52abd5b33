"""A document's actions by status, and its addressees by action."""

import pytest

from hub.records.models import Source, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MATRIX = "/documents/one/matrix/"


@pytest.fixture
def document(make_document, make_recommendation, make_follow_up, make_term):
    """Two actions for Kenya, Uganda and France by name; the second names Kenya alone."""
    make_term("followup_status/not-assessed", label="Not assessed")
    document = make_document(slug="one", title="The statement")
    countries = {
        slug: make_term(f"country/{slug}", label=label)
        for slug, label in (("ke", "Kenya"), ("ug", "Uganda"), ("fr", "France"), ("it", "Italy"))
    }
    for slug in ("ke", "ug", "fr"):
        document.named_addressees.create(country=countries[slug])
    first = make_recommendation(slug="A-1", document=document, position=1,
                                text="Do it.")  # fmt: skip
    second = make_recommendation(slug="A-2", document=document, position=2,
                                 text="Do it.")  # fmt: skip
    second.named_addressees.create(country=countries["ke"])
    make_follow_up(first, "done", country=countries["ug"], date="2023")
    reporting_round = document.rounds.create(slug="first", name="First report")
    make_follow_up(first, "under-way", country=countries["ke"], date="2024", round=reporting_round)
    return document


def cells(page):
    return [cell.text for cell in page.all("td")]


def names(page):
    return [heading.text for heading in page.all("th", scope="row")]


def links_of_cells(page):
    """Where each cell with a link leads."""
    pairs = zip(page.elements, page.elements[1:], strict=False)
    return [a.attributes["href"] for td, a in pairs if (td.tag, a.tag) == ("td", "a")]


@pytest.mark.usefixtures("document")
def test_the_document_shows_its_actions_by_status(visit):
    page = visit("/documents/one/")
    headings = [heading.text for heading in page.all("th", scope="col")]
    assert headings == ["Action", "Done", "Under way", "Not assessed"]
    assert names(page) == ["A-1 Do it.", "A-2 Do it."]
    assert cells(page) == ["1", "1", "1", "0", "0", "1"]
    links = links_of_cells(page)
    assert links[0] == "/recommendations/A-1/?followup_status=done#by-addressee"
    assert len(links) == 4
    assert page.href("Follow-up of 3 addressees, by action") == MATRIX


@pytest.mark.usefixtures("document")
def test_the_matrix_shows_each_addressee_by_action(visit):
    """Those with an entry first; each cell leads to what is recorded of both."""
    page = visit(MATRIX)
    assert names(page) == ["Kenya", "Uganda", "France"]
    assert cells(page) == [
        "Under way", "Not assessed", "Done", "Not addressed", "Not assessed", "Not addressed",
    ]  # fmt: skip
    links = links_of_cells(page)
    assert links[0] == "/recommendations/A-1/?country=ke#by-addressee"
    assert [visit(link.partition("#")[0]).status for link in links] == [200] * 4


def test_whom_nobody_can_count_is_no_zero(document, make_recommendation, make_term, visit):
    """Neither in the table, nor as not addressed in the matrix, nor on the card."""
    make_term("addressee/companies", label="Companies")
    third = make_recommendation(
        slug="A-3", document=document, position=3, terms=("addressee/companies",)
    )
    assert cells(visit("/documents/one/"))[-1] == "Not counted"
    with recorded_change(third):
        third.follow_ups.create(
            status=make_term("followup_status/done"), evidence="Done.", actor="A company",
            source=Source.objects.create(title="A company's page"),
        )  # fmt: skip
    assert "Done 1 · others not counted" in visit("/documents/one/").text
    row = [line.text for line in visit(MATRIX).all("tr")[1:] if "A company" in line.text]
    assert row == ["A companyNot assessedNot assessedDone"]


@pytest.mark.usefixtures("document")
def test_a_round_denies_nothing_that_other_rounds_hold(visit):
    page = visit(f"{MATRIX}?round=first")
    assert "This page shows only what was said in the round" in page.text
    assert "Not assessed" not in page.text
    assert cells(page)[:2] == ["Under way", "Without an entry in this round"]
    empty = visit("/recommendations/A-2/?round=first").text
    assert "Nothing was recorded in the round" in empty
    assert "nobody has assessed" not in empty
    assert "1 addressee without an entry in this round" in empty


def test_a_country_of_an_open_call_is_not_denied(make_document, make_recommendation,
                                                 make_follow_up, make_term, visit):  # fmt: skip
    """A directive to the States of a region: nobody recorded which these are."""
    make_term("country/it", label="Italy")
    make_term("followup_status/not-assessed", label="Not assessed")
    directive = make_document(slug="directive", all_states=None)
    one = make_recommendation(slug="D-1", document=directive, terms=("addressee/states",))
    make_follow_up(one, "done", country=make_term("country/fr", label="France"))
    page = visit("/documents/directive/matrix/?country=it")
    assert (names(page), cells(page)) == (["Italy"], ["Not assessed"])
    assert "nobody has assessed" in visit("/recommendations/D-1/?country=it").text
    assert "Addressed to " in visit("/recommendations/D-1/").text


def test_a_matrix_without_addressees_says_so(make_document, make_recommendation, visit):
    make_recommendation(document=make_document(slug="bare"), terms=("addressee/companies",))
    text = visit("/documents/bare/matrix/").text
    assert "No addressee of it can be named, and nothing is recorded." in text


def test_addressees_of_one_name_stand_beside_each_other(document, make_follow_up, visit):
    first = document.recommendations.get(slug="A-1")
    make_follow_up(first, "done", actor="Kenya")
    assert names(visit(MATRIX)) == ["Kenya", "Kenya", "Uganda", "France"]


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("country=fr", ["France"]),
        ("followup_status=done", ["Uganda"]),
        ("followup_status=not-assessed", ["Kenya", "France"]),
        ("round=first&followup_status=under-way", ["Kenya"]),
        ("round=first&followup_status=done", []),
    ],
)
def test_the_matrix_is_narrowed(visit, query, shown):
    page = visit(f"{MATRIX}?{query}")
    assert names(page) == shown


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("country=it", 404, "The statement does not address Italy"),
        ("country=xx", 400, "There is no country"),
        ("page=2", 404, "It has 1 page."),
    ],
)
def test_what_makes_no_matrix_is_said(client, query, status, sentence):
    answer = client.get(f"{MATRIX}?{query}")
    assert (answer.status_code, sentence in answer.content.decode()) == (status, True)


def test_nothing_of_a_draft_is_shown(document, make_recommendation, make_follow_up, visit):
    hidden = make_recommendation(slug="A-3", document=document, state="draft")
    make_follow_up(hidden, "contested", actor="Somebody")
    assert "A-3" not in visit("/documents/one/").html
    assert "A-3" not in visit(MATRIX).html


@pytest.mark.usefixtures("document")
def test_the_matrix_is_found_in_any_case_of_letters(client):
    assert client.get("/documents/ONE/matrix/")["Location"] == MATRIX


def test_while_nothing_is_recorded_there_is_no_table(make_document, make_recommendation, visit):
    make_recommendation(document=make_document(slug="bare"), terms=("addressee/states",))
    assert visit("/documents/bare/").all("table") == []
