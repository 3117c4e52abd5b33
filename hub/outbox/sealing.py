"""Texts that only this site can read: addresses, and messages that wait to be sent.

``DIGEST_KEYS`` seal (Fernet: AES-128-CBC and HMAC-SHA256) and can be changed: the first seals, all
of them open. They are not SECRET_KEY.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealedError(Exception):
    """A text that none of the keys opens: a key was taken away too early, or the text is damaged.

    Says nothing of the text.
    """


def seal(text: str) -> str:
    """The text, readable only with one of the keys; twice the same text are two sealed texts."""
    return _fernet(tuple(settings.DIGEST_KEYS)).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Raises SealedError."""
    try:
        return _fernet(tuple(settings.DIGEST_KEYS)).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError):
        raise SealedError from None


def reseal(sealed: str) -> str:
    """The same text under the newest key. Raises SealedError."""
    return seal(unseal(sealed))


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(secret: str) -> bytes:
    """32 bytes from a secret of any length, which has more than 256 bits of entropy already.

    The prefix is a part of what is stored and stays, whatever the module is called.
    """
    return base64.urlsafe_b64encode(
        hashlib.sha256(b"hub.digests seal\0" + secret.encode()).digest()
    )
