"""Several workers beside each other on one import, or one alone."""

import threading

import pytest
from django.db import connection

from hub.imports.locks import alone_with, beside_others

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def another():
    """Another worker that is within the given lock."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite begins each transaction as the one writer.")
    inside, leave, threads = threading.Event(), threading.Event(), []

    def enter(lock):
        def work():
            with lock(7):
                inside.set()
                leave.wait(10)
            connection.close()

        threads.append(threading.Thread(target=work))
        threads[0].start()
        assert inside.wait(10)

    yield enter
    leave.set()
    for thread in threads:
        thread.join()


def test_two_work_on_shares_at_once(another):
    another(beside_others)
    with beside_others(7) as may:
        assert may


def test_nobody_is_alone_while_another_works_on_a_share(another):
    another(beside_others)
    with alone_with(7) as ours:
        assert not ours


def test_nobody_takes_a_share_while_another_is_alone(another):
    another(alone_with)
    with beside_others(7) as may:
        assert not may
