"""Many forms in the same moment: what holds for one after the other holds then too."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from hub.digests.models import PendingSignup, SignUp, Subscriber
from hub.digests.signup import signup
from hub.digests.signup.signup import sign_up
from hub.outbox.models import Mail

pytestmark = pytest.mark.django_db(transaction=True)

SPELLINGS = ("reader@gmail.com", "rea.der@gmail.com", "reader+a@gmail.com", "READER@gmail.com")


def at_once(do, given):
    def one(value):
        try:
            return do(value)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(one, given))


def test_one_mailbox_is_written_to_once(signup_request, on_postgresql):
    if not on_postgresql:
        pytest.skip("SQLite lets one write at a time")
    wishes = [signup_request(address, query=f"q={n}") for n in range(3) for address in SPELLINGS]
    at_once(sign_up, wishes)
    # Capitals make no other subscriber; dots and tags do, and are counted as the same mailbox.
    assert (Mail.objects.count(), Subscriber.objects.count(), SignUp.objects.count()) == (1, 3, 9)


def test_each_form_is_looked_at_by_one_worker(signup_request, on_postgresql):
    if not on_postgresql:
        pytest.skip("SQLite lets one write at a time")
    for number in range(6):
        signup.submit(signup_request(query=f"q={number}"))
    taken = at_once(lambda _worker: signup.process_pending(), range(3))
    assert (sum(taken), PendingSignup.objects.count(), SignUp.objects.count()) == (6, 0, 6)
