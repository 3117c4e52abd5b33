"""What ``check --deploy`` says about settings with which a public site is not safe."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Error as CheckError
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

# Of our documentation, and those that are tried first.
EXAMPLE_PASSWORDS = frozenset((
    "password", "passwort", "secret", "changeme", "change-me", "example", "swordfish", "postgres",
    "hub", "admin", "test", "redis", "valkey", "1234", "12345", "123456", "12345678",
))  # fmt: skip
LEAST_PASSWORD = 12  # characters
LEAST_LETTERS = 10  # different ones of a secret; of 50 drawn by lot some 25 are
ON_THIS_MACHINE = frozenset(("", "localhost", "127.0.0.1", "::1"))


def hosts_are_named(**options: Any) -> list[CheckMessage]:
    """A pattern for every host has links and pages made for names that are not ours."""
    if not any(host.strip() in ("*", ".") for host in settings.ALLOWED_HOSTS):
        return []
    return [
        CheckError(
            _("ALLOWED_HOSTS answers every host name."),
            hint=_("Name the hosts of the site, with commas; without the setting it is one."),
            id="pages.E001",
        )
    ]


def passwords_are_no_examples(**options: Any) -> list[CheckMessage]:
    """Passwords of the database, of Redis and of the mail server; none is repeated in a message."""
    passwords = {
        "DATABASE_URL": str(settings.DATABASES["default"].get("PASSWORD") or ""),
        "BROKER_URL": _password_in(settings.BROKER_URL),
        "CACHE_URL": _password_in(settings.CACHE_URL),
        "EMAIL_HOST_PASSWORD": settings.EMAIL_HOST_PASSWORD,
    }
    messages: list[CheckMessage] = []
    for name, password in passwords.items():
        if password.lower() in EXAMPLE_PASSWORDS:
            sentence = _("The password in %(name)s is one that everybody tries.")
            hint = _('Make one: python3 -c "import secrets; print(secrets.token_urlsafe(24))"')
            messages.append(CheckError(sentence % {"name": name}, hint=hint, id="pages.E002"))
        elif password and len(password) < LEAST_PASSWORD:
            sentence = _("The password in %(name)s has fewer than %(least)d characters.")
            values = {"name": name, "least": LEAST_PASSWORD}
            messages.append(CheckWarning(sentence % values, id="pages.W009"))
    return messages


def secrets_are_random(**options: Any) -> list[CheckMessage]:
    """A secret of few different letters was typed and not drawn by lot; none is repeated here."""
    secrets = {
        "SECRET_KEY": [settings.SECRET_KEY],
        "SECRET_KEY_FALLBACKS": settings.SECRET_KEY_FALLBACKS,
        "DIGEST_KEYS": settings.DIGEST_KEYS,
        "DIGEST_HASH_KEY": [settings.DIGEST_HASH_KEY],
    }
    hint = _('Make one: python3 -c "import secrets; print(secrets.token_urlsafe(64))"')
    sentence = _(
        "%(name)s is easily guessed: it has fewer than %(least)d different characters, or repeats "
        "itself."
    )
    return [
        CheckError(sentence % {"name": name, "least": LEAST_LETTERS}, hint=hint, id="pages.E004")
        for name, values in secrets.items()
        if any(value and _was_typed(value) for value in values)
    ]


def _was_typed(secret: str) -> bool:
    return len(set(secret)) < LEAST_LETTERS or secret in (secret + secret)[1:-1]


def database_asks_for_a_password(**options: Any) -> list[CheckMessage]:
    """A PostgreSQL elsewhere that lets in whoever reaches it."""
    database = settings.DATABASES["default"]
    host, given = str(database.get("HOST") or ""), database.get("OPTIONS") or {}
    is_near = host in ON_THIS_MACHINE or host.startswith("/")
    if is_near or database.get("PASSWORD") or {"passfile", "service", "sslcert"} & set(given):
        return []
    sentence = _("DATABASE_URL names a database on another machine and no password.")
    hint = _("Whoever reaches it may read and change everything, unless it asks in another way.")
    return [CheckWarning(sentence, hint=hint, id="pages.W012")]


def redis_asks_for_a_password(**options: Any) -> list[CheckMessage]:
    """Whoever reaches Redis sees pages that answer searches, and can enqueue tasks."""
    messages: list[CheckMessage] = []
    for name in ("BROKER_URL", "CACHE_URL"):
        address = str(getattr(settings, name))
        parts = urlsplit(address)
        if parts.scheme not in ("", "unix") and not parts.password:
            sentence = _("Redis in %(name)s asks for no password.")
            hint = _("Every program that reaches it can read and change what the site keeps there.")
            messages.append(CheckWarning(sentence % {"name": name}, hint=hint, id="pages.W010"))
        elif parts.scheme == "redis" and (parts.hostname or "") not in ON_THIS_MACHINE:
            sentence = _("The password in %(name)s crosses the network in clear.")
            hint = _("Use rediss://, or be sure of the network between.")
            messages.append(CheckWarning(sentence % {"name": name}, hint=hint, id="pages.W011"))
    return messages


def pages_show_no_errors(**options: Any) -> list[CheckMessage]:
    """DEBUG without TLS: a public site that forgot both."""
    if not settings.DEBUG:
        return []
    return [
        CheckError(
            _("DEBUG shows the code, the settings and what was typed to everybody."),
            hint=_("Set DEBUG=0, or leave it out."),
            id="pages.E003",
        )
    ]


CHECKS = (
    hosts_are_named,
    pages_show_no_errors,
    passwords_are_no_examples,
    secrets_are_random,
    database_asks_for_a_password,
    redis_asks_for_a_password,
)
# What is told of a site without TLS too, where the others are as they come.
ALWAYS_TOLD = (hosts_are_named, secrets_are_random, database_asks_for_a_password)


def log_problems() -> None:
    """At the start of the web server, which serves all the same."""
    for check in CHECKS if settings.BEHIND_TLS else ALWAYS_TOLD:
        for message in check():
            log.log(message.level, "%s (%s)", message.msg, message.id)


def _password_in(address: str) -> str:
    return unquote(urlsplit(address).password or "")
