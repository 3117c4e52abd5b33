"""Codes and keys as they are given: guesses are counted in the database, no code works twice."""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.second_factors.adapter import key_host
from hub.accounts.second_factors.factors import (
    RECOVERY,
    TOTP,
    can_hold_keys,
    host_of_key,
    keys_of,
    keys_of_other_hosts,
)
from hub.accounts.second_factors.notices import RecoveryCodeUsed, enqueue_notice
from hub.accounts.sign_in import wait_sentence
from hub.anonymous_forms import throttle
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.outbox.sealing import SealedError
from hub.records.keyed_hash import keyed_hash

# Five at once, then one each four minutes, as passwords: a code of six digits, of which three are
# right at a time, is guessed within a year with a chance of less than one in two, and not unseen.
GUESS_RATE = Rate(5, datetime.timedelta(minutes=4))
# Longer than a code is accepted: one step before its own and one behind it.
USED_CODE = Rate(1, datetime.timedelta(minutes=3))

# Of fido2, whose readers trust their input.
UNREADABLE_KEY = (
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    struct.error,
    InvalidSignature,
)


class LimitedGuesses:
    """What is guessed counts for the account, until it was right; ``wait``: how long to wait."""

    user: Any
    wait: datetime.timedelta = NO_WAIT

    @property
    def _key(self) -> str:
        return f"second-step:{keyed_hash('second-step', str(self.user.pk))}"

    def take_guess(self) -> None:
        self.wait = throttle.take(self._key, GUESS_RATE)
        if self.wait != NO_WAIT:
            sentence = _("There were too many wrong codes or passwords.")
            raise forms.ValidationError(f"{sentence} {wait_sentence(self.wait)}")

    def give_back(self) -> None:
        throttle.give_back(self._key, GUESS_RATE)


def use_code(person: Any, code: str) -> bool:
    """Note that a code of an app was used; False where it was before."""
    key = keyed_hash("used-code", f"{person.pk} {normalize_user_code(code)}")
    return throttle.take(f"used-code:{key}", USED_CODE) == NO_WAIT


class LimitedCode(LimitedGuesses):
    """Before allauth's form of a code, of an app or for recovery."""

    def clean_code(self) -> str:
        self.take_guess()
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except SealedError:
            raise forms.ValidationError(
                _(
                    "The codes of this account cannot be checked any more: a key of the site is "
                    "missing. Ask whoever runs it."
                )
            ) from None
        if self.authenticator.type == TOTP and not use_code(self.user, code):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        self.give_back()
        return code

    def save(self) -> None:
        super().save()  # type: ignore[misc]
        if self.authenticator.type == RECOVERY:  # type: ignore[attr-defined]
            enqueue_notice(RecoveryCodeUsed.purpose, self.user)


class CodeField(forms.CharField):
    """Digits: telephones show a pad for them, and offer what an app has copied."""

    def __init__(self, label: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        super().__init__(label=label, max_length=40, widget=forms.TextInput(attrs=attributes))


class SecondStepCodeForm(LimitedCode, AuthenticateForm):
    code = CodeField(gettext_lazy("Code of your app, or a recovery code"))


class ConfirmationCodeForm(LimitedCode, ReauthenticateForm):
    code = CodeField(gettext_lazy("Code of your app, or a recovery code"))


class ConfirmationPasswordForm(LimitedGuesses, PasswordForm):
    def clean_password(self) -> str:
        self.take_guess()
        password: str = super().clean_password()
        self.give_back()
        return password


class SetUpAppForm(ActivateTOTPForm):
    code = CodeField(gettext_lazy("Code that the app shows"))

    def clean_code(self) -> str:
        code: str = super().clean_code()
        use_code(self.user, code)
        return code


@contextmanager
def key_checked() -> Iterator[None]:
    """What no browser sends, and a signature that is not the key's, is a mistake of the form."""
    try:
        yield
    except UNREADABLE_KEY as problem:
        raise forms.ValidationError(
            _("This was not an answer of your passkey. Load the page again and try once more.")
        ) from problem


class AddKeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=gettext_lazy("Name of this passkey"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("For you alone, such as “office laptop”."),
    )

    def clean(self) -> dict[str, Any]:
        with key_checked():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class ForeignKeySentence:
    """Says so where a key was given that was registered for another host."""

    user: Any

    def clean_credential(self) -> Any:
        sentence = self._foreign_key_sentence()
        if sentence:
            raise forms.ValidationError(sentence)
        with key_checked():
            return super().clean_credential()  # type: ignore[misc]

    def _foreign_key_sentence(self) -> str:
        given = self.cleaned_data["credential"]  # type: ignore[attr-defined]
        number = given.get("id") if isinstance(given, dict) else None
        foreign = keys_of_other_hosts(keys_of(self.user), current_host())
        for key in foreign:
            if key.data.get("credential", {}).get("id") == number:
                return foreign_key_sentence(WebAuthn(key).name, host_of_key(key))
        return ""


class SecondStepKeyForm(ForeignKeySentence, AuthenticateWebAuthnForm):
    pass


class ConfirmationKeyForm(ForeignKeySentence, ReauthenticateWebAuthnForm):
    pass


def current_host() -> str:
    return key_host(context.request.get_host())


def foreign_key_sentence(name: str, host: str) -> str:
    return _(
        "Your passkey “%(name)s” was registered for %(former)s and does not work at %(host)s. Use "
        "a code of your app or a recovery code, then register the passkey again."
    ) % {"name": name, "former": host or _("another address"), "host": current_host()}


def key_sentences(person: Any) -> list[str]:
    """Why keys of this person do not work where they are now."""
    keys = keys_of(person)
    if keys and not can_hold_keys(current_host()):
        return [number_sentence()]
    foreign = keys_of_other_hosts(keys, current_host())
    return [foreign_key_sentence(WebAuthn(key).name, host_of_key(key)) for key in foreign]


def number_sentence() -> str:
    return _(
        "Passkeys work only at an address with a name, and %(host)s is a number. On this machine "
        "open http://localhost instead, with the same port."
    ) % {"host": current_host()}


def usable_keys(person: Any) -> bool:
    """Whether a key of this person can be asked for here."""
    host = current_host()
    return can_hold_keys(host) and any(host_of_key(key) == host for key in keys_of(person))
