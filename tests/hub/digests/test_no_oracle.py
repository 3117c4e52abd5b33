"""Nobody learns from an answer of ours whether an address is known."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.anonymous_forms.models import MailCount
from hub.digests.preferences import unsubscribe
from tests.plugins.steps import count_calls

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
    """An address in each state that one can be in, all of one length."""
    addresses = {state: f"{state:x>8}@example.org" for state in STATES}
    asked_for(addresses["waiting"])
    subscribed(addresses["active"])
    unsubscribe(subscribed(addresses["left"]))
    asked_for(addresses["limited"])
    MailCount.objects.update(in_all=3)
    return addresses


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


def test_every_address_costs_the_same_steps(client, known):
    """`make bench PART=hostile` measures that they also take the same time."""

    def steps(address):
        form = {**FORM, "address": address}
        return count_calls(lambda: client.post("/subscribe/", form))

    # In turns, and the fewest of each: what is cached, and looked at again now and then, only adds.
    rounds = [[steps(address) for address in known.values()] for _round in range(4)]
    fewest = [min(counts) for counts in zip(*rounds, strict=True)]
    assert len(set(fewest)) == 1, dict(zip(known, fewest, strict=True))


def test_the_page_after_it_says_nothing_of_the_address(client, known):
    client.post("/subscribe/", {**FORM, "address": known["active"]})
    assert "active@" not in client.get("/subscribe/asked/").content.decode()
