"""What keeps addresses and links safe: sealing, keyed hashes, signed tokens.

Two kinds of key, neither of them SECRET_KEY. ``DIGEST_KEYS`` seal (Fernet: AES-128-CBC and
HMAC-SHA256) and can be changed: the first seals, all of them open. ``DIGEST_HASH_KEY`` makes the
keyed hashes and signs the tokens, and stays: with another one nobody would be found again, nobody's
wish not to be written to would be kept, and every link in a mail would be dead.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from hub.digests.addresses import folded, normalised

TOKEN = re.compile(r"([0-9]{1,18})-([A-Za-z0-9_-]{10,32})\.([A-Za-z0-9_-]{22})")


class SealedError(Exception):
    """A text that none of the keys opens: a key was taken away too early, or the text is damaged.

    Says nothing of the text.
    """


@dataclass(frozen=True)
class Token:
    """What a link in a mail says: which subscriber, by which nonce."""

    subscriber: int
    nonce: str


def seal(text: str) -> str:
    """The text, readable only with one of the keys; twice the same text are two sealed texts."""
    return _box(tuple(settings.DIGEST_KEYS)).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Raises SealedError."""
    try:
        return _box(tuple(settings.DIGEST_KEYS)).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError):
        raise SealedError from None


def reseal(sealed: str) -> str:
    """The same text under the newest key. Raises SealedError."""
    return seal(unseal(sealed))


def seal_address(address: str) -> str:
    return seal(address)


def open_address(sealed: str) -> str:
    """The only way to an address. Raises SealedError."""
    return unseal(sealed)


def address_key(address: str) -> str:
    """By which a subscriber is found, and a wish not to be written to: 64 hexadecimal digits."""
    return _keyed("address", normalised(address))


def limit_key(address: str) -> str:
    """By which confirmation mails are counted: the same for all spellings of one mailbox."""
    return _keyed("limit", folded(address))


def sign(purpose: str, subscriber: int, nonce: str) -> str:
    """A token for an address of ours. It never runs out: a new nonce revokes it."""
    return f"{subscriber}-{nonce}.{_signature(purpose, subscriber, nonce)}"


def unsign(purpose: str, token: str) -> Token | None:
    """What the token says, or None where it was not signed by us for this purpose."""
    found = TOKEN.fullmatch(token)
    if found is None:
        return None
    subscriber, nonce = int(found[1]), found[2]
    if not hmac.compare_digest(found[3], _signature(purpose, subscriber, nonce)):
        return None
    return Token(subscriber, nonce)


def _signature(purpose: str, subscriber: int, nonce: str) -> str:
    """128 bits: nobody tries that many addresses of ours."""
    digest = bytes.fromhex(_keyed(f"token:{purpose}", f"{subscriber}-{nonce}"))[:16]
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _keyed(what: str, text: str) -> str:
    """HMAC-SHA256 with a key of its own for each use."""
    key = hmac.digest(settings.DIGEST_HASH_KEY.encode(), what.encode(), hashlib.sha256)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(secret: str) -> bytes:
    """32 bytes from a secret of any length; it has more than 256 bits of chance in it already."""
    return base64.urlsafe_b64encode(
        hashlib.sha256(b"hub.digests seal\0" + secret.encode()).digest()
    )
