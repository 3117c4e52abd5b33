"""The factors of people: which they have, for which host a key was registered, forgetting them."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef

from hub.accounts.models import Person
from hub.accounts.second_factors.notices import FactorsForgotten, enqueue_notice
from hub.outbox.sealing import SealedError, reseal

TOTP, KEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
RECOVERY = Authenticator.Type.RECOVERY_CODES
SEALED = ("secret", "seed")  # names within ``Authenticator.data``


def has_second_factor(person: Any) -> bool:
    """Whether signing in asks for more than the password; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=(TOTP, KEY)).exists())


def has_factor_expression() -> Exists:
    """The same for each row of people."""
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=(TOTP, KEY)))


def unused_codes(person: Any) -> list[str] | None:
    """The recovery codes that are left; None where there are none, or no key opens them."""
    codes = Authenticator.objects.filter(user_id=person.pk, type=RECOVERY).first()
    try:
        return codes.wrap().get_unused_codes() if codes else None
    except SealedError:
        return None


def host_of_key(key: Authenticator) -> str:
    """The host for which a key was registered, as its browser signed it; empty where unreadable."""
    try:
        text = key.data["credential"]["response"]["clientDataJSON"]
        client_data = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return str(urlsplit(client_data["origin"]).hostname or "")
    except (KeyError, TypeError, ValueError, binascii.Error):
        return ""


def can_hold_keys(host: str) -> bool:
    """Browsers bind a key to a name: at a bare number they refuse to make one."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return bool(host)
    return False


def keys_of(person: Any) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user_id=person.pk, type=KEY).order_by("pk"))


def keys_of_other_hosts(keys: Iterable[Authenticator], host: str) -> list[Authenticator]:
    return [key for key in keys if host_of_key(key) != host]


def forget_all(person: Person) -> list[str]:
    """Erase every factor of a person, who is told by mail; what was erased, in words."""
    with transaction.atomic():
        factors = list(Authenticator.objects.select_for_update().filter(user=person))
        _erase(person, factors)
    return [_describe(factor) for factor in factors]


def forget_keys_of_other_hosts(person: Person, host: str) -> list[str]:
    """The same of keys alone that work for another host; recovery codes go with the last factor."""
    with transaction.atomic():
        keys = Authenticator.objects.select_for_update().filter(user=person, type=KEY)
        factors = keys_of_other_hosts(keys, host)
        _erase(person, factors)
    return [_describe(factor) for factor in factors]


def _erase(person: Person, factors: list[Authenticator]) -> None:
    if not factors:
        return
    Authenticator.objects.filter(pk__in=[factor.pk for factor in factors]).delete()
    if not has_second_factor(person):
        Authenticator.objects.filter(user=person).delete()
    enqueue_notice(FactorsForgotten.purpose, person)


def _describe(factor: Authenticator) -> str:
    """For an operator's terminal."""
    if factor.type == KEY:
        return f"key {factor.data.get('name', '')!r} for {host_of_key(factor) or 'no host'}"
    return "authenticator app" if factor.type == TOTP else "recovery codes"


def seal_again() -> tuple[int, int]:
    """Seal secrets with the newest key: how many, and how many no key opens."""
    sealed = unreadable = 0
    for pk in list(Authenticator.objects.exclude(type=KEY).values_list("pk", flat=True)):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if factor is None:
                continue
            try:
                renewed = {
                    name: reseal(factor.data[name]) for name in SEALED if name in factor.data
                }
            except SealedError:
                unreadable += 1
                continue
            factor.data |= renewed
            factor.save(update_fields=["data"])
            sealed += 1
    return sealed, unreadable
