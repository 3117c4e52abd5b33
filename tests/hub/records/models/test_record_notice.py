"""What is known of a record beside its facts: who writes it, and which numbers move with it."""

import datetime

import pytest
from django.utils import timezone

from hub.records.models import (
    NoticeFacts,
    RecordNotice,
    SearchState,
    noticed_records,
    write_notices,
)
from hub.records.models.page_change import committed_with_pages

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SINCE = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)


def notice(**facts):
    return NoticeFacts(facts, SINCE)


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="primero")


def page_version(slug="primero"):
    return committed_with_pages().version_of(frozenset(), ("tool", slug))


def test_a_notice_is_stored_once_for_a_record_and_kind(tool):
    for days in (3, 4):
        write_notices("silent", {("tool", tool.pk): notice(days=days)})
    stored = RecordNotice.objects.get()
    assert (stored.record_kind, stored.record_id, stored.facts) == ("tool", tool.pk, {"days": 4})


def test_a_new_notice_moves_the_number_of_its_page(tool):
    before = page_version()
    write_notices("silent", {("tool", tool.pk): notice()})
    assert page_version() != before


def test_a_new_notice_leaves_other_pages_and_lists_as_they_are(tool, make_tool):
    make_tool(slug="other")
    before = page_version("other"), SearchState.version_of({"tool"})
    write_notices("silent", {("tool", tool.pk): notice()})
    assert (page_version("other"), SearchState.version_of({"tool"})) == before


def test_the_same_notice_again_moves_nothing(tool):
    write_notices("silent", {("tool", tool.pk): notice(days=3)})
    before = SearchState.current()
    assert write_notices("silent", {("tool", tool.pk): notice(days=3)}) == 0
    assert SearchState.current() == before


def test_a_notice_of_a_draft_moves_nothing(make_tool):
    draft = make_tool(slug="draft", state="draft")
    before = SearchState.current()
    assert write_notices("silent", {("tool", draft.pk): notice()}) == 1
    assert SearchState.current() == before


def test_a_notice_that_is_over_goes_and_the_page_is_made_anew(tool):
    write_notices("silent", {("tool", tool.pk): notice()})
    before = page_version()
    write_notices("silent", {("tool", tool.pk): None})
    assert not RecordNotice.objects.exists()
    assert page_version() != before


def test_another_kind_of_notice_stays(tool):
    for kind in ("silent", "asked"):
        write_notices(kind, {("tool", tool.pk): notice()})
    write_notices("silent", {("tool", tool.pk): None})
    assert noticed_records("asked") == {("tool", tool.pk)}
    assert noticed_records("silent") == set()


def test_a_record_of_another_kind_with_the_same_key_has_its_own(tool, make_organisation):
    write_notices("silent", {("organisation", tool.pk): notice()})
    assert noticed_records("silent") == {("organisation", tool.pk)}
    write_notices("silent", {("tool", tool.pk): None})
    assert noticed_records("silent") == {("organisation", tool.pk)}


def test_many_notices_take_a_few_statements(make_tool, django_assert_max_num_queries):
    wanted = {("tool", key): NoticeFacts({}, timezone.now()) for key in range(1, 1201)}
    with django_assert_max_num_queries(16):
        write_notices("silent", wanted)
    assert RecordNotice.objects.count() == 1200
