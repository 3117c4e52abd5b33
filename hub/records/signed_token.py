"""Signed tokens for the links in mails: which row a link is of, and nothing that could be guessed.

``DIGEST_HASH_KEY`` signs and stays: with another one every link in a mail would be dead.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass

from hub.records.keyed_hash import keyed_hash

TOKEN = re.compile(r"([0-9]{1,18})-([A-Za-z0-9_-]{10,32})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True)
class Token:
    """What a link in a mail says: the key of a row, and the nonce that it had then."""

    pk: int
    nonce: str


def new_nonce() -> str:
    """What tells the links of one row from those that it had before: 128 bits."""
    return secrets.token_urlsafe(16)


def sign(purpose: str, pk: int, nonce: str) -> str:
    """A token for an address of ours. It never runs out: a new nonce revokes it."""
    return f"{pk}-{nonce}.{_signature(purpose, pk, nonce)}"


def unsign(purpose: str, token: str) -> Token | None:
    """What the token says, or None where it was not signed by us for this purpose."""
    parts = TOKEN.fullmatch(token)
    if parts is None:
        return None
    pk, nonce = int(parts[1]), parts[2]
    if not hmac.compare_digest(parts[3], _signature(purpose, pk, nonce)):
        return None
    return Token(pk, nonce)


def _signature(purpose: str, pk: int, nonce: str) -> str:
    """128 bits: nobody tries that many addresses of ours."""
    digest = bytes.fromhex(keyed_hash(f"token:{purpose}", f"{pk}-{nonce}"))[:16]
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
