"""Machines whose clocks are apart: what is news to whom is decided by the numbers of commits."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from catalogue.models import Tool
from hub.digests.digest.schedule import schedule_due
from hub.digests.models import MailItem, Subscriber
from hub.digests.signup.confirmation import confirm_requests, waiting_requests
from hub.digests.signup.signup import DeliveryPreferences, SignupRequest, sign_up
from hub.records.models import Change, recorded_change
from hub.records.seq_cache import clear_caches

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def confirm():
    preferences = DeliveryPreferences("soon", "en", "UTC", False)
    sign_up(SignupRequest("reader@example.org", "tool", "", "Tools", ("new",), preferences))
    subscriber = Subscriber.objects.get()
    confirm_requests(subscriber, [row.pk for row in waiting_requests(subscriber)])


def publish():
    tool = Tool(slug="hotline", name="Hotline", summary="Help.", state="draft",
                panel="not_assessed")  # fmt: skip
    with recorded_change(tool):
        tool.save()
    tool.publish(by=None)


STEPS = {"confirms": confirm, "publishes": publish}


@pytest.fixture
def machine(durable_database):
    """Do something on a machine whose clock is so many minutes ahead.

    What a machine has of its own in this is its clock, its connection and what it has cached.
    """

    def run(step, minutes):
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)
        connection.close()
        clear_caches()
        with time_machine.travel(now, tick=True):
            STEPS[step]()
        connection.close()
        clear_caches()

    return run


@pytest.mark.parametrize(
    ("first", "then", "told"), [("confirms", "publishes", 1), ("publishes", "confirms", 0)]
)
@pytest.mark.parametrize("ahead", [5, -5])
def test_what_is_news_is_decided_by_the_order_of_commits(
    machine, drill_table, first, then, told, ahead
):
    machine(first, ahead)
    machine(then, -ahead)
    assert Change.objects.exists()
    schedule_due(timezone.now() + datetime.timedelta(hours=1))
    mailed = MailItem.objects.count()
    drill_table.add(
        "clocks ten minutes apart",
        f"somebody {first} at a machine that is {ahead:+} min, then {then} at one {-ahead:+} min",
        of="1 change",
        lost=int(mailed < told),
        twice=int(mailed > told),
        limit="told if confirmed before",
        met=mailed == told,
    )
    assert mailed == told
