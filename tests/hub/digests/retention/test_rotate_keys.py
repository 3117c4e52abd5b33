"""Changing the key that seals."""

import pytest
from django.core.management import CommandError, call_command

from hub.digests.models import PendingSignup, Subscriber
from hub.digests.retention.rotate_keys import seal_again
from hub.digests.signup import signup
from hub.outbox import sealing

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OLD, NEW = "o" * 50, "n" * 50


@pytest.fixture
def _sealed_with_the_old(settings, asked_for, signup_request):
    settings.DIGEST_KEYS = [OLD]
    asked_for()
    signup.submit(signup_request())


@pytest.mark.usefixtures("_sealed_with_the_old")
def test_afterwards_the_old_key_can_go(settings):
    settings.DIGEST_KEYS = [NEW, OLD]
    assert seal_again() == (2, 0)
    settings.DIGEST_KEYS = [NEW]
    assert sealing.unseal(Subscriber.objects.get().address) == "reader@example.org"
    assert sealing.unseal(PendingSignup.objects.get().sealed)


@pytest.mark.usefixtures("_sealed_with_the_old")
def test_what_no_key_opens_is_told_and_stays(settings, capsys):
    before = Subscriber.objects.get().address
    settings.DIGEST_KEYS = [NEW]
    with pytest.raises(CommandError, match="No key opens 2"):
        call_command("seal_addresses_again")
    assert Subscriber.objects.get().address == before


@pytest.mark.usefixtures("_sealed_with_the_old")
def test_the_command_says_when_the_others_may_go(settings, capsys):
    settings.DIGEST_KEYS = [NEW, OLD]
    call_command("seal_addresses_again")
    assert "the others may go" in capsys.readouterr().out
