"""Hashes by which a text is found again, and from which nobody without the key finds the text."""

import hashlib
import hmac

from django.conf import settings


def keyed_hash(use: str, text: str) -> str:
    """HMAC-SHA256 by ``DIGEST_HASH_KEY``, with a key of its own for each use: 64 hex digits."""
    key = hmac.digest(settings.DIGEST_HASH_KEY.encode(), use.encode(), hashlib.sha256)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
