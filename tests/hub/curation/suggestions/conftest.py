"""A reader who tells something: from the form to the receipt."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from hub.curation.suggestions import form_stamp
from hub.records import database_clock
from tests.events.conftest import (  # noqa: F401 - fixtures, for the tests beside this
    make_document,
    make_recommendation,
)

LETTERS = re.compile(r'<p class="letters" dir="ltr">([a-z2-7-]+)</p>')


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def unhurried(monkeypatch) -> None:
    """Forms may be sent at once: whoever tests something else does not wait."""
    monkeypatch.setattr(form_stamp, "LEAST_SECONDS", 0)


@pytest.fixture
def tell(client: Client, unhurried) -> Callable[..., Any]:
    """Post a form: to look at, to change, or to be sent."""

    def post(step: str = "send", **typed: Any):
        stamp = typed.pop("stamp", None) or form_stamp.new_stamp().token
        fields = {name.replace("__", "-"): value for name, value in typed.items()}
        return client.post("/tell/", {"step": step, "stamp": stamp, **fields})

    return post


@pytest.fixture
def told(tell) -> Callable[..., str]:
    """Send something that is taken in: the receipt."""

    def send(**typed: Any) -> str:
        response = tell(**typed)
        assert response.status_code == 200, text_of(response)
        return LETTERS.search(response.content.decode())[1]

    return send


BEGIN = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def clock(monkeypatch) -> Iterator[Any]:
    """A clock that the test moves, of this machine and of the database alike: nobody can move that
    of a database server, so the site is told that its database has none of its own."""
    monkeypatch.setattr(database_clock, "connection", SimpleNamespace(vendor="sqlite"))
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock
