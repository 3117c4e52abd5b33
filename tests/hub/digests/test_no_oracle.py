"""Nobody learns from an answer of ours whether an address is known."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.digests.models import ConfirmationCount
from hub.digests.preferences.unsubscribe import unsubscribe

pytestmark = pytest.mark.django_db

FORM = {
    "of": "tool",
    "query": "q=hotline",
    "whats": ["new"],
    "frequency": "weekly",
    "language": "en",
    "time_zone": "UTC",
}
STATES = ("unknown", "waiting", "active", "left", "limited")


@pytest.fixture
def known(subscribed, asked_for):
    """An address in each state that one can be in."""
    asked_for("waiting@example.org")
    subscribed("active@example.org")
    unsubscribe(subscribed("left@example.org"))
    asked_for("limited@example.org")
    ConfirmationCount.objects.update(in_all=3)
    return {state: f"{state}@example.org" for state in STATES}


@pytest.mark.parametrize("state", STATES)
def test_every_address_is_answered_alike(client, known, state):
    def answer(address):
        response = client.post("/subscribe/", {**FORM, "address": address})
        return response.status_code, dict(response.headers), response.content

    assert answer(known[state]) == answer("nobody@example.org")


@pytest.mark.parametrize("state", STATES)
def test_the_database_is_asked_the_same_for_every_address(client, known, state):
    """What is done alike takes the same time: one row is written, and nothing is looked up."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.post("/subscribe/", {**FORM, "address": known[state]})
    statements = [one["sql"] for one in asked if "digests_" in one["sql"]]
    assert [sql.split()[:3] for sql in statements] == [["INSERT", "INTO", '"digests_posted"']]


def test_the_answers_take_comparable_times(client, known):
    """Coarse on purpose, and in turns: the machine that tests this does much else."""
    times = {state: [] for state in known}
    for _round in range(15):
        for state, address in known.items():
            began = time.perf_counter()
            client.post("/subscribe/", {**FORM, "address": address})
            times[state].append(time.perf_counter() - began)
    fastest = {state: min(taken) for state, taken in times.items()}
    assert max(fastest.values()) < 2 * min(fastest.values()) + 0.02


def test_the_page_after_it_says_nothing_of_the_address(client, known):
    client.post("/subscribe/", {**FORM, "address": known["active"]})
    assert "active@" not in client.get("/subscribe/asked/").content.decode()
