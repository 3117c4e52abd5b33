"""Signed tokens of links in mails."""

import pytest
import time_machine

from hub.records import signed_token

OTHER = "x" * 50


def test_a_token_says_who_and_by_which_nonce():
    token = signed_token.sign("manage", 7, "abcdefghijklmnop")
    assert signed_token.unsign("manage", token) == signed_token.Token(7, "abcdefghijklmnop")


def test_a_token_is_valid_after_thirteen_months_and_more():
    with time_machine.travel("2030-01-01T00:00Z", tick=False):
        token = signed_token.sign("manage", 7, "abcdefghijklmnop")
    with time_machine.travel("2035-01-01T00:00Z", tick=False):
        assert signed_token.unsign("manage", token)


def test_a_token_outlives_the_secret_key_and_the_keys_that_seal(settings):
    token = signed_token.sign("manage", 7, "abcdefghijklmnop")
    settings.DIGEST_KEYS = [OTHER]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER, []
    assert signed_token.unsign("manage", token)


@pytest.mark.parametrize("change", ["8-abcdefghijklmnop", "7-abcdefghijklmnoq"])
def test_a_token_cannot_be_turned_into_another_persons(change):
    signature = signed_token.sign("manage", 7, "abcdefghijklmnop").partition(".")[2]
    assert signed_token.unsign("manage", f"{change}.{signature}") is None


def test_a_token_for_one_purpose_is_none_for_another():
    assert (
        signed_token.unsign("manage", signed_token.sign("confirm", 7, "abcdefghijklmnop")) is None
    )


@pytest.mark.parametrize("token", ["", "7", "7-a.b", "٧-abcdefghijklmnop." + "a" * 22, "a" * 5000])
def test_what_is_no_token_is_none(token):
    assert signed_token.unsign("manage", token) is None
