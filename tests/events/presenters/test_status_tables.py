"""A document's actions by status, and its addressees by action."""

import pytest

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
    assert page.href("Who did what: 3 addressees by action") == MATRIX


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
