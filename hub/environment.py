"""Reading the environment: every setting has a type; a bad value stops us with a sentence."""

import os
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
LEAST_SECRET = 50


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


def secret(name: str) -> str:
    """A secret; empty where there is none. Raises ImproperlyConfigured for a short one."""
    given = text(name)
    # Django's own deployment check (security.W009) asks for fifty.
    if given and len(given) < LEAST_SECRET:
        raise ImproperlyConfigured(f"{name} must have at least {LEAST_SECRET} characters.")
    return given


def secret_words(name: str) -> list[str]:
    """Secrets with commas between them, the newest first."""
    given = words(name)
    if any(len(each) < LEAST_SECRET for each in given):
        raise ImproperlyConfigured(
            f"{name}: each secret must have at least {LEAST_SECRET} characters."
        )
    return given
