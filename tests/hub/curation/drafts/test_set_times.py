"""The clock publishes and withdraws, once, at a time that curators type by their own clock."""

import datetime
import threading

import pytest
from django.db import connection

from catalogue.models import Tool
from hub.curation.desk.models import Task
from hub.curation.desk.reconciliation import follow_waiting
from hub.curation.drafts import set_times
from hub.curation.drafts.models import RecordDraft, TimedStep
from hub.records.models import Change, Revision, recorded_change
from tests.hub.curation.drafts.conftest import DraftPages, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

UTC, HOUR = datetime.UTC, datetime.timedelta(hours=1)
YEAR = datetime.datetime.now(UTC).year + 1


def last_sunday(month):
    """The day on which the clocks of Vienna change, next year."""
    last = datetime.date(YEAR, month, 31)
    return last - datetime.timedelta(days=last.isoweekday() % 7)


def at_hour(day, hour):
    return datetime.datetime.combine(day, datetime.time(hour), UTC)


FORWARD, BACK = last_sunday(3), last_sunday(10)


@pytest.fixture
def in_vienna(settings):
    settings.CURATORS_TIME_ZONE = "Europe/Vienna"


def set_time(pages, what="publish", day=f"{YEAR}-06-01", clock="12:00", **changes):
    pages.record.refresh_from_db()
    form = {"what": what, "day": day, "clock": clock, "seen_record": pages.record.version}
    return pages.client.post(f"{pages.base}times/", form | changes)


@pytest.fixture
def scheduled(pages):
    """A draft that is published on the first of June of next year."""
    pages.begin()
    pages.save(name="Beta")
    assert set_time(pages).status_code == 302
    return TimedStep.objects.get()


def test_a_draft_is_published_at_its_time_and_not_before(scheduled):
    assert set_times.run_due(scheduled.at - datetime.timedelta(seconds=1)) == 0
    assert Tool.objects.get().name == "Alpha"
    assert set_times.run_due(scheduled.at) == 1
    assert Tool.objects.get().name == "Beta"
    assert "At the set time" in Revision.objects.order_by("-pk").first().reason
    assert (RecordDraft.objects.count(), TimedStep.objects.count()) == (0, 0)


def test_the_history_keeps_the_reason_of_the_draft(pages):
    pages.begin()
    pages.save(name="Beta", why="Under an embargo")
    set_time(pages)
    set_times.run_due(TimedStep.objects.get().at)
    assert Revision.objects.order_by("-pk").first().reason == "At the set time: Under an embargo"


def test_the_clock_that_runs_twice_publishes_once(scheduled):
    assert [set_times.run_due(scheduled.at) for _run in range(3)] == [1, 0, 0]
    assert Change.objects.filter(what="updated").count() == 1


def test_times_are_typed_by_the_curators_clock_in_summer_and_in_winter(in_vienna, pages):
    pages.begin()
    set_time(pages, day=f"{FORWARD - 24 * HOUR}", clock="12:00")
    assert TimedStep.objects.get().at == at_hour(FORWARD - 24 * HOUR, 11)
    set_time(pages, day=f"{FORWARD}", clock="12:00")
    assert TimedStep.objects.get().at == at_hour(FORWARD, 10)


def test_a_time_in_the_night_of_the_change_comes_once(in_vienna, pages):
    """Of the last Sunday of March three o'clock comes an hour after one."""
    pages.begin()
    pages.save(name="Beta")
    set_time(pages, day=f"{FORWARD}", clock="03:00")
    at = at_hour(FORWARD, 1)
    assert TimedStep.objects.get().at == at
    ran = [set_times.run_due(at + n * HOUR / 2) for n in range(-4, 5)]
    assert ran == [0, 0, 0, 0, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("day", "clock", "sentence"),
    [
        (f"{FORWARD}", "02:30", "There is no such time on that day"),
        (f"{BACK}", "02:30", "comes twice on that day"),
        ("2020-01-01", "12:00", "That time has passed"),
        (f"{YEAR + 13}-01-01", "12:00", "more than five years"),
        ("9999-12-31", "23:59", "more than five years"),
        ("0001-01-01", "00:00", "Choose another day"),
        ("tomorrow", "12:00", "Enter a valid date"),
        (f"{YEAR}-06-01", "25:00", "Enter a valid time"),
    ],
)
def test_a_time_that_cannot_be_is_a_sentence_and_nothing_typed_is_lost(
    in_vienna, pages, day, clock, sentence
):
    pages.begin()
    answer = set_time(pages, day=day, clock=clock, reason="Embargo")
    assert (answer.status_code, sentence in text_of(answer)) == (400, True)
    assert ("Embargo" in text_of(answer), day in text_of(answer)) == (True, True)
    assert not TimedStep.objects.exists()


def test_a_draft_whose_record_changed_meanwhile_becomes_a_task(scheduled, tool):
    with recorded_change(tool):
        tool.summary = "Changed"
        tool.save()
    assert set_times.run_due(scheduled.at) == 0
    assert (Tool.objects.get().name, RecordDraft.objects.count()) == ("Alpha", 1)
    follow_waiting()
    task = Task.objects.get(kind="set-time")
    assert task.record_id == tool.pk
    assert set_times.run_due(scheduled.at + HOUR) == 0


def test_the_task_leads_to_the_page_of_times_and_ends_with_another_time(scheduled, tool, pages):
    with recorded_change(tool):
        tool.summary = "Changed"
        tool.save()
    set_times.run_due(scheduled.at)
    follow_waiting()
    assert f"{pages.base}times/" in text_of(pages.client.get("/desk/"))
    assert "Not done" in text_of(pages.get("times/"))
    assert set_time(pages).status_code == 302
    follow_waiting()
    assert not Task.objects.still_open().filter(kind="set-time").exists()
    assert set_times.run_due(scheduled.at) == 1


def test_a_time_is_taken_back(scheduled, pages):
    pages.client.post(f"{pages.base}times/", {"do": "cancel", "step": scheduled.pk})
    assert set_times.run_due(scheduled.at) == 0
    assert Tool.objects.get().name == "Alpha"


def test_a_dropped_draft_takes_its_time_with_it(scheduled, pages):
    pages.drop()
    assert not TimedStep.objects.exists()


def test_a_record_that_was_never_public_is_published_at_its_time(signed_in, make_tool, fields_of):
    tool = make_tool(state="in_review")
    pages = DraftPages(signed_in("curator"), tool, fields_of)
    assert set_time(pages).status_code == 302
    assert set_times.run_due(TimedStep.objects.get().at) == 1
    assert Tool.objects.get().state == "published"


def test_a_record_is_withdrawn_at_its_time_with_a_reason(pages):
    refused = set_time(pages, "withdraw")
    assert (refused.status_code, "Say why" in text_of(refused)) == (400, True)
    assert set_time(pages, "withdraw", reason="The pilot ends").status_code == 302
    assert set_times.run_due(TimedStep.objects.get().at) == 1
    assert Tool.objects.get().state == "archived"


def test_facts_that_both_changed_are_decided_before_a_time_is_set(pages, tool):
    pages.begin()
    pages.save(name="Beta")
    with recorded_change(tool):
        tool.name = "Gamma"
        tool.save()
    answer = set_time(pages)
    assert (answer.status_code, "changed the same facts" in text_of(answer)) == (400, True)


def test_after_a_restore_no_time_is_trusted(scheduled):
    assert set_times.distrust_all() == 1
    assert set_times.run_due(scheduled.at) == 0


def test_the_form_of_the_record_says_what_will_happen(scheduled, pages, tool):
    text = text_of(pages.client.get(f"/admin/catalogue/tool/{tool.pk}/change/"))
    assert f"will be published on {YEAR}-06-01 12:00" in text


@pytest.mark.django_db(transaction=True)
def test_two_workers_publish_once(scheduled):
    done = []

    def work():
        try:
            done.append(set_times.run_due(scheduled.at))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert sorted(done) == [0, 1]
    assert Tool.objects.get().name == "Beta"
