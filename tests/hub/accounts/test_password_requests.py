"""Nobody learns from the form for a forgotten password who has an account."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from hub.accounts import password_requests
from hub.accounts.models import PasswordRequest
from hub.accounts.tasks import process_password_requests
from hub.outbox.models import Mail
from tests.plugins.steps import count_calls

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

STATES = ("unknown", "active", "closed", "limited")


@pytest.fixture(autouse=True)
def addresses(make_person):
    """An address in each state that one can be in, all of one length."""
    addresses = {state: f"{state:x>8}@example.org" for state in STATES}
    make_person(email=addresses["active"])
    make_person(email=addresses["closed"], is_active=False)
    make_person(email=addresses["limited"])
    for _ in range(3):
        password_requests.answer(addresses["limited"])
    return addresses


def ask(address):
    return Client().post("/accounts/password/reset/", {"email": address})


@pytest.mark.parametrize("state", STATES)
def test_every_address_is_answered_alike_in_bytes(addresses, state):
    def answer(address):
        first = ask(address)
        then = Client().get(first.url)
        headers = [dict(each.headers) for each in (first, then)]
        return first.status_code, first.content, then.content, headers, first.cookies

    assert answer(addresses[state]) == answer("nobody@example.org")


@pytest.mark.parametrize("state", STATES)
def test_the_database_is_asked_the_same_for_every_address(addresses, state):
    """What is done alike takes the same time: one row is written, and nobody is looked up."""
    with CaptureQueriesContext(connection) as asked:
        ask(addresses[state])
    statements = [one["sql"].split()[:3] for one in asked]
    assert statements == [["INSERT", "INTO", '"accounts_passwordrequest"']]


def test_every_address_costs_the_same_steps(addresses):
    """`make bench PART=timing` measures that they also take the same time."""

    def steps(address):
        cache.clear()  # what is counted by network grows with each request
        return count_calls(lambda: ask(address))

    rounds = [[steps(address) for address in addresses.values()] for _round in range(4)]
    fewest = [min(counts) for counts in zip(*rounds, strict=True)]
    assert len(set(fewest)) == 1, dict(zip(addresses, fewest, strict=True))


def test_no_mail_is_made_before_a_worker_has_looked(addresses):
    before = Mail.objects.count()
    for address in addresses.values():
        ask(address)
    assert Mail.objects.count() == before
    password_requests.process_pending()
    made = Mail.objects.order_by("pk").values_list("purpose", flat=True)[before:]
    assert list(made) == ["no_account", "password_reset", "no_account"]


def test_too_many_from_one_network_keep_their_form_and_are_told_when():
    for _ in range(21):
        answer = ask("ada@example.org")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert 'value="ada@example.org"' in answer.content.decode()


def test_a_worker_answers_within_seconds_also_where_nobody_could_wake_it(settings):
    sweep = settings.CELERY_BEAT_SCHEDULE["take-in-password-requests"]
    assert (sweep["task"], sweep["schedule"]) == (process_password_requests.name, 15.0)
    ask("ada@example.org")
    process_password_requests()
    assert Mail.objects.filter(purpose="no_account").exists()


def test_the_form_is_taken_in_where_the_broker_is_away(monkeypatch):
    def away(**options):
        raise OperationalError

    monkeypatch.setattr(process_password_requests, "apply_async", away)
    assert ask("ada@example.org").status_code == 302
    assert PasswordRequest.objects.count() == 1
