"""The signature of a snapshot: Ed25519 (RFC 8032) over its list of checksums.

The key is a file that one command makes. The public half stands on the site; whoever has it can
tell whether files that they got from anywhere are those that this site made.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

from hub.whole_file import draft_of


class UnusableKeyError(Exception):
    """The key is there and cannot be read; the message says why."""


def key_path() -> Path:
    return Path(settings.SNAPSHOT_KEY_FILE)


def make_key() -> None:
    """A new private key in its file, which only its owner can read. Raises OSError."""
    path = key_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    content = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with draft_of(path) as draft:
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.replace(path)


def private_key() -> Ed25519PrivateKey | None:
    """None where none was made. Raises UnusableKeyError."""
    path = key_path()
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as problem:
        raise UnusableKeyError(f"The key {path} cannot be read: {problem}") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKeyError(f"The key {path} is no Ed25519 key.")
    return key


def public_pem(key: Ed25519PrivateKey) -> str:
    public = key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def fingerprint(pem: str) -> str:
    """The SHA-256 of a public key (DER), in groups of four as people compare it."""
    key = load_pem_public_key(pem.encode())
    content = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.sha256(content).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def is_signed(content: bytes, signature: bytes, pem: str) -> bool:
    key = load_pem_public_key(pem.encode())
    assert isinstance(key, Ed25519PublicKey)  # noqa: S101  # nosec
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True
