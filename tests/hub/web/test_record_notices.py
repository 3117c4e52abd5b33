"""What the page of a record says beside its facts."""

import datetime

import pytest
from django.core.cache import cache

from catalogue.models import Tool
from hub.records.models import NoticeFacts, RecordNotice, write_notices
from hub.records.models.ledger import delete_records
from hub.records.registry import record_types
from hub.web.record_notices import (
    LINE_TEMPLATE,
    SECTION,
    NoticeKind,
    NoticeLine,
    notice_kinds,
    register_notice_kind,
)

pytestmark = pytest.mark.usefixtures("starter_or_empty")

SINCE = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
KINDS = sorted(record_types)


def present(facts, since):
    return NoticeLine(facts["text"]) if facts.get("text") else None


@pytest.fixture(autouse=True)
def kinds():
    register_notice_kind("tests-line", NoticeKind(LINE_TEMPLATE, present))
    register_notice_kind("tests-section", NoticeKind(LINE_TEMPLATE, present, place=SECTION))
    yield
    notice_kinds.unregister("tests-line")
    notice_kinds.unregister("tests-section")


def say(record, text, kind="tests-line"):
    write_notices(kind, {(type(record).kind, record.pk): NoticeFacts({"text": text}, SINCE)})


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_each_kind_of_record_shows_notices(
    starter, visit, kind, make_answered_question
):
    make_answered_question()
    record = record_types[kind].model.objects.published().order_by("pk").first()
    say(record, "A line of the tests.")
    say(record, "A section of the tests.", "tests-section")
    page = visit(record.get_absolute_url())
    assert page.text.index("A line of the tests.") < page.text.index("A section of the tests.")


def test_a_kept_page_shows_a_new_notice_by_the_next_request(make_tool, client):
    cache.clear()
    tool = make_tool(slug="primero")
    for _visit in range(2):
        assert "Not heard of" not in client.get("/tools/primero/").text
    say(tool, "Not heard of since March.")
    assert "Not heard of since March." in client.get("/tools/primero/").text
    write_notices("tests-line", {("tool", tool.pk): None})
    assert "Not heard of" not in client.get("/tools/primero/").text


def test_what_a_notice_says_is_escaped(make_tool, client):
    say(make_tool(slug="primero"), "<b>bold</b>")
    assert "&lt;b&gt;bold" in client.get("/tools/primero/").text


def test_a_notice_with_nothing_to_say_leaves_the_page_as_it_was(make_tool, client):
    tool = make_tool(slug="primero")
    before = client.get("/tools/primero/").content
    say(tool, "")
    assert client.get("/tools/primero/").content == before


def test_a_notice_of_a_kind_that_nobody_registered_is_left_out(make_tool, visit):
    tool = make_tool(slug="primero")
    write_notices("of-another-release", {("tool", tool.pk): NoticeFacts({}, SINCE)})
    assert visit("/tools/primero/").heading


def test_notices_of_a_record_of_another_kind_are_left_out(make_tool, make_organisation, visit):
    tool = make_tool(slug="primero")
    write_notices("tests-line", {("event", tool.pk): NoticeFacts({"text": "Elsewhere"}, SINCE)})
    assert "Elsewhere" not in visit("/tools/primero/").text


def test_lists_do_not_ask_for_notices(make_tool, client):
    say(make_tool(slug="primero"), "Not on lists.")
    assert "Not on lists." not in client.get("/tools/").text


def test_the_notices_of_a_record_that_was_deleted_go_with_it(make_tool):
    tool = make_tool(slug="primero")
    say(tool, "Gone.")
    delete_records(Tool, [tool.pk])
    assert not RecordNotice.objects.exists()
