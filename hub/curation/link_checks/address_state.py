"""How an address stands after an answer, and when it is asked again. Pure: no database, no clock.

Dead is three failures over at least seven days. What does not tell changes nothing.
"""

from __future__ import annotations

import datetime
from typing import Any

from hub.curation.link_checks.finding import Finding, Verdict
from hub.curation.link_checks.models import CheckedAddress

State = CheckedAddress.State

DEAD_FAILURES = 3
DEAD_AFTER = datetime.timedelta(days=7)
MOST_DAYS = 30  # failures that are remembered
FORGOTTEN_AFTER = datetime.timedelta(days=30)  # of one that is not dead
WELL_EVERY = datetime.timedelta(days=14)
TOLD_EVERY = datetime.timedelta(days=7)  # of those that wait for a curator
UNTOLD_EVERY = datetime.timedelta(days=3)
FAILED_EVERY = datetime.timedelta(days=3)
MOST_RETRY_AFTER = datetime.timedelta(days=7)
FINE_FOR = datetime.timedelta(days=180)
TITLE_EVERY = datetime.timedelta(days=28)


def take_finding(address: CheckedAddress, finding: Finding, now: datetime.datetime) -> None:
    """Change the row as the finding says; the caller saves it."""
    if address.state == State.LEFT:  # meanwhile
        return
    address.asked_at, address.leased_until = now, None
    is_answer = finding.verdict not in (Verdict.UNTOLD, Verdict.FAILED)
    if is_answer or address.state not in CheckedAddress.TOLD:  # of these curators see why
        address.cause, address.status = finding.cause, finding.status
    if finding.verdict is Verdict.UNTOLD:
        # Also for a dead one: that a server stands there says nothing of the page.
        pause = min(datetime.timedelta(seconds=finding.retry_after), MOST_RETRY_AFTER)
        address.due_at = now + max(pause, UNTOLD_EVERY)
    elif finding.verdict is Verdict.FAILED:
        _fail(address, finding, now)
    else:
        _answer(address, finding, now)


def _fail(address: CheckedAddress, finding: Finding, now: datetime.datetime) -> None:
    if address.state != State.DEAD:
        _forget_old_failures(address, now)
    first = address.first_failed_at = address.first_failed_at or now
    day = now.date().isoformat()
    if day not in address.failed_on:
        address.failed_on = [*address.failed_on, day][-MOST_DAYS:]
    failures = len(address.failed_on)
    is_dead = failures >= DEAD_FAILURES and now - first >= DEAD_AFTER
    if is_dead or address.state == State.DEAD:
        address.cause, address.status = finding.cause, finding.status
        _turn(address, State.DEAD, now)
        address.due_at = now + TOLD_EVERY
        return
    if address.state not in CheckedAddress.TOLD:
        _turn(address, State.FAILING, now)
    due = now + FAILED_EVERY
    # The third is asked for when seven days have passed, and not long before.
    address.due_at = max(due, first + DEAD_AFTER) if failures >= DEAD_FAILURES - 1 else due


def _forget_old_failures(address: CheckedAddress, now: datetime.datetime) -> None:
    """Where a server mostly does not tell, failures of other months say nothing together."""
    oldest = (now - FORGOTTEN_AFTER).date().isoformat()
    days = [day for day in address.failed_on if day >= oldest]
    if days != address.failed_on:
        address.failed_on = days
        address.first_failed_at = _end_of_day(days[0], now) if days else None


def _end_of_day(day: str, now: datetime.datetime) -> datetime.datetime:
    start = datetime.datetime.fromisoformat(day).replace(tzinfo=now.tzinfo)
    return start + datetime.timedelta(days=1)


def _answer(address: CheckedAddress, finding: Finding, now: datetime.datetime) -> None:
    address.first_failed_at, address.failed_on = None, []
    is_known = address.fine_at is not None and finding.url == address.new_url
    if finding.verdict is Verdict.WELL or (finding.verdict is Verdict.MOVED and is_known):
        _turn(address, State.WELL, now)
        address.well_at, address.domain = now, finding.domain
        if finding.title_was_read:
            address.title, address.title_read_at = finding.title or address.title, now
        if not is_known:
            address.new_url = address.new_title = address.new_domain = ""
        address.due_at = now + WELL_EVERY
        return
    state = State.MOVED if finding.verdict is Verdict.MOVED else State.PARKED
    if state == State.MOVED:
        address.well_at = now
    address.new_url, address.new_title = finding.url, finding.title
    address.new_domain = finding.domain
    _turn(address, state, now)
    address.due_at = now + TOLD_EVERY


def _turn(address: CheckedAddress, state: CheckedAddress.State, now: datetime.datetime) -> None:
    if address.state != state:
        address.state, address.since = state, now


def hold_for_right(address: CheckedAddress, by: Any, now: datetime.datetime) -> None:
    """A person looked, and says that the address is right as it is.

    What stands there now is what it is compared with from then on. One that answers people and not
    us is left alone for half a year.
    """
    is_silent = address.state in (State.DEAD, State.FAILING)
    if address.state == State.PARKED:
        if address.new_title:
            address.title, address.title_read_at = address.new_title, now
        address.domain = address.new_domain
    address.fine_by, address.fine_at, address.well_at = by, now, now
    address.first_failed_at, address.failed_on = None, []
    address.due_at = now + (FINE_FOR if is_silent else WELL_EVERY)
    _turn(address, State.WELL, now)


def leave_alone(address: CheckedAddress, by: Any, now: datetime.datetime) -> None:
    """A person decided that it is not asked any more, and nothing is told of it."""
    address.left_by, address.left_at = by, now
    address.first_failed_at, address.failed_on = None, []
    address.new_url = address.new_title = address.new_domain = ""
    _turn(address, State.LEFT, now)


def ask_again(address: CheckedAddress, now: datetime.datetime) -> None:
    """It is asked in the next night, whatever was decided before."""
    address.due_at = now
    if address.state == State.LEFT:
        address.left_by = address.left_at = None
        _turn(address, State.NEW, now)


def wants_title(address: CheckedAddress, now: datetime.datetime) -> bool:
    """Whether the page is to be read, and not only asked for."""
    read_at = address.title_read_at
    return address.state != State.WELL or read_at is None or now - read_at >= TITLE_EVERY
