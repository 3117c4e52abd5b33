"""Machines whose clocks are apart: what is news to whom is decided by the numbers of commits."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from hub.digests.digest.schedule import schedule_due
from hub.digests.models import MailItem
from hub.records.models import Change

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[4]
MACHINE = """
import datetime, sys
import django, time_machine
now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=int(sys.argv[1]))
with time_machine.travel(now, tick=True):
    django.setup()
    exec(sys.argv[2])
"""
CONFIRM = """
from hub.digests.models import Subscriber
from hub.digests.signup.confirmation import confirm_requests, waiting_requests
from hub.digests.signup.signup import DeliveryPreferences, SignupRequest, sign_up
preferences = DeliveryPreferences("soon", "en", "UTC", False)
sign_up(SignupRequest("reader@example.org", "tool", "", "Tools", ("new",), preferences))
subscriber = Subscriber.objects.get()
confirm_requests(subscriber, [row.pk for row in waiting_requests(subscriber)])
"""
PUBLISH = """
from catalogue.models import Tool
from hub.records.models import recorded_change
tool = Tool(slug="hotline", name="Hotline", summary="Help.", state="draft", panel="not_assessed")
with recorded_change(tool):
    tool.save()
tool.publish(by=None)
"""
STEPS = {"confirms": CONFIRM, "publishes": PUBLISH}


@pytest.fixture
def machine(durable_database, tmp_path):
    """Do something on a machine whose clock is so many minutes ahead."""
    environment = os.environ | {
        "DATABASE_URL": durable_database.url, "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }  # fmt: skip

    def run(step, minutes):
        command = [sys.executable, "-c", MACHINE, str(minutes), STEPS[step]]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)

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
