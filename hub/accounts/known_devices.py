"""Devices on which somebody signed in before: strangers who guess do not lock these out.

A signed cookie for people who sign in, sent to the pages below /accounts/ alone: the pages that
readers see neither set nor get it. It opens nothing; without the password it is worth nothing.
"""

from __future__ import annotations

import datetime
import secrets
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from hub.records.keyed_hash import keyed_hash

SALT = "hub.accounts.known_devices"
PATH = "/accounts/"
MAX_AGE = datetime.timedelta(days=180)
MAX_PEOPLE = 5  # of one device, the last to sign in


@dataclass(frozen=True)
class KnownDevice:
    """A number that is drawn by lot, and keyed hashes of the addresses that signed in."""

    number: str
    people: tuple[str, ...]

    def knows(self, address: str) -> bool:
        return _person_key(address) in self.people


def read_device(request: HttpRequest) -> KnownDevice | None:
    """None without the cookie, and for one that we did not sign or that is too old."""
    try:
        number, *people = signing.loads(
            request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=MAX_AGE
        )
    except signing.BadSignature:
        return None
    return KnownDevice(number, tuple(people))


def remember_device(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """Set the cookie for whoever has just signed in with this address, or renew it."""
    device = read_device(request) or KnownDevice(secrets.token_urlsafe(12), ())
    people = dict.fromkeys((_person_key(address), *device.people))
    response.set_cookie(
        cookie_name(),
        signing.dumps([device.number, *list(people)[:MAX_PEOPLE]], salt=SALT),
        max_age=MAX_AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_device(response: HttpResponse) -> None:
    response.delete_cookie(cookie_name(), path=PATH, samesite="Lax")


def cookie_name() -> str:
    return "__Secure-known_device" if settings.SESSION_COOKIE_SECURE else "known_device"


def account_name(address: str) -> str:
    """What is one account to whoever signs in, as allauth compares addresses (UTR 36, 2.11.2)."""
    return unicodedata.normalize("NFKC", address.strip()).casefold()


def _person_key(address: str) -> str:
    return keyed_hash("device", account_name(address))[:32]
