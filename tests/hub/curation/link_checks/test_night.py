"""Nights by a moved clock; what servers answer is named by the test."""

from __future__ import annotations

import itertools
import re

import pytest

from hub.curation.desk.models import Task
from hub.curation.link_checks import night
from hub.curation.link_checks.models import CheckedAddress, CheckedHost, CheckNight
from hub.curation.link_checks.recorded_addresses import host_of
from hub.http_client.fetch import RefusalCause
from hub.http_client.single_request import ServerAnswer
from tests.hub.curation.link_checks.conftest import DAY, NIGHT, tonight, well

State = CheckedAddress.State
URL = "https://beacon.example/"

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="beacon", name="Beacon", url=URL)


@pytest.fixture
def at_night(move_clock):
    move_clock(NIGHT)
    return move_clock


def state():
    return CheckedAddress.objects.get(url=URL).state


def stands_as_before(tool):
    before = tool.facts(), tool.version
    tool.refresh_from_db()
    return (tool.facts(), tool.version) == before and tool.state == "published"


def test_an_address_of_a_public_record_is_asked_at_night(at_night, world, tool):
    world.night()
    assert [url for _at, url, _method in world.asked] == [URL, URL]
    assert state() == State.WELL


def test_nobody_is_asked_by_day(move_clock, world, tool):
    move_clock(NIGHT.replace(hour=12))
    world.night()
    assert world.asked == []


def test_nobody_is_asked_where_the_operator_cannot_be_written_to(at_night, world, tool, settings):
    settings.CONTACT_EMAIL = ""
    world.night()
    assert world.asked == []


def test_nobody_is_asked_where_the_number_for_a_night_is_none(at_night, world, tool, settings):
    settings.LINK_CHECKS_PER_NIGHT = 0
    world.night()
    assert world.asked == []


@pytest.mark.parametrize(
    "changes", [{"state": "draft"}, {"state": "archived"}, {"visibility": "practitioner"}]
)
def test_an_address_that_not_everybody_may_read_is_never_asked(at_night, world, make_tool, changes):
    make_tool(url=URL, **changes)
    world.night()
    assert world.asked == []


def test_a_record_that_is_hidden_during_the_night_is_not_asked_for(at_night, world, tool):
    from hub.curation.link_checks.consequences import follow_changed

    world.run()
    type(tool).objects.update(state="draft")
    follow_changed({"tool": [tool.pk]})
    world.night()
    assert world.asked == []


def test_dead_is_three_failures_over_seven_days(at_night, world, tool):
    world.night()
    world.answers[URL] = RefusalCause.TIME
    states = []
    for number in range(14, 26):
        at_night(NIGHT + number * DAY)
        world.night()
        states.append(str(state()))
    assert states == ["failing"] * 7 + ["dead"] * 5
    assert stands_as_before(tool)
    task = Task.objects.still_open().get(kind="link-dead")
    assert (task.title, task.record_id) == ("Beacon", tool.pk)


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_what_does_not_tell_is_never_dead_and_no_task(at_night, world, tool, status):
    world.answers[URL] = ServerAnswer(status)
    for number in range(60):
        at_night(NIGHT + number * DAY)
        world.night()
    assert state() == State.NEW
    assert not Task.objects.filter(kind__startswith="link-").exists()


def test_a_recovery_closes_the_task(at_night, world, tool):
    world.answers[URL] = RefusalCause.NAME
    for number in (0, 3, 7):
        at_night(NIGHT + number * DAY)
        world.night()
    assert Task.objects.still_open().filter(kind="link-dead").exists()
    world.answers[URL] = well()
    at_night(NIGHT + 14 * DAY)
    world.night()
    assert not Task.objects.still_open().filter(kind="link-dead").exists()


def test_a_move_is_a_task_and_no_change(at_night, world, tool):
    world.answers[URL] = ServerAnswer(301, location="https://beacon.example/new")
    world.answers["https://beacon.example/new"] = well()
    world.night()
    assert Task.objects.still_open().get(kind="link-moved").record_id == tool.pk
    assert stands_as_before(tool)
    assert type(tool).objects.get().url == URL


def test_a_site_that_was_resold_is_a_task_and_no_change(at_night, world, tool):
    world.answers[URL] = ServerAnswer(302, location="https://sale.example.net/")
    world.answers["https://sale.example.net/"] = well("This domain is for sale")
    world.night()
    assert Task.objects.still_open().filter(kind="link-parked").exists()
    assert stands_as_before(tool)


def test_a_host_is_asked_once_in_ten_seconds_also_across_runs(at_night, world, make_tool):
    for number in range(12):
        make_tool(url=f"https://{'ab'[number % 2]}.example/{number}")
    now = NIGHT
    world.run()
    for _run in range(12):
        began = world.seconds
        world.run()
        now += (world.seconds - began) * (DAY / 86_400)
        at_night(now)
    assert CheckedAddress.objects.filter(state=State.WELL).count() == 12
    for host in ("a.example", "b.example"):
        times = [at for at, url, _method in world.asked if host_of(url) == host]
        assert min(b - a for a, b in itertools.pairwise(times)) >= 10


def test_the_pause_of_a_host_is_known_to_the_next_run(at_night, world, tool):
    world.run()
    world.run()
    rest = CheckedHost.objects.get(host="beacon.example").not_before
    assert rest >= NIGHT + 10 * (DAY / 86_400)


def test_a_host_that_asks_for_an_hour_is_not_asked_before(at_night, world, make_tool):
    for number in range(3):
        make_tool(url=f"https://busy.example/{number}")
        world.answers[f"https://busy.example/{number}"] = ServerAnswer(429, retry_after=3600)
    world.night()
    assert len(world.asked) == 1


def test_a_night_makes_no_more_requests_than_its_number(at_night, world, make_tool, settings):
    settings.LINK_CHECKS_PER_NIGHT = 7
    for number in range(20):
        make_tool(url=f"https://t{number}.example/")
    world.night()
    assert (len(world.asked), tonight().asked) == (7, 7)


def test_the_next_night_has_a_number_of_its_own(at_night, world, make_tool, settings):
    settings.LINK_CHECKS_PER_NIGHT = 8
    for number in range(20):
        make_tool(url=f"https://t{number}.example/")
    world.night()
    at_night(NIGHT + DAY)
    world.night()
    assert len(world.asked) == 16


class KilledError(BaseException):
    """The process is gone: nothing after it runs."""


def test_a_night_goes_on_after_a_process_that_was_killed(
    at_night, world, make_tool, monkeypatch, settings
):
    for number in range(5):
        make_tool(url=f"https://t{number}.example/")
    world.run()

    def die(*_args):
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(night, "_write", die)
        with pytest.raises(KilledError):
            world.run()
    assert world.run() == 0  # its claims hold for some minutes
    charged = tonight().asked
    assert charged >= len(world.asked)
    at_night(NIGHT + DAY / 240)
    world.night()
    assert CheckedAddress.objects.filter(state=State.WELL).count() == 5
    assert CheckNight.objects.count() == 1


def test_two_processes_do_not_ask_at_once(at_night, world, tool):
    world.run()
    during = []
    world.on_ask = lambda _url: during.append(1) or None
    CheckNight.objects.update(leased_until=NIGHT + DAY / 1000)
    assert world.run() == 0
    assert during == []


def test_what_a_curator_decided_during_a_run_stands(at_night, world, tool, monkeypatch):
    world.run()
    real = night._write

    def decide_before(*args):
        CheckedAddress.objects.update(state=State.LEFT)
        real(*args)

    monkeypatch.setattr(night, "_write", decide_before)
    world.answers[URL] = RefusalCause.TIME
    world.run()
    assert state() == State.LEFT


def test_nothing_is_counted_while_this_machine_is_cut_off(at_night, world, make_tool):
    for number in range(12):
        make_tool(url=f"https://t{number}.example/")
        world.answers[f"https://t{number}.example/"] = RefusalCause.NAME
    world.night()
    assert set(CheckedAddress.objects.values_list("state", flat=True)) == {"new"}


def test_an_address_that_is_left_alone_is_not_asked(at_night, world, tool):
    world.run()
    CheckedAddress.objects.update(state=State.LEFT)
    world.night()
    assert world.asked == []


def test_servers_are_told_who_asks(world):
    assert re.fullmatch(
        r"anti-trafficking-technology-hub \(link check; \S+/about/; hub@example\.org\)",
        night.user_agent(),
    )
