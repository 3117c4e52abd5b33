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
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, *, default: int, least: int = 0, most: int = 2**31) -> int:
    """A whole number within bounds. Raises ImproperlyConfigured outside them."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from {least} to {most}, not {value!r}."
        )
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, *, default: str, of: tuple[str, ...]) -> str:
    """One of these words. Raises ImproperlyConfigured for another."""
    value = text(name, default)
    if value not in of:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(of)}, not {value!r}.")
    return value


def address(name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    """A URL with one of the schemes. Raises ImproperlyConfigured on another or on a missing one."""
    value = text(name, default)
    try:
        parts = urlsplit(value)
    except ValueError:  # a bracket that is not closed
        parts = urlsplit("")
    if value and parts.scheme not in schemes:
        # Never the value itself: it may hold a password.
        expected = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must begin with {expected}.")
    if parts.scheme in ("http", "https") and not parts.hostname:
        raise ImproperlyConfigured(f"{name} names no host.")
    return value


def database(name: str, *, default: str) -> dict[str, Any]:
    """A database of Django's from its URL: SQLite or PostgreSQL. Raises ImproperlyConfigured."""
    value = address(name, default=default, schemes=("sqlite", "postgres", "postgresql"))
    try:
        return {**dj_database_url.parse(value)}
    except ValueError as problem:
        # Never the value itself: it holds a password.
        raise ImproperlyConfigured(
            f"{name} cannot be read: write it as postgres://person:password@host:5432/database."
        ) from problem


def secret(name: str) -> str:
    """A secret; empty where there is none. Raises ImproperlyConfigured for a short one."""
    value = text(name)
    # Django's own deployment check (security.W009) asks for fifty.
    if value and len(value) < LEAST_SECRET:
        raise ImproperlyConfigured(f"{name} must have at least {LEAST_SECRET} characters.")
    return value


def secret_words(name: str) -> list[str]:
    """Secrets with commas between them, the newest first."""
    value = words(name)
    if any(len(each) < LEAST_SECRET for each in value):
        raise ImproperlyConfigured(
            f"{name}: each secret must have at least {LEAST_SECRET} characters."
        )
    return value
