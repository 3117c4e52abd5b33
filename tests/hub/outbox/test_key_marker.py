"""Wrong or lost keys are told before they do harm."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from hub.digests import retention
from hub.digests.apps import mark_keys
from hub.outbox import key_marker
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.models import KeyMarker

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
OTHER = "another-key-of-this-site-" * 3


@pytest.fixture(autouse=True)
def _marked():
    KeyMarker.objects.all().delete()
    mark_keys()
    assert key_marker.problems() == []


@pytest.fixture(params=["DIGEST_KEYS", "DIGEST_HASH_KEY"])
def wrong_key(request, settings):
    """Another one than the site was begun with."""
    setattr(settings, request.param, [OTHER] if request.param == "DIGEST_KEYS" else OTHER)
    return request.param


def test_the_check_names_the_key(wrong_key):
    with pytest.raises(SystemCheckError, match=wrong_key):
        call_command("check", fail_level="WARNING")


def test_the_check_is_silent_where_they_fit():
    assert key_marker.check_keys(None) == []


def test_a_lost_key_is_told_too(settings):
    settings.DIGEST_KEYS = []
    assert key_marker.problems() == [key_marker.WRONG_KEYS]


def test_a_newer_key_before_the_former_fits(settings):
    settings.DIGEST_KEYS = [OTHER, *settings.DIGEST_KEYS]
    assert key_marker.problems() == []


def test_once_all_is_sealed_again_the_former_may_go(settings):
    settings.DIGEST_KEYS = [OTHER, *settings.DIGEST_KEYS]
    retention.seal_again()
    settings.DIGEST_KEYS = [OTHER]
    assert key_marker.problems() == []


def test_the_first_page_of_the_admin_says_so(signed_in, wrong_key):
    assert wrong_key in signed_in("administrator").get("/admin/").content.decode()


def test_the_start_says_so(wrong_key, caplog, monkeypatch):
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's own
    key_marker.log_problems()
    assert wrong_key in caplog.text


def test_no_mail_is_claimed_and_none_fails(make_mail, settings, wrong_key, caplog):
    mail = make_mail(1)
    assert Dispatcher().send_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("due", 0)
    assert wrong_key in caplog.text


def test_keys_that_do_not_fit_what_is_there_are_not_accepted_by_a_migration(subscribed, settings):
    subscribed("ada@example.org")
    KeyMarker.objects.all().delete()
    settings.DIGEST_KEYS = [OTHER]
    mark_keys()
    assert not KeyMarker.objects.exists()


def test_a_key_that_is_lost_for_good_is_accepted_by_a_command_that_says_what_is_lost(wrong_key):
    with pytest.raises(CommandError, match="sign up again"):
        call_command("accept_keys", stdout=StringIO())
    assert key_marker.problems()
    call_command("accept_keys", "--lost", stdout=StringIO())
    assert key_marker.problems() == []
