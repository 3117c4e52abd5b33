"""What each number counts, and what it does not."""

import datetime

import pytest

from hub.numbers.number_tables import (
    BANDS,
    NUMBER_TABLES,
    Counted,
    band_of,
    count_gaps,
    count_records,
    count_subscribers,
    count_suggestions,
    newly_known,
    quarters_until,
)
from hub.records.models import Revision, recorded_change
from hub.records.registry import record_types

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TODAY = datetime.date(2026, 12, 3)
SUMMER, AUTUMN = "2026-07-01", "2026-10-01"
IN_SUMMER = datetime.date(2026, 8, 20)


def published(make_tool, **changes):
    return make_tool(state="published", **changes)


# Records


def test_the_columns_behind_the_first_add_up_for_each_kind(make_tool):
    for verification in ("unreviewed", "source-checked", "stale", "disputed"):
        for day in (None, TODAY, TODAY - datetime.timedelta(days=800)):
            published(make_tool, verification=verification, verified_on=day)
    rows = count_records(TODAY, Counted())
    assert set(rows) == set(record_types)
    assert rows["tool"][0] == 12
    assert all(values[0] == sum(values[1:]) for values in rows.values())


def test_a_check_counts_for_365_days(make_tool):
    for days in (0, 365, 366):
        day = TODAY - datetime.timedelta(days=days)
        published(make_tool, verification="source-checked", verified_on=day)
    assert count_records(TODAY, Counted())["tool"] == (3, 2, 1, 0, 0)


def test_what_is_disputed_is_not_checked_however_lately(make_tool):
    published(make_tool, verification="disputed", verified_on=TODAY)
    assert count_records(TODAY, Counted())["tool"] == (1, 0, 0, 0, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "draft"}, {"state": "in_review"}, {"state": "archived"},
        {"visibility": "practitioner"}, {"visibility": "internal"},
    ],
)  # fmt: skip
def test_what_is_hidden_is_not_counted(make_tool, changes):
    make_tool(**{"state": "published", **changes})
    assert count_records(TODAY, Counted())["tool"] == (0, 0, 0, 0, 0)


# Gaps


def edit(tool, day, **changes):
    """A change of a tool, noted as of a day."""
    with recorded_change(tool):
        for name, value in changes.items():
            setattr(tool, name, value)
        tool.save()
    at = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    last = Revision.objects.filter(record_id=tool.pk).order_by("-pk").first()
    Revision.objects.filter(pk=last.pk).update(at=at)


def gaps(before=Counted()):  # noqa: B008 - frozen
    return {key: values[0] for key, values in count_gaps(TODAY, before).items()}


def test_a_fact_that_became_known_is_a_gap_closed_in_its_quarter(make_tool):
    tool = published(make_tool, licence="", url=None, repository=None)
    edit(tool, IN_SUMMER, url="https://example.org/")
    edit(tool, TODAY, repository="https://example.org/code/")
    assert (gaps()[SUMMER], gaps()[AUTUMN]) == (1, 1)
    assert sum(gaps().values()) == 2


def test_a_fact_that_was_known_before_and_is_another_now_closes_none(make_tool):
    tool = published(make_tool, url="https://example.org/")
    edit(tool, TODAY, url="https://example.org/new/")
    assert sum(gaps().values()) == 0


def test_what_was_known_to_be_none_was_no_gap():
    facts = {"state": "published", "visibility": "public", "url": None, "known_none": ["url"]}
    assert newly_known("tool", facts, ["url", "known_none"]) == []
    assert newly_known("tool", facts | {"known_none": []}, ["url"]) == ["url"]


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"visibility": "internal"}])
def test_work_on_a_hidden_record_is_not_counted(make_tool, hidden):
    tool = make_tool(**{"state": "published", "url": None, **hidden})
    edit(tool, TODAY, url="https://example.org/")
    assert sum(gaps().values()) == 0


def test_a_quarter_that_was_over_when_it_was_counted_stays_as_it_was_said(make_tool):
    tool = published(make_tool, url=None)
    edit(tool, IN_SUMMER, url="https://example.org/")
    said = Counted(TODAY, {SUMMER: (7,), AUTUMN: (9,)})
    assert (gaps(said)[SUMMER], gaps(said)[AUTUMN]) == (7, 0)
    while_it_ran = Counted(IN_SUMMER, {SUMMER: (7,)})
    assert gaps(while_it_ran)[SUMMER] == 1


# People


@pytest.mark.parametrize(
    ("number", "band"),
    [(0, 0), (10, 0), (11, 11), (24, 11), (25, 25), (9_999, 5_000), (10**6, 10_000)],
)
def test_a_band_holds_from_its_least_number_on(number, band):
    assert band_of(number) == band
    assert band in BANDS


@pytest.mark.parametrize("count", [0, 1, 10])
def test_fewer_than_eleven_subscribers_are_all_one_number(make_subscribers, count):
    make_subscribers(count)
    assert count_subscribers(TODAY, Counted()) == {TODAY.isoformat(): (0,)}


def test_who_has_not_confirmed_or_has_left_is_no_subscriber(make_subscribers):
    make_subscribers(11)
    make_subscribers(20, state="unconfirmed", confirmed_at=None, period_from=None)
    make_subscribers(20, state="left", left_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    assert count_subscribers(TODAY, Counted()) == {TODAY.isoformat(): (11,)}


def test_answered_suggestions_are_a_band_with_the_median_of_their_days(make_answered):
    make_answered(10, IN_SUMMER, days=1)
    make_answered(11, IN_SUMMER, days=6, state="declined")
    assert count_suggestions(TODAY, Counted())[SUMMER] == (11, 6)


def test_of_fewer_than_eleven_no_median_is_said(make_answered):
    make_answered(10, IN_SUMMER)
    assert count_suggestions(TODAY, Counted())[SUMMER] == (0, None)


@pytest.mark.parametrize("state", ["received", "looked_at", "asked", "dropped", "withdrawn"])
def test_what_was_not_answered_is_not_counted(make_answered, state):
    make_answered(12, IN_SUMMER, state=state)
    assert count_suggestions(TODAY, Counted())[SUMMER] == (0, None)


def test_nothing_is_said_of_the_suggestions_of_a_quarter_that_runs(make_answered):
    """Looked at night after night it would tell of single ones."""
    make_answered(12, TODAY)
    rows = count_suggestions(TODAY, Counted())
    assert AUTUMN not in rows
    assert all(values == (0, None) for values in rows.values())


def test_a_suggestion_decided_anew_does_not_move_a_number_that_was_said(make_answered):
    make_answered(12, IN_SUMMER)
    said = Counted(TODAY, {SUMMER: (0, None)})
    assert count_suggestions(TODAY, said)[SUMMER] == (0, None)


# All of them


def test_quarters_are_eight_and_the_newest_is_first():
    quarters = quarters_until(TODAY)
    assert [day.isoformat() for day in quarters] == [
        "2026-10-01", "2026-07-01", "2026-04-01", "2026-01-01",
        "2025-10-01", "2025-07-01", "2025-04-01", "2025-01-01",
    ]  # fmt: skip


@pytest.mark.parametrize("table", NUMBER_TABLES, ids=lambda table: table.name)
def test_each_table_has_a_definition_and_a_cell_for_each_column(table, make_subscribers):
    assert len(str(table.definition)) > 60
    assert set(table.bar) <= {column.name for column in table.columns}
    rows = table.count(TODAY, Counted())
    assert rows
    assert {len(values) for values in rows.values()} == {len(table.columns)}
