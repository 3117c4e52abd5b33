"""Reading the environment: every setting has a type; a bad value stops us with a sentence."""

import json
import os
import re
from email.utils import getaddresses
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
LEAST_SECRET = 50
# Of a host: a name, with the letters of any script, or a number.
LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
HOST_NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*\.?")
HOST_NUMBER = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)
MOST_ISSUER = 200  # the column that holds it
MAILBOX = re.compile(r"[^@\s<>()\[\],;:\\\"]+")


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


def options(name: str) -> dict[str, Any]:
    """An object in JSON; empty where nothing is set."""
    value = text(name)
    try:
        read = json.loads(value) if value else {}
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise ImproperlyConfigured(
            f'{name} is {value!r}: write an object in JSON, such as {{"location": "/srv/data"}}.'
        )
    return read


def choice(name: str, *, default: str, of: tuple[str, ...]) -> str:
    """One of these words. Raises ImproperlyConfigured for another."""
    value = text(name, default)
    if value not in of:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(of)}, not {value!r}.")
    return value


def time_zone(name: str, *, default: str) -> str:
    """The name of a time zone, such as Europe/Vienna. Raises ImproperlyConfigured."""
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ImproperlyConfigured(
            f"{name} must be the name of a time zone, such as Europe/Vienna, not {value!r}."
        ) from unknown
    return value


def address(name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    """A URL with one of the schemes. Raises ImproperlyConfigured on another or on a missing one,
    and where its host or its port cannot be."""
    value = text(name, default)
    try:
        parts = urlsplit(value)
    except ValueError:  # a bracket that is not closed
        parts = urlsplit("")
    # Never the value itself: it may hold a password.
    if value and parts.scheme not in schemes:
        expected = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must begin with {expected}.")
    if not _has_port_or_none(parts):
        raise ImproperlyConfigured(
            f"{name} cannot be read: what stands behind the host is no port from 1 to 65535."
        )
    if parts.scheme in ("http", "https"):
        if not parts.hostname:
            raise ImproperlyConfigured(f"{name} names no host.")
        if not value.isprintable() or " " in value:
            raise ImproperlyConfigured(f"{name} cannot be read: it has a blank in it.")
        if not is_host(parts.hostname):
            raise ImproperlyConfigured(f"{name} cannot be read: its host is no name of a host.")
    return value


def _has_port_or_none(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def is_host(word: str) -> bool:
    """Whether it is a name or a number of a host, without brackets and port."""
    return len(word) < 254 and bool(HOST_NAME.fullmatch(word) or HOST_NUMBER.fullmatch(word))


def origin(name: str, *, default: str) -> str:
    """The address of a whole site, without a slash at its end. Raises ImproperlyConfigured."""
    value = address(name, default=default, schemes=("http", "https"))
    parts = urlsplit(value)
    if parts.path.strip("/") or "?" in value or "#" in value or "@" in parts.netloc:
        raise ImproperlyConfigured(
            f"{name} must be the scheme and the host, such as https://hub.example.org, and nothing "
            "behind them."
        )
    return value.rstrip("/")


def host(name: str) -> str:
    """A name or a number of a host; empty where there is none. Raises ImproperlyConfigured."""
    value = text(name)
    if value and not is_host(value.removeprefix("[").removesuffix("]")):
        raise ImproperlyConfigured(
            f"{name} must be the name of a host, without scheme, port and path, not {value!r}."
        )
    return value


def hosts(name: str) -> list[str]:
    """Names of hosts with commas between them, "." before one for all of a domain, or "*"."""
    value = words(name)
    for word in value:
        bare = word.removeprefix("[").removesuffix("]").removeprefix(".")
        if word not in ("*", ".") and not is_host(bare):
            raise ImproperlyConfigured(
                f"{name} must be names of hosts with commas between them, without scheme, port and "
                f"path, not {word!r}."
            )
    return value


def mailbox(name: str, default: str) -> str:
    """An e-mail address, with a name or without. Raises ImproperlyConfigured for what is none."""
    value = text(name)
    if not value:
        return default
    local, _at, domain = "".join(word for _name, word in getaddresses([value])).rpartition("@")
    is_one = value.isprintable() and MAILBOX.fullmatch(local)  # of two, the first has the other's @
    if not (is_one and is_host(domain.removeprefix("[").removesuffix("]"))):
        raise ImproperlyConfigured(
            f"{name} must be an e-mail address, such as hub@example.org or "
            f"Hub <hub@example.org>, not {value!r}."
        )
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


def issuer(name: str, *, may_be_plain: bool) -> str:
    """The address of an OpenID provider, letter by letter as it names itself; empty: none.

    ``may_be_plain``: whether http:// is allowed to this machine itself. Raises
    ImproperlyConfigured.
    """
    value = address(name, default="", schemes=("https", "http"))
    parts = urlsplit(value)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme == "http" and not (may_be_plain and is_here):
        raise ImproperlyConfigured(f"{name} must begin with https://.")
    if "?" in value or "#" in value or "@" in parts.netloc or len(value) > MOST_ISSUER:
        raise ImproperlyConfigured(
            f"{name} must be an address of at most {MOST_ISSUER} characters without ?, # and @, as "
            "the provider itself writes it."
        )
    return value


def role_rules(name: str, roles: tuple[str, ...]) -> dict[str, str]:
    """Value of a claim -> role, from "value=role; value=role". Raises ImproperlyConfigured.

    A value may hold "=" (names in directories do): the last one counts. A value that is given two
    roles is refused: which of them was meant is not for us to guess.
    """
    rules: dict[str, str] = {}
    for part in text(name).split(";"):
        value, sign, role = (piece.strip() for piece in part.rpartition("="))
        if not part.strip():
            continue
        if not (sign and value) or role not in roles:
            raise ImproperlyConfigured(
                f"{name} must be written as value=role; value=role, each role being "
                f"{' or '.join(roles)}, not {part.strip()!r}."
            )
        if rules.setdefault(value, role) != role:
            raise ImproperlyConfigured(
                f"{name} gives {value!r} two roles, {rules[value]} and {role}: name one. An "
                "administrator may do all that a curator may."
            )
    return rules


def secret_words(name: str) -> list[str]:
    """Secrets with commas between them, the newest first."""
    value = words(name)
    if any(len(each) < LEAST_SECRET for each in value):
        raise ImproperlyConfigured(
            f"{name}: each secret must have at least {LEAST_SECRET} characters."
        )
    return value
