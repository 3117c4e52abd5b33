"""The page with exactly the changes that did not fit in a mail."""

import pytest
from django.db import transaction

from hub.digests.change_set_token import encode
from hub.records.models import Change, SearchState

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def happen(make_tool):
    def add(record=None, *facts):
        record = record or make_tool()
        with transaction.atomic():
            return Change.objects.create(
                kind="tool", record_id=record.pk, slug=record.slug, title=record.name,
                what="updated", facts=facts, visibility="public", seq=SearchState.raise_seq(),
            )  # fmt: skip

    return add


def address(*changes):
    (code,) = encode(change.pk for change in changes)
    return f"/changes/?these={code}"


def test_it_shows_those_and_no_others(happen, make_tool, visit):
    shown = [happen(make_tool(name=name)) for name in ("Map", "Line")]
    happen(make_tool(name="Other"))
    page = visit(address(*shown))
    assert (page.heading, "Map" in page.text, "Line" in page.text, "Other" in page.text) == (
        "2 changes",
        True,
        True,
        False,
    )


def test_what_is_hidden_by_now_is_counted_and_not_named(happen, make_tool, visit):
    tool = make_tool(name="Secret")
    changes = happen(), happen(tool)
    tool.withdraw_to_draft(by=None)
    page = visit(address(*changes))
    assert (page.heading, "Secret" in page.html, "1 more is about a record" in page.text) == (
        "1 change",
        False,
        True,
    )


def test_many_are_shown_in_pages(happen, make_tool, visit):
    tool = make_tool()
    changes = [happen(tool, "licence"), *(happen(tool, "notes") for _number in range(50))]
    page = visit(address(*changes))
    older = visit(page.href("Older"))
    assert (page.heading, "Licence" in page.text, "Licence" in older.text) == (
        "51 changes",
        False,
        True,
    )


def test_it_is_kept_and_asks_for_no_cookie(happen, client):
    answer = client.get(address(happen()))
    assert (answer.has_header("ETag"), answer.cookies) == (True, {})


@pytest.mark.parametrize("query", ["", "?these=", "?these=1-zzz", "?these=%00", "?these=1-eJwAAA"])
def test_an_address_that_names_none_is_refused_in_a_sentence(client, query, db):
    answer = client.get(f"/changes/{query}")
    assert (answer.status_code, b"<h1" in answer.content) == (400, True)


def test_a_page_that_is_not_there_is_refused(happen, client):
    assert client.get(address(happen()) + "&page=2").status_code == 400


def test_it_can_only_be_read(client, db):
    assert client.post("/changes/").status_code == 405
