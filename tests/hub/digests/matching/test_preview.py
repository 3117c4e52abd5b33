"""What a filter would have told, before an address is given."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from hub.digests.matching import preview
from hub.records.models import Change, SearchState

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = datetime.timedelta(days=1)
NOW = timezone.now()


@pytest.fixture
def happen(make_tool):
    tool = make_tool(terms=("purpose/mapping",))

    def add(days, what="updated"):
        with transaction.atomic():
            return Change.objects.create(
                kind="tool", record_id=tool.pk, slug=tool.slug, title=tool.name, what=what,
                visibility="public", at=NOW - days * DAY, seq=SearchState.raise_seq(),
            )  # fmt: skip

    return add


def test_each_of_four_weeks_is_counted_the_oldest_first(happen):
    for days in (40, 27, 26, 25, 20, 15, 3):
        happen(days)
    assert preview.weeks("tool", "purpose=mapping", now=NOW) == (3, 2, 0, 1)


def test_what_the_filter_leaves_out_is_not_counted(happen):
    happen(1)
    assert preview.weeks("tool", "purpose=training", now=NOW) == (0, 0, 0, 0)


def test_only_the_chosen_kinds_of_news_are_counted(happen):
    for what in ("updated", "safety", "safety"):
        happen(1, what)
    assert preview.weeks("tool", "", ["safety"], NOW) == (0, 0, 0, 2)


def test_a_change_is_counted_at_once(happen):
    before = preview.weeks("tool", "", now=NOW)
    happen(1)
    assert (before[3], preview.weeks("tool", "", now=NOW)[3]) == (0, 1)


def test_the_last_digest_has_the_gravest_first(happen):
    for what in ("updated", "published", "safety", "ended"):
        happen(9, what)
    found = preview.last_digest("tool", "", now=NOW)
    assert [one.what for one in found.changes] == ["safety", "ended", "published", "updated"]


def test_a_period_without_news_is_not_the_last_digest(happen):
    change = happen(16)
    found = preview.last_digest("tool", "purpose=mapping", now=NOW)
    assert (found.changes, change.at <= found.end < change.at + 7 * DAY) == ((change,), True)


def test_where_nothing_happened_there_was_no_digest(happen):
    assert preview.last_digest("tool", "", now=NOW) is None


def test_the_newest_changes_come_first(happen):
    old, new = happen(5), happen(2)
    assert (preview.latest("tool", "", 9), preview.latest("tool", "", 1)) == ([new, old], [new])


def test_nothing_is_told_of_a_hidden_record(happen, make_tool):
    Change.objects.create(kind="tool", record_id=make_tool(state="draft").pk, slug="x", title="x",
                          what="updated", visibility="public", at=NOW - DAY, seq=1)  # fmt: skip
    assert preview.latest("tool", "", 9) == []


def test_what_was_asked_by_many_is_not_held_for_ever(happen, monkeypatch):
    monkeypatch.setattr(preview, "MOST_SEARCHES", 5)
    happen(1)
    for number in range(20):
        preview.weeks("tool", f"q=word{number}", now=NOW)
    assert preview.recent(NOW).cached_searches <= 6
