"""A record whose maker is asked whether it is right."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from hub.accounts.models import Person
from hub.curation.confirmations import confirmation_requests, signed_links
from hub.curation.confirmations.models import Confirmation
from hub.curation.contacts import address_book
from hub.records import signed_token
from tests.events.conftest import (  # noqa: F401 - fixtures, for the tests beside this
    make_document,
    make_event,
    make_recommendation,
)

ADDRESS = "info@maker.example"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def curator(signed_in, client) -> Person:
    signed_in("curator", email="ada@example.org")
    return Person.objects.get(email="ada@example.org")


@pytest.fixture
def person(make_person) -> Any:
    """A curator who is signed in nowhere."""
    return make_person(email="bea@example.org", is_staff=True)


@pytest.fixture
def tool(make_tool) -> Any:
    return make_tool(slug="safe-case", name="Safe Case", url="https://safe-case.example/")


@pytest.fixture
def add_contact(person) -> Callable[..., Any]:
    def add(record: Any, address: str = ADDRESS, role: str = "maker"):
        return address_book.add_contact(
            record.kind, record.pk, role=role, address=address,
            page="https://maker.example/contact", by=person,
        )  # fmt: skip

    return add


@pytest.fixture
def ask(tool, add_contact, person) -> Callable[..., Confirmation]:
    """A request to the maker of a tool, mailed."""

    def make(record: Any = None, address: str = ADDRESS, role: str = "maker") -> Confirmation:
        record = record or tool
        contact = add_contact(record, address, role)
        confirmation = confirmation_requests.ask(record, contact, by=person)
        assert confirmation is not None
        return confirmation

    return make


@pytest.fixture
def token_of() -> Callable[..., str]:
    def make(confirmation: Confirmation, purpose: str = signed_links.CONFIRM) -> str:
        return signed_token.sign(purpose, confirmation.pk, confirmation.nonce)

    return make


@pytest.fixture
def show(client, token_of) -> Callable[..., Any]:
    """The page of a link."""

    def get(confirmation: Confirmation, **query: str):
        return client.get("/confirm/", {"token": token_of(confirmation), **query})

    return get


@pytest.fixture
def save(client, show) -> Callable[..., Any]:
    """Post the form, with what it held: the fingerprints and the count of the page."""

    def post(confirmation: Confirmation, *, page: Any = None, step: str = "look", **typed: str):
        hidden = dict(HIDDEN.findall((page or show(confirmation)).content.decode()))
        names = {name.replace("__", "-"): value for name, value in typed.items()}
        return client.post("/confirm/", {**hidden, "step": step, **names})

    return post


@pytest.fixture
def send(client, token_of) -> Callable[..., Any]:
    """Send what was saved."""

    def post(confirmation: Confirmation, **typed: str):
        draft = Confirmation.objects.get(pk=confirmation.pk).draft
        fields = {"token": token_of(confirmation), "draft": draft, "step": "send", **typed}
        return client.post("/confirm/", fields)

    return post


@pytest.fixture
def answered(ask, save, send) -> Callable[..., Confirmation]:
    """Answers that wait for a curator."""

    def make(confirmation: Confirmation | None = None, **typed: str) -> Confirmation:
        confirmation = confirmation or ask()
        assert save(confirmation, **typed).status_code == 303
        assert send(confirmation).status_code == 303
        confirmation.refresh_from_db()
        return confirmation

    return make
