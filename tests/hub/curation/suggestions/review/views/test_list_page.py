"""The list: danger first, the same once, many dropped and taken back in one step."""

import pytest

from hub.curation.suggestions.models import Suggestion
from tests.plugins.page_reader import Visited

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LIST = "/desk/suggestions/"


@pytest.fixture
def lines(client, curator):
    def read(query=""):
        page = Visited(client.get(f"{LIST}{query}"))
        return [
            line.text
            for line in page.all("li")
            if "suggestion-line" in line.attributes.get("class", "")
        ]

    return read


def test_danger_stands_first(lines, make_suggestion):
    make_suggestion(words="first")
    make_suggestion(kind="danger", words="second")
    assert [line.split(" ", 1)[0] for line in lines()] == ["Danger", "Correction"]


def test_what_says_the_same_stands_once_with_a_number(lines, make_suggestion):
    for _number in range(3):
        make_suggestion(group_key="same", words="The same.")
    assert len(lines()) == 1
    assert "3 times" in lines()[0]


def test_it_is_filtered_by_kind_and_state(lines, make_suggestion):
    make_suggestion(kind="question")
    make_suggestion(findings=[{"what": "phone", "fact": "words"}])
    make_suggestion(state="dropped")
    assert [len(lines(query)) for query in ("?kind=question", "?show=held", "?show=dropped")] == [
        1,
        1,
        1,
    ]


def test_held_words_are_not_in_the_list(lines, make_suggestion):
    make_suggestion(words="Call 0800", findings=[{"what": "phone", "fact": "words"}])
    assert "0800" not in lines()[0]


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=99999999", "?kind=x&show=y&about=z", "?page=-1"]
)
def test_what_makes_no_sense_shows_the_list(client, curator, make_suggestion, query):
    make_suggestion()
    assert client.get(f"{LIST}{query}").status_code == 200


def test_what_is_ticked_is_dropped_and_taken_back(client, curator, waiting, tasks_open):
    several = [waiting(group_key="same") for _number in range(3)]
    other = waiting()
    client.post(f"{LIST}drop/", {"group": ["same"], "do": "ticked"})
    assert set(Suggestion.objects.filter(state="dropped")) == set(several)
    page = client.get(LIST)
    at = Visited(page).one("input", name="at").attributes["value"]
    client.post(f"{LIST}take-back/", {"at": at})
    assert not Suggestion.objects.filter(state="dropped").exists()
    assert tasks_open() == {str(one.pk) for one in (*several, other)}


def test_all_of_a_list_are_dropped_but_danger_and_what_came_since(
    client, curator, waiting, state_of
):
    old, danger = waiting(), waiting(kind="danger")
    newest = Visited(client.get(LIST)).one("input", name="newest").attributes["value"]
    new = waiting()
    client.post(f"{LIST}drop/", {"do": "all", "newest": newest})
    assert [state_of(one) for one in (old, danger, new)] == ["dropped", "received", "received"]


def test_nothing_ticked_is_told(client, curator, make_suggestion):
    make_suggestion()
    answer = client.post(f"{LIST}drop/", {"do": "ticked"})
    assert (answer.status_code, "Tick what you want" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("at", ["", "x", "2026-01-01", "2026-01-01T00:00:00+00:00"])
def test_nothing_to_take_back_is_told(client, curator, at):
    answer = client.post(f"{LIST}take-back/", {"at": at})
    assert (answer.status_code, "nothing to be taken back" in answer.content.decode()) == (
        400,
        True,
    )


def test_the_list_takes_as_many_queries_for_a_thousand_as_for_one(
    client, curator, make_suggestion, make_tool, queries_of
):
    tool = make_tool()
    make_suggestion(record=tool)
    few = queries_of(LIST)
    for _number in range(60):
        make_suggestion(record=tool)
    assert queries_of(LIST) == few <= 16


def test_nonsense_changes_no_page_of_readers(client, make_suggestion, make_tool):
    make_tool(slug="t-1")
    before = client.get("/tools/t-1/").headers.get("ETag")
    for _number in range(20):
        make_suggestion(words="buy buy buy")
    assert client.get("/tools/t-1/").headers.get("ETag") == before


def test_nobody_sees_it_without_signing_in(client):
    assert client.get(LIST).headers["Location"].startswith("/accounts/login/")
