"""How long what was read of the database may be trusted, and who waits for it."""

import time

import pytest
from django.db import transaction

from hub.records.freshness_lease import (
    LEASE_SECONDS,
    FreshnessLease,
    forget_publication,
    moment,
    wait_until_seen,
)
from hub.records.models import SearchState

pytestmark = pytest.mark.django_db


@pytest.fixture
def lease(on_postgresql):
    if not on_postgresql:
        pytest.skip("SQLite is asked each time")
    return FreshnessLease()


def test_nothing_is_trusted_before_the_database_answered():
    assert FreshnessLease().numbers() is None


def test_it_is_counted_from_before_the_question(lease):
    lease.begin("new", moment() - LEASE_SECONDS)
    assert lease.numbers() is None


def test_it_holds_and_ends(lease):
    asked_at = moment()
    lease.begin("new", asked_at)
    held = lease.numbers()
    seen_at = moment()
    assert held == "new" or seen_at >= asked_at + LEASE_SECONDS
    time.sleep(LEASE_SECONDS)
    assert lease.numbers() is None


def test_a_question_that_was_answered_late_takes_nothing_back(lease):
    """Two threads ask: the answer to the earlier question comes last."""
    asked_at = moment() + 3600
    lease.begin("newer", asked_at)
    lease.begin("older", asked_at - 0.001)
    assert lease.numbers() == "newer"


@pytest.mark.both_databases
def test_sqlite_is_asked_each_time(on_postgresql):
    if on_postgresql:
        pytest.skip("another database")
    lease = FreshnessLease()
    lease.begin("new", moment() + 3600)
    assert lease.numbers() is None


@pytest.fixture
def waited():
    forget_publication()

    def measure():
        began = moment()
        wait_until_seen()
        return moment() - began

    yield measure
    forget_publication()


@pytest.mark.django_db(transaction=True)
def test_whoever_changes_something_waits_for_what_others_trust(waited):
    with transaction.atomic():
        SearchState.raise_seq()
    committed_at = moment()
    wait_until_seen()
    assert moment() >= committed_at + LEASE_SECONDS - 0.02  # what ran since the commit itself
    assert waited() < LEASE_SECONDS / 2  # once


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_what_only_some_may_see_or_what_was_taken_back(waited):
    with transaction.atomic():
        SearchState.raise_seq(public=False)
    with transaction.atomic():
        SearchState.raise_seq()
        transaction.set_rollback(True)
    assert waited() < LEASE_SECONDS / 2
