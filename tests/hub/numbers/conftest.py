"""Records, people and nights that are counted."""

import datetime

import pytest
from django.utils import timezone

from hub.digests.models import Subscriber

NOW = datetime.datetime(2026, 12, 3, 0, 2, tzinfo=datetime.UTC)


@pytest.fixture
def make_subscribers(db):
    """So many who have confirmed, and not left unless they are told to have."""

    def make(count, **changes):
        first = Subscriber.objects.count()
        values = {
            "address": "sealed", "state": Subscriber.State.ACTIVE,
            "confirmed_at": timezone.now(), "period_from": timezone.now(), **changes,
        }  # fmt: skip
        Subscriber.objects.bulk_create(
            Subscriber(address_key=f"key {first + number}", **values) for number in range(count)
        )

    return make


@pytest.fixture
def make_answered(make_suggestion):
    """So many suggestions that were decided on a day, each after so many days."""

    def make(count, decided, days=2, state="accepted"):
        at = datetime.datetime.combine(decided, datetime.time(12), datetime.UTC)
        for _number in range(count):
            received = at - datetime.timedelta(days=days)
            make_suggestion(
                state=state, received_at=received, decided_at=at,
                reason="It is so." if state == "declined" else "",
            )  # fmt: skip

    return make
