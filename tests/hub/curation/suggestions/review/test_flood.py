"""A thousand nonsense suggestions in an hour: no page changes, and the list stays usable."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.curation.desk.models import Task
from hub.curation.desk.task_list import reconcile
from hub.curation.suggestions.models import SuggestedFact, Suggestion
from tests.plugins.page_reader import Visited

pytestmark = pytest.mark.django_db
LIST, SIZE, SENTENCES = "/desk/suggestions/", 1000, 40
READ = ("/", "/tools/", "/tools/t-1/", "/tools/feed/", "/whats-new/", "/sitemap.xml")


def as_read():
    """What a reader gets, byte by byte."""
    reader = Client()
    answers = {path: reader.get(path) for path in READ}
    return {
        path: b"".join(answer) if answer.streaming else answer.content
        for path, answer in answers.items()
    }


@pytest.fixture
def flood(curator, make_tool):
    """A thousand from programs in forty sentences, a correction and a danger among them."""
    tool = make_tool(slug="t-1", name="Safe Steps")
    before = as_read()
    rows = [
        Suggestion(
            kind="question",
            record_kind="tool",
            record_id=tool.pk,
            record_version=1,
            words=f"Buy {number % SENTENCES} now",
            group_key=f"{number % SENTENCES:064}",
            receipt_key=f"{number:064}",
        )
        for number in range(SIZE)
    ]
    rows += [
        Suggestion(kind=kind, words="Look.", group_key=kind, receipt_key=kind)
        for kind in ("danger", "correction")
    ]
    made = Suggestion.objects.bulk_create(rows)
    SuggestedFact.objects.bulk_create(
        SuggestedFact(suggestion=one, fact="name", text="Buy", value={"name": "Buy"})
        for one in made[:SIZE]
    )
    reconcile("suggestion")
    return before


def states():
    values = Suggestion.objects.values_list("state", flat=True)
    return {state: list(values).count(state) for state in set(values)}


@pytest.mark.both_databases
def test_no_page_of_readers_changes(flood):
    assert as_read() == flood


def test_the_list_shows_each_sentence_once_and_danger_first(client, flood):
    page = Visited(client.get(LIST))
    lines = [line.text for line in page.all("li", **{"class": "suggestion-line"})]
    first = page.one("li", **{"class": "suggestion-line is-danger"}).text
    assert first.strip().startswith("Danger")
    assert all("25 times" in line for line in lines if "Buy" in line)
    assert len(lines) <= 30


def test_the_list_takes_few_queries(client, flood):
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) <= 20


@pytest.mark.both_databases
def test_all_are_dropped_in_one_step_and_taken_back_in_one(client, flood):
    page = Visited(client.get(f"{LIST}?kind=question"))
    newest = page.one("input", name="newest").attributes["value"]
    client.post(f"{LIST}drop/", {"do": "all", "kind": "question", "newest": newest})
    assert states() == {"dropped": SIZE, "received": 2}
    assert Task.objects.still_open().count() == 2
    at = Visited(client.get(LIST)).one("input", name="at").attributes["value"]
    client.post(f"{LIST}take-back/", {"at": at})
    assert states() == {"received": SIZE + 2}
    assert Task.objects.still_open().count() == SIZE + 2


def test_dropping_and_taking_back_take_as_many_queries_as_for_one(client, flood):
    newest = Suggestion.objects.order_by("-pk")[0].pk
    with CaptureQueriesContext(connection) as dropping:
        client.post(f"{LIST}drop/", {"do": "all", "newest": str(newest)})
    at = client.session["dropped_at"]
    with CaptureQueriesContext(connection) as undoing:
        client.post(f"{LIST}take-back/", {"at": at})
    assert (len(dropping) <= 20, len(undoing) <= 20) == (True, True)


def test_the_desk_shows_the_danger_above_all_of_it(client, flood):
    tasks = Visited(client.get("/desk/")).all("li", **{"class": "task"})
    assert tasks[0].text.strip().startswith("Danger")
