"""Reading the environment: every setting has a type; a bad value stops us with a sentence."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no setting: 1/0, true/false, yes/no or on/off. Raises ImproperlyConfigured."""
    given = os.environ.get(name)
    if given is None:
        return default
    if given.strip().lower() in TRUE:
        return True
    if given.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {given!r}.")


def number(name: str, *, default: int, least: int = 0, most: int = 2**31) -> int:
    """A whole number within bounds. Raises ImproperlyConfigured outside them."""
    given = text(name)
    if not given:
        return default
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {least} to {most}, not {given!r}."
        )
    return int(given)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def address(name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    """A URL with one of the schemes. Raises ImproperlyConfigured on another or on a missing one."""
    given = text(name, default)
    try:
        parts = urlsplit(given)
    except ValueError:  # a bracket that is not closed
        parts = urlsplit("")
    if given and parts.scheme not in schemes:
        # Never the value itself: it may hold a password.
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must begin with {wanted}.")
    if parts.scheme in ("http", "https") and not parts.hostname:
        raise ImproperlyConfigured(f"{name} names no host.")
    return given


def database(name: str, *, default: str) -> dict[str, Any]:
    """A database of Django's from its URL: SQLite or PostgreSQL. Raises ImproperlyConfigured."""
    given = address(name, default=default, schemes=("sqlite", "postgres", "postgresql"))
    try:
        return {**dj_database_url.parse(given)}
    except ValueError as problem:
        # Never the value itself: it holds a password.
        raise ImproperlyConfigured(
            f"{name} cannot be read: write it as postgres://person:password@host:5432/database."
        ) from problem


def secret_words(name: str, path: Path) -> list[str]:
    """Secrets with commas between them, the newest first, else one that is kept in ``path``."""
    given = words(name)
    if any(len(each) < 50 for each in given):
        raise ImproperlyConfigured(f"{name}: each secret must have at least 50 characters.")
    return given or [secret(name, path)]


def secret(name: str, path: Path) -> str:
    """The secret in the environment, else the one kept in ``path``, which is made on first use.

    Of two processes that start together, one makes it and the other reads the same.
    """
    given = text(name)
    if given:
        # Django's own deployment check (security.W009) asks for fifty.
        if len(given) < 50:
            raise ImproperlyConfigured(f"{name} must have at least 50 characters.")
        return given
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    made = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made.touch(mode=0o600, exist_ok=False)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"Nothing can be written in {path.parent} ({problem.strerror}): "
            "make it writable, or name another folder in VAR_DIR."
        ) from problem
    made.write_text(secrets.token_urlsafe(64), encoding="ascii")
    try:
        # A hard link appears whole or not at all, and fails where a file is already there.
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return path.read_text(encoding="ascii").strip()
