"""Keyed hashes of addresses, and signed tokens for the links in mails.

``DIGEST_HASH_KEY`` makes both and stays: with another one nobody would be found again, nobody's
wish not to be written to would be kept, and every link in a mail would be dead. It is neither
SECRET_KEY nor one of the keys that seal (``hub.outbox.sealing``).
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass

from hub.outbox.addresses import idna_2003_form, normalise
from hub.records.keyed_hash import keyed_hash

TOKEN = re.compile(r"([0-9]{1,18})-([A-Za-z0-9_-]{10,32})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True)
class Token:
    """What a link in a mail says: which subscriber, by which nonce."""

    subscriber: int
    nonce: str


def address_key(address: str) -> str:
    """By which a subscriber is found, and a wish not to be written to: 64 hexadecimal digits."""
    return keyed_hash("address", normalise(address))


def suppression_keys(address: str) -> list[str]:
    """The hashes under which a wish not to be written to may stand: of today's name of the host,
    and of that by IDNA 2003 where it differs.

    For reading alone: by IDNA 2003 the host may be somebody else's (``faß.de``, ``fass.de``), so
    neither a subscriber nor a suppression is changed by the second.
    """
    forms = dict.fromkeys((normalise(address), idna_2003_form(normalise(address))))
    return [keyed_hash("address", form) for form in forms]


def sign(purpose: str, subscriber: int, nonce: str) -> str:
    """A token for an address of ours. It never runs out: a new nonce revokes it."""
    return f"{subscriber}-{nonce}.{_signature(purpose, subscriber, nonce)}"


def unsign(purpose: str, token: str) -> Token | None:
    """What the token says, or None where it was not signed by us for this purpose."""
    parts = TOKEN.fullmatch(token)
    if parts is None:
        return None
    subscriber, nonce = int(parts[1]), parts[2]
    if not hmac.compare_digest(parts[3], _signature(purpose, subscriber, nonce)):
        return None
    return Token(subscriber, nonce)


def _signature(purpose: str, subscriber: int, nonce: str) -> str:
    """128 bits: nobody tries that many addresses of ours."""
    digest = bytes.fromhex(keyed_hash(f"token:{purpose}", f"{subscriber}-{nonce}"))[:16]
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
