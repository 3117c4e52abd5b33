"""Passwords that guessers try first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from hub.accounts.password_strength import GuessablePasswordValidator


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword", "PasswordPassword1", "password1password2", "drowssapdrowssap",
        "aaaaaaaaaaaa", "aaaaaabbbbbb", "abababababab", "abcabcabcabc", "xyzxyzxyzxyzx",
        "123456789012", "314159265358979", "1990-05-17-1990", "+41 22 917 12 34", "٠١٢٣٤٥٦٧٨٩٠١",
        "Password1234!", "P@ssw0rd2024!", "!!welcome2026!!", "letmein12345!!", "Pa$$w0rd!2025#9",
        "iloveyou-iloveyou", "adminadmin123", "dragon dragon dragon",
        "abcdefghijkl", "zyxwvutsrqponm", "qwertyuiop[]99", "1qaz2wsx3edc4r!", "acegikmoqsuw",
        "абвгдежзиклм", "asdfghjklqwertyuiop",
        "anti-trafficking", "AntiTrafficking2026", "anti-trafficking technology hub",
        "Tr@ff1cking-Hub", "trafficking-trafficking", "hopeforall-2026", "hub.hope.example",
    ],
)  # fmt: skip
def test_a_password_that_is_easily_guessed_is_refused(settings, password):
    settings.SITE_ADDRESS, settings.OPERATOR_NAME = "https://hub.hope.example", "Hopeforall"
    validator = GuessablePasswordValidator()
    with pytest.raises(ValidationError, match="easily guessed"):
        validator.validate(password)


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet herons", "a long journey at night", "correct horse battery staple",
        "vK8#qLw2!xTz", "3f9a1c77e02b", "семь тихих цапель", "सात शांत बगुले उड़े",
        "seven herons in the hub", "x" * 5 + " quiet herons fly " + "x" * 100_000,
    ],
)  # fmt: skip
def test_one_that_is_not_is_taken(password):
    validate_password(password)


def test_it_is_among_the_rules():
    with pytest.raises(ValidationError, match="easily guessed"):
        validate_password("passwordpassword")
