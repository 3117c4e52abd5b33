"""A question that a curator let through, and whoever is asked."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest

from hub.accounts.models import Person
from hub.curation.contacts import address_book
from hub.curation.questions import answer_links, question_review
from hub.curation.questions.models import Answer, AnswerRequest, Question
from hub.curation.suggestions import receipts
from hub.outbox.sealing import seal
from hub.records import signed_token
from tests.events.conftest import (  # noqa: F401 - fixtures, for the tests beside this
    make_document,
    make_event,
    make_recommendation,
)

RECEIPT = "abcdefghijklmnopqrstuvwx"
ASKED = "Has anybody used it with shared phones?"


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
def make_question(make_suggestion, person) -> Callable[..., Question]:
    """A question about a record, let through in other words than it was sent in."""

    def make(*, record: Any = None, title: str = ASKED, details: str = "", **changes) -> Question:
        values = {
            "kind": "question",
            "about_kind": "",
            "words": "In our shelter Mira shares a phone. Does it work?",
            "receipt_key": receipts.receipt_key(RECEIPT),
            **changes,
        }
        suggestion = make_suggestion(record=record, **values)
        return question_review.let_through(suggestion.pk, title, details, by=person)

    return make


@pytest.fixture
def add_maker(person) -> Callable[..., Any]:
    """The contact of a record's maker."""

    def add(record: Any, address: str = "info@maker.example"):
        return address_book.add_contact(
            record.kind, record.pk, role="maker", address=address,
            page="https://maker.example/contact", by=person,
        )  # fmt: skip

    return add


@pytest.fixture
def asked(make_question, make_tool, add_maker, person) -> Callable[..., AnswerRequest]:
    """A request to the maker of a tool, mailed."""

    def make(**changes) -> AnswerRequest:
        record = changes.pop("record", None) or make_tool(slug="safe-case", name="Safe Case")
        contact = add_maker(record)
        question = make_question(record=record, **changes)
        question_review.ask(question.pk, [f"c{contact.pk}"], by=person)
        return question.requests.get()

    return make


@pytest.fixture
def token_of() -> Callable[..., str]:
    def make(request: AnswerRequest, purpose: str = answer_links.ANSWER) -> str:
        return signed_token.sign(purpose, request.pk, request.nonce)

    return make


@pytest.fixture
def send(client, token_of) -> Callable[..., Any]:
    """Post an answer by the link of a request: to look at, to change, or to be sent."""

    def post(request: AnswerRequest, step: str = "send", **typed: str):
        fields = {"text": "Yes, in two places.", "role": "maker", **typed}
        return client.post("/answer/", {"token": token_of(request), "step": step, **fields})

    return post


@pytest.fixture
def answered(asked, send) -> Callable[..., Answer]:
    """An answer that waits for a curator."""

    def make(request: AnswerRequest | None = None, **typed: str) -> Answer:
        request = request or asked()
        assert send(request, **typed).status_code == 303
        return Answer.objects.get(request=request)

    return make


@pytest.fixture
def with_address() -> dict[str, str]:
    """What a sender who left an address has."""
    return {"address": seal("reader@example.org"), "sealed_receipt": seal(RECEIPT)}
