"""What the sweeps of the room do."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from hub.accounts.tasks import erase_sessions


@pytest.mark.django_db
def test_sessions_that_ran_out_are_erased_and_no_others():
    now = timezone.now()
    for key, expires in (("over", now - timedelta(minutes=1)), ("runs", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    erase_sessions()
    assert [session.session_key for session in Session.objects.all()] == ["runs"]


def test_it_is_done_every_hour(settings):
    assert settings.CELERY_BEAT_SCHEDULE["erase-sessions"] == {
        "task": "accounts.erase_sessions",
        "schedule": 3600.0,
    }
