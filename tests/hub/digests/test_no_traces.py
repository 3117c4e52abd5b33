"""Addresses and interests never meet in a log, in a message to a worker or in an answer."""

import inspect
import logging
import secrets

import pytest

from hub.celery import app
from hub.digests import signed_links
from hub.digests.models import PendingSignup
from hub.digests.retention import sweep
from hub.digests.signup import signup

pytestmark = pytest.mark.django_db

NAME = f"name{secrets.token_hex(6)}"
INTEREST = f"interest{secrets.token_hex(6)}"
ADDRESS = f"{NAME}@example.org"
FORM = {
    "of": "tool",
    "query": f"q={INTEREST}",
    "whats": ["new"],
    "frequency": "weekly",
    "language": "en",
    "time_zone": "UTC",
    "address": ADDRESS,
}


@pytest.fixture
def messages(monkeypatch):
    """What would go to the broker, whole."""
    sent = []
    monkeypatch.setattr(app.amqp, "send_task_message", lambda *given, **named: sent.append(
        (given[1:], named)))  # fmt: skip
    return sent


def test_a_message_to_a_worker_names_neither(client, messages):
    client.post("/subscribe/", FORM)
    assert messages
    assert not [word for word in (NAME, INTEREST) if word in repr(messages)]


def test_no_task_of_the_room_is_given_anything():
    """What is due stands in the database: a message only wakes."""
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if name.startswith("digests.")]
    assert len(ours) >= 4
    assert not [task.name for task in ours if inspect.signature(task.run).parameters]


def test_no_log_names_either_whatever_goes_wrong(client, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    client.get("/subscribe/", {"of": "tool", "q": INTEREST, "purpose": INTEREST})
    client.post("/subscribe/", {**FORM, "time_zone": INTEREST})
    client.post("/subscribe/", {**FORM, "address": f"{NAME} {NAME}"})
    client.post("/subscribe/", FORM, headers={"Origin": f"https://{NAME}.example"})
    client.post("/subscribe/", FORM)
    PendingSignup.objects.create(sealed=f"{NAME}")
    monkeypatch.setattr(signup, "_save_request", broken)
    signup.process_pending()
    sweep()
    logged = "\n".join(
        logging.Formatter("%(message)s %(pathname)s").format(record) for record in caplog.records
    )
    assert "was not taken in" in logged
    # Statements are only logged where somebody turned that on; their values are sealed or hashed.
    ours = "\n".join(line for line in logged.splitlines() if "django.db" not in line)
    assert NAME not in ours
    assert not [line for line in ours.splitlines() if INTEREST in line and "digests_" not in line]


def broken(subscriber, signup_request, now):
    raise ValueError(f"{signup_request.address} {signup_request.query}")


def test_a_link_in_a_mail_names_neither(subscribed):
    subscriber = subscribed(ADDRESS, query=f"q={INTEREST}")
    addresses = [
        signed_links.preferences_link(subscriber),
        signed_links.unsubscribe_link(subscriber),
        signed_links.confirmation_link(subscriber),
    ]
    assert not [word for word in (NAME, INTEREST) if word in " ".join(addresses)]


def test_a_signup_request_shows_neither_where_an_error_prints_it(signup_request):
    shown = repr(signup_request(ADDRESS, query=f"q={INTEREST}"))
    assert not [word for word in (NAME, INTEREST) if word in shown]


def test_a_subscriber_is_shown_by_number(subscribed):
    assert NAME not in f"{subscribed(ADDRESS)} {subscribed(ADDRESS)!r}"
