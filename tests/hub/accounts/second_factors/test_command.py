"""Factors taken away by the operator: for a lost device, and for a new host name."""

import io

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command

from hub.accounts.second_factors import factors
from tests.hub.accounts.second_factors.conftest import SoftwareKey, give_password

pytestmark = pytest.mark.django_db


def run(*arguments):
    output = io.StringIO()
    call_command("forget_second_factors", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def with_key(add_key):
    add_key(SoftwareKey())


def test_all_factors_of_a_person_go_and_each_is_named(person, with_app, with_key):
    printed = run("Ada@example.org")
    assert "ada@example.org: authenticator app." in printed
    assert "ada@example.org: key 'office laptop' for localhost." in printed
    assert not Authenticator.objects.exists()


def test_then_the_password_alone_signs_in(person, with_app, browser):
    run("ada@example.org")
    assert give_password(browser).url == "/admin/"


def test_the_person_is_told_by_mail(person, with_app, sent_mails):
    run("ada@example.org")
    (mail,) = sent_mails()
    assert (mail.recipient, "was removed" in mail.subject) == ("ada@example.org", True)


def test_somebody_unknown_is_a_sentence(person):
    with pytest.raises(CommandError, match="Nobody has an account with the address x@"):
        run("x@example.org")


def test_without_an_address_it_asks_for_one(person, with_app):
    with pytest.raises(CommandError, match="Say whose"):
        run()
    assert factors.has_second_factor(person)


def test_of_who_has_none_it_says_so_and_writes_no_mail(person, sent_mails):
    assert "nothing to erase" in run("ada@example.org")
    assert sent_mails() == []


def test_keys_of_a_former_host_go_and_those_of_this_one_stay(person, with_key, settings):
    settings.SITE_ADDRESS = "http://localhost:8000"
    assert "nothing to erase" in run("--keys-of-other-hosts")
    settings.SITE_ADDRESS = "https://hub.example.org"
    assert "key 'office laptop' for localhost" in run("--keys-of-other-hosts")
    assert not Authenticator.objects.exists()  # with the last factor the recovery codes


def test_an_app_stays_and_keeps_its_recovery_codes(person, with_app, with_key, settings):
    settings.SITE_ADDRESS = "https://hub.example.org"
    RecoveryCodes.activate(person)
    run("ada@example.org", "--keys-of-other-hosts")
    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
