"""How an address stands after answers on some days; no database."""

import datetime

import pytest

from hub.curation.link_checks.address_state import (
    ask_again,
    hold_for_right,
    leave_alone,
    take_finding,
    wants_title,
)
from hub.curation.link_checks.finding import Finding, Verdict
from hub.curation.link_checks.models import CheckedAddress

State, Cause = CheckedAddress.State, CheckedAddress.Cause
START = datetime.datetime(2027, 3, 1, 2, tzinfo=datetime.UTC)
URL = "https://beacon.example/"
FAILED = Finding(Verdict.FAILED, Cause.TIME, URL)
UNTOLD = Finding(Verdict.UNTOLD, Cause.UNTOLD, URL, status=403)
WELL = Finding(
    Verdict.WELL, Cause.OK, URL, "beacon.example", 200, title="Beacon", title_was_read=True
)
MOVED = Finding(
    Verdict.MOVED, Cause.MOVED, "https://beacon.example/new", "beacon.example", 200, title="Beacon"
)
PARKED = Finding(
    Verdict.PARKED, Cause.OTHER_SITE, "https://sale.example/", "sale.example", 200, title="Sale"
)


def day(number):
    return START + datetime.timedelta(days=number)


def after(*findings, **values):
    """The address after these findings, each a pair of a day and what was found."""
    address = CheckedAddress(url=URL, since=START, due_at=START, **values)
    for number, finding in findings:
        take_finding(address, finding, day(number))
    return address


def fails_on(*days):
    return [(number, FAILED) for number in days]


def test_three_failures_over_seven_days_are_dead():
    assert after(*fails_on(0, 3, 7)).state == State.DEAD


@pytest.mark.parametrize("days", [(0,), (0, 7), (0, 1, 2, 3, 4, 5, 6), (0, 0.1, 7)])
def test_less_is_not_dead(days):
    assert after(*fails_on(*days)).state == State.FAILING


def test_the_third_is_asked_for_when_seven_days_have_passed():
    assert after(*fails_on(0, 3)).due_at == day(7)


def test_each_night_when_it_is_due_leads_to_dead_within_ten_days():
    address, now = after(), START
    while address.state != State.DEAD:
        take_finding(address, FAILED, now)
        now = address.due_at
    assert address.since <= day(10)


def test_one_answer_and_the_count_begins_anew():
    address = after((0, FAILED), (3, FAILED), (6, WELL), (7, FAILED))
    assert (address.state, address.failed_on) == (State.FAILING, [day(7).date().isoformat()])


@pytest.mark.parametrize("status", [403, 429, 500, 502, 503])
def test_what_does_not_tell_is_never_dead(status):
    untold = Finding(Verdict.UNTOLD, Cause.UNTOLD, URL, status=status)
    address = after(*((number, untold) for number in range(0, 400, 3)))
    assert (address.state, address.failed_on) == (State.NEW, [])


def test_what_does_not_tell_takes_no_failure_away():
    assert after((0, FAILED), (3, UNTOLD), (4, FAILED), (7, FAILED)).state == State.DEAD


def test_failures_of_other_months_say_nothing_together():
    assert after((0, FAILED), (3, UNTOLD), (60, FAILED), (120, FAILED)).state == State.FAILING


def test_a_dead_one_stays_dead_while_nothing_is_told():
    address = after(*fails_on(0, 3, 7), (14, UNTOLD))
    assert (address.state, address.cause) == (State.DEAD, Cause.TIME)


def test_a_dead_one_that_answers_is_well_with_the_day():
    address = after(*fails_on(0, 3, 7), (14, WELL))
    assert (address.state, address.well_at, address.failed_on) == (State.WELL, day(14), [])


def test_a_server_is_left_alone_for_as_long_as_it_says():
    untold = Finding(Verdict.UNTOLD, Cause.UNTOLD, URL, 429, retry_after=5 * 86_400)
    assert after((0, untold)).due_at == day(5)


def test_no_server_is_left_alone_for_years_at_its_word():
    untold = Finding(Verdict.UNTOLD, Cause.UNTOLD, URL, 429, retry_after=10**9)
    assert after((0, untold)).due_at == day(7)


def test_a_move_is_proposed_and_the_address_stays():
    address = after((0, WELL), (14, MOVED))
    assert (address.state, address.url, address.new_url) == (State.MOVED, URL, MOVED.url)


def test_what_stands_elsewhere_keeps_the_title_that_was_known():
    address = after((0, WELL), (14, PARKED))
    assert (address.title, address.new_title, address.well_at) == ("Beacon", "Sale", day(0))


def test_a_curator_who_looked_makes_a_move_right_for_good():
    address = after((0, WELL), (14, MOVED))
    hold_for_right(address, None, day(15))
    take_finding(address, MOVED, day(29))
    assert address.state == State.WELL


def test_another_move_than_the_one_that_was_looked_at_is_proposed():
    address = after((0, WELL), (14, MOVED))
    hold_for_right(address, None, day(15))
    take_finding(address, Finding(Verdict.MOVED, Cause.MOVED, "https://x.example/"), day(29))
    assert address.state == State.MOVED


def test_the_site_that_a_curator_held_for_right_is_what_is_compared_with():
    address = after((0, WELL), (14, PARKED))
    hold_for_right(address, None, day(15))
    assert (address.title, address.domain) == ("Sale", "sale.example")


def test_one_that_answers_people_only_is_left_alone_for_half_a_year():
    address = after(*fails_on(0, 3, 7))
    hold_for_right(address, None, day(8))
    assert (address.state, address.due_at) == (State.WELL, day(188))


def test_an_address_that_is_left_alone_is_not_changed_by_what_is_found_meanwhile():
    address = after(*fails_on(0, 3, 7))
    leave_alone(address, None, day(8))
    take_finding(address, FAILED, day(8))
    assert address.state == State.LEFT


def test_an_address_that_is_asked_again_begins_anew():
    address = after(*fails_on(0, 3, 7))
    leave_alone(address, None, day(8))
    ask_again(address, day(9))
    assert (address.state, address.due_at, address.left_at) == (State.NEW, day(9), None)


def test_a_title_is_read_again_after_four_weeks():
    address = after((0, WELL))
    assert [wants_title(address, day(number)) for number in (27, 28)] == [False, True]
