"""From the change log to the outbox: once for each, nothing lost, nothing for nothing."""

import datetime
import threading
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hub.digests import tasks
from hub.digests.digest import schedule
from hub.digests.digest.schedule import schedule_due
from hub.digests.models import MailItem, Subscriber, Subscription
from hub.digests.preferences import pause, resume
from hub.digests.signup.confirmation import confirm_requests, waiting_requests
from hub.outbox.models import Mail
from hub.records.models import Change, SearchState

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

numbers = count(1)
MONDAY = datetime.datetime(2026, 11, 16, 7, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def make_subscriber(*filters, at=MONDAY - 7 * DAY, **fields):
    """An active one with these (kind, query, whats...) filters, decided up to ``at``."""
    number = next(numbers)
    values = {
        "address": "sealed",
        "address_key": f"key-{number}",
        "state": "active",
        "frequency": "weekly",
        "confirmed_at": at,
        "period_from": at,
        **fields,
    }
    made = Subscriber.objects.create(**values)
    for kind, query, *whats in filters:
        Subscription.objects.create(
            subscriber=made, kind=kind, query=query, whats=whats, title=query, created_at=at
        )
    return made


def happen(record_id=1, what="updated", at=MONDAY - DAY, kind="tool", title="Map", **fields):
    """A line in the change log at a time, with the next number."""
    with transaction.atomic():
        return Change.objects.create(
            kind=kind, record_id=record_id, slug="map", title=title, what=what, at=at,
            visibility="public", seq=SearchState.raise_seq(), **fields,
        )  # fmt: skip


def told(subscriber):
    """What was told: for each mail the (kind of news, keys of subscriptions)."""
    mails = Mail.objects.filter(subscriber=subscriber).order_by("period_end")
    whats = dict(Change.objects.values_list("pk", "what"))
    return [[whats[item.change_id] for item in mail.items.all()] for mail in mails]


@pytest.fixture
def tool(make_tool):
    return make_tool(name="Map", terms=("purpose/mapping", "country/ke"))


def test_what_a_filter_lets_through_is_told_when_the_period_has_ended(tool):
    reader, other = (make_subscriber(("tool", f"purpose={p}")) for p in ("mapping", "gone"))
    happen(tool.pk)
    before = schedule_due(MONDAY - HOUR), Mail.objects.count()
    assert (before, schedule_due(MONDAY), told(reader), told(other)) == (
        (0, 0),
        1,
        [["updated"]],
        [],
    )


def test_a_change_is_told_once_however_many_filters_let_it_through(tool):
    reader = make_subscriber(("tool", "purpose=mapping"), ("tool", "place=ke"), ("everything", ""))
    happen(tool.pk)
    schedule_due(MONDAY)
    item = MailItem.objects.get()
    assert item.subscriptions == list(reader.subscriptions.values_list("pk", flat=True))


def test_a_period_that_was_decided_is_not_decided_again(tool):
    reader = make_subscriber(("tool", ""))
    happen(tool.pk)
    schedule_due(MONDAY)
    assert (schedule_due(MONDAY + HOUR), told(reader)) == (0, [["updated"]])


def test_nothing_is_sent_when_there_is_nothing_and_time_moves_on():
    reader = make_subscriber(("tool", ""))
    schedule_due(MONDAY)
    reader.refresh_from_db()
    assert (reader.period_from, Mail.objects.count()) == (MONDAY, 0)


def test_only_the_chosen_kinds_of_news_are_told(tool):
    reader = make_subscriber(("tool", "", "safety", "ended"))
    for what in ("updated", "ended", "safety", "published"):
        happen(tool.pk, what)
    schedule_due(MONDAY)
    assert told(reader) == [["safety", "ended"]]


def test_safety_comes_first_and_what_only_changed_last(tool):
    reader = make_subscriber(("tool", ""))
    for what in ("updated", "published", "safety", "ended", "safety"):
        happen(tool.pk, what)
    schedule_due(MONDAY)
    items = MailItem.objects.order_by("position")
    assert told(reader) == [["safety", "safety", "ended", "published", "updated"]]
    assert [item.safety for item in items] == [True, True, False, False, False]


def test_three_missed_weeks_are_one_mail_with_everything(tool):
    reader = make_subscriber(("tool", ""), at=MONDAY - 21 * DAY)
    for days in (20, 12, 3):
        happen(tool.pk, at=MONDAY - days * DAY)
    schedule_due(MONDAY + 2 * HOUR)
    mail = Mail.objects.get()
    assert (mail.period_start, mail.period_end) == (MONDAY - 21 * DAY, MONDAY)
    assert told(reader) == [["updated"] * 3]


def test_what_is_committed_late_is_told_in_the_next_mail(tool):
    """Its time lies within a period that was decided before it could be seen."""
    reader = make_subscriber(("tool", ""))
    happen(tool.pk, at=MONDAY - HOUR)
    schedule_due(MONDAY)
    happen(tool.pk, "safety", at=MONDAY - HOUR)
    schedule_due(MONDAY + 7 * DAY)
    assert told(reader) == [["updated"], ["safety"]]


def test_what_came_before_a_filter_was_asked_for_is_no_news(tool):
    reader = make_subscriber(("tool", ""))
    Subscription.objects.update(created_at=MONDAY - 2 * DAY)
    happen(tool.pk, "safety", at=MONDAY - 3 * DAY)
    happen(tool.pk, "updated", at=MONDAY - DAY)
    schedule_due(MONDAY)
    assert told(reader) == [["updated"]]


def test_who_begins_anew_hears_only_of_what_comes(tool):
    reader = make_subscriber(("tool", ""), state="paused", at=MONDAY - 30 * DAY)
    happen(tool.pk, "safety", at=MONDAY - 3 * DAY)
    paused = schedule_due(MONDAY)
    reader.activate(MONDAY)
    reader.save()
    happen(tool.pk, "updated", at=MONDAY + DAY)
    schedule_due(MONDAY + 7 * DAY)
    assert (paused, told(reader)) == (0, [["updated"]])


@pytest.mark.parametrize("state", ["unconfirmed", "paused", "left"])
def test_only_the_active_are_written_to(tool, state):
    make_subscriber(("tool", ""), state=state, left_at=MONDAY)
    happen(tool.pk)
    assert schedule_due(MONDAY) == 0


def test_a_paused_filter_is_left_out(tool):
    make_subscriber(("tool", ""))
    Subscription.objects.update(paused=True)
    happen(tool.pk)
    assert schedule_due(MONDAY) == 0


def test_news_of_what_is_not_public_is_never_told(make_tool):
    reader = make_subscriber(("tool", ""), ("everything", ""))
    happen(make_tool(state="draft").pk)
    happen(make_tool(visibility="internal").pk)
    Change.objects.create(kind="tool", record_id=make_tool().pk, slug="x", title="x", what="safety",
                          visibility="vetted", seq=1, at=MONDAY - DAY)  # fmt: skip
    schedule_due(MONDAY)
    assert told(reader) == []


def test_each_is_written_to_at_seven_by_the_own_clock(tool):
    zones = ("Asia/Kathmandu", "Europe/Paris", "America/New_York")
    for zone in zones:
        make_subscriber(("tool", ""), frequency="daily", time_zone=zone, at=MONDAY - DAY)
    happen(tool.pk, at=MONDAY - 12 * HOUR)
    schedule_due(MONDAY + 6 * HOUR)
    found = Mail.objects.order_by("period_end").values_list("period_end", "subscriber__time_zone")
    assert [(end.astimezone(ZoneInfo(zone)).hour, zone) for end, zone in found] == [
        (7, zone) for zone in zones
    ]


# What nobody knows that it arrived.


def end_mail(state):
    mail = Mail.objects.latest("pk")
    Mail.objects.filter(pk=mail.pk).update(state=state, token="0" * 32)
    mail.items.update(live=state not in ("uncertain", "failed"))


@pytest.mark.parametrize("state", ["uncertain", "failed"])
def test_what_may_not_have_arrived_comes_again_first_and_with_the_same_reason(tool, state):
    reader = make_subscriber(("tool", ""))
    first = happen(tool.pk)
    schedule_due(MONDAY)
    end_mail(state)
    new = happen(tool.pk, at=MONDAY + DAY)
    schedule_due(MONDAY + 7 * DAY)
    items = Mail.objects.latest("pk").items.all()
    reason = [reader.subscriptions.get().pk]
    assert [(one.change_id, one.subscriptions) for one in items] == [
        (first.pk, reason),
        (new.pk, reason),
    ]


def test_what_may_not_have_arrived_is_sent_although_nothing_else_happened(tool):
    reader = make_subscriber(("tool", ""))
    happen(tool.pk)
    schedule_due(MONDAY)
    end_mail("uncertain")
    made = [schedule_due(MONDAY + days * DAY) for days in (7, 14)]
    assert (made, told(reader)) == ([1, 0], [["updated"], ["updated"]])


def test_safety_that_is_carried_over_stands_before_other_news(tool):
    reader = make_subscriber(("tool", ""))
    happen(tool.pk, "updated")
    happen(tool.pk, "safety")
    schedule_due(MONDAY)
    end_mail("uncertain")
    happen(tool.pk, "safety", at=MONDAY + DAY)
    schedule_due(MONDAY + 7 * DAY)
    assert told(reader)[1] == ["safety", "safety", "updated"]


def test_what_nobody_follows_any_more_is_not_carried_over(tool):
    make_subscriber(("tool", ""))
    happen(tool.pk)
    schedule_due(MONDAY)
    end_mail("uncertain")
    Subscription.objects.all().delete()
    assert schedule_due(MONDAY + 7 * DAY) == 0


def test_what_was_hidden_since_is_not_carried_over(tool):
    make_subscriber(("tool", ""))
    happen(tool.pk)
    schedule_due(MONDAY)
    end_mail("uncertain")
    type(tool).objects.update(state="draft")
    assert schedule_due(MONDAY + 7 * DAY) == 0


def test_what_is_followed_no_more_for_now_is_not_carried_over(tool):
    make_subscriber(("tool", ""))
    happen(tool.pk)
    schedule_due(MONDAY)
    end_mail("uncertain")
    Subscription.objects.update(paused=True)
    assert schedule_due(MONDAY + 7 * DAY) == 0


# Killed, and two at once.


def test_what_is_killed_in_the_middle_is_done_by_the_next_round(tool, monkeypatch):
    readers = [make_subscriber(("tool", "")) for _ in range(5)]
    happen(tool.pk)
    write, rounds = schedule._write, count()

    def killed(decided):
        write(decided)
        if next(rounds) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(schedule, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        schedule_due(MONDAY, chunk=2)
    left = Mail.objects.count()
    monkeypatch.setattr(schedule, "_write", write)
    schedule_due(MONDAY, chunk=2)
    assert (left, [told(reader) for reader in readers]) == (2, [[["updated"]]] * 5)


def test_one_who_cannot_be_decided_stops_nobody_else(tool):
    readers = [make_subscriber(("tool", "")) for _ in range(3)]
    change = happen(tool.pk)
    other = Mail.objects.create(
        subscriber=readers[1], period_start=MONDAY - 9 * DAY, period_end=MONDAY - 8 * DAY
    )
    MailItem.objects.create(mail=other, subscriber_id=readers[1].pk, change_id=change.pk)
    assert schedule_due(MONDAY) == 2


def test_a_round_ends_in_time_and_the_next_goes_on(tool):
    for _ in range(4):
        make_subscriber(("tool", ""))
    happen(tool.pk)
    assert [schedule_due(MONDAY, seconds=0, chunk=2) for _ in range(3)] == [2, 2, 0]


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_send_each_mail_once(tool):
    readers = [make_subscriber(("tool", "")) for _ in range(12)]
    happen(tool.pk)
    made, start = [], threading.Barrier(2)

    def work():
        start.wait()
        made.append(schedule_due(MONDAY, chunk=3))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    schedule_due(MONDAY)
    assert (sum(made) <= 12, [told(reader) for reader in readers]) == (True, [[["updated"]]] * 12)


# A simulated year.


ZONES = (
    "America/New_York",
    "Europe/Paris",
    "Australia/Lord_Howe",
    "Africa/Nairobi",
    "Africa/Casablanca",
    "Asia/Kathmandu",
)


def test_in_a_year_over_six_zones_each_change_is_told_once_in_its_time(tool):
    """Looked in on at uneven times, with three days of outage."""
    begin = datetime.datetime(2026, 1, 5, 8, tzinfo=datetime.UTC)
    readers = [
        make_subscriber(("tool", ""), at=begin - 2 * DAY, frequency=frequency, time_zone=zone)
        for zone in ZONES
        for frequency in ("daily", "weekly", "monthly")
    ]
    now, changes = begin, 0
    while now < begin + 366 * DAY:
        happen(tool.pk, at=now)
        changes += 1
        if not begin + 80 * DAY < now < begin + 83 * DAY:
            schedule_due(now + datetime.timedelta(minutes=changes % 50))
        now += 61 * HOUR
    schedule_due(now + 40 * DAY)
    counts = {reader: [len(mail) for mail in told(reader)] for reader in readers}
    ends = Mail.objects.values_list("period_end", "subscriber__time_zone")
    assert {sum(found) for found in counts.values()} == {changes}
    assert {end.astimezone(ZoneInfo(zone)).time() for end, zone in ends} == {datetime.time(7)}
    weekly = [len(found) for reader, found in counts.items() if reader.frequency == "weekly"]
    assert (min(weekly), max(weekly)) in {(53, 53), (53, 54), (54, 54)}


def test_the_worker_decides_and_wakes_who_sends(tool, monkeypatch):
    calls = []
    monkeypatch.setattr(tasks, "wake_senders", lambda: calls.append(True))
    make_subscriber(("tool", ""), at=timezone.now() - 30 * DAY)
    tasks.schedule_digests()
    quiet = list(calls)
    happen(tool.pk, at=timezone.now() - DAY)
    Subscriber.objects.update(period_from=timezone.now() - 30 * DAY)
    tasks.schedule_digests()
    assert (quiet, calls, Mail.objects.count()) == ([], [True], 1)


# The clocks of machines differ: what is news is decided by numbers.

MINUTES = datetime.timedelta(minutes=5)
LATER = 60 * DAY


@pytest.fixture
def request_for_maps(asked_for):
    """A request that is confirmed on a machine whose clock says ``now``."""

    def confirm(now):
        subscriber = asked_for(query="purpose=mapping", whats=["new", "changed"])
        keys = [row.pk for row in waiting_requests(subscriber, now=now)]
        assert confirm_requests(subscriber, keys, now=now) == 1
        Mail.objects.all().delete()
        return subscriber

    return confirm


def test_a_change_after_confirming_on_a_machine_that_is_ahead_is_told(tool, request_for_maps):
    now = timezone.now()
    subscriber = request_for_maps(now + MINUTES)
    happen(tool.pk, at=now)
    schedule_due(now + LATER)
    assert told(subscriber) == [["updated"]]


def test_a_change_before_confirming_on_a_machine_that_is_behind_is_no_news(tool, request_for_maps):
    now = timezone.now()
    happen(tool.pk, at=now)
    subscriber = request_for_maps(now - MINUTES)
    schedule_due(now + LATER)
    assert told(subscriber) == []


def test_so_it_is_with_a_filter_that_is_followed_beside_another(tool, request_for_maps, asked_for):
    now = timezone.now()
    subscriber = request_for_maps(now)
    asked_for(kind="everything", query="", whats=["changed"])
    keys = [row.pk for row in waiting_requests(subscriber, now=now)]
    happen(tool.pk, what="updated", at=now)
    confirm_requests(subscriber, keys, now=now - MINUTES)
    happen(tool.pk, what="updated", at=now - 2 * MINUTES)
    Mail.objects.all().delete()
    schedule_due(now + LATER)
    (first, second) = MailItem.objects.order_by("change_id")
    assert len(first.subscriptions) == 1
    assert len(second.subscriptions) == 2


def test_so_it_is_with_whoever_goes_on_after_a_pause(tool, request_for_maps):
    now = timezone.now()
    subscriber = request_for_maps(now)
    pause(subscriber)
    happen(tool.pk, what="updated", at=now + MINUTES)
    resume(subscriber, now=now + 2 * MINUTES)
    happen(tool.pk, what="safety", at=now)
    Subscription.objects.update(whats=["changed", "safety"])
    schedule_due(now + LATER)
    assert told(subscriber) == [["safety"]]


def test_whoever_confirmed_before_there_were_numbers_is_told_by_the_clock(tool, request_for_maps):
    now = timezone.now()
    subscriber = request_for_maps(now)
    Subscriber.objects.update(seen_seq=None)
    Subscription.objects.update(since_seq=None)
    happen(tool.pk, what="updated", at=now + MINUTES)
    happen(tool.pk, what="published", at=now - MINUTES)
    schedule_due(now + LATER)
    assert told(subscriber) == [["updated"]]
