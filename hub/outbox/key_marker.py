"""Whether DIGEST_KEYS and DIGEST_HASH_KEY are those with which the site has sealed and hashed."""

from __future__ import annotations

import hashlib
import hmac
import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.outbox.models import KeyMarker
from hub.outbox.sealing import SealedError, seal, unseal

log = logging.getLogger(__name__)

TEXT = "These keys fit."
WRONG_KEYS = _(
    "None of DIGEST_KEYS opens what this site has sealed: no address can be read and no e-mail is "
    "sent. Put the key back that is missing."
)
WRONG_HASH_KEY = _(
    "DIGEST_HASH_KEY is not the one that this site was begun with: links in e-mails no longer "
    "work, and people who have unsubscribed are not recognised. Put the former key back."
)


def create() -> None:
    """Mark the site with the keys of now, where it is not marked; the caller knows they fit."""
    if settings.DIGEST_KEYS and settings.DIGEST_HASH_KEY:
        KeyMarker.objects.get_or_create(
            pk=1, defaults={"sealed": seal(TEXT), "hash_check": _hash_check()}
        )


def seal_again() -> None:
    """With the newest key, so that the others may go; nothing where none opens it."""
    for marker in KeyMarker.objects.all():
        if _opens(marker.sealed):
            KeyMarker.objects.filter(pk=marker.pk).update(sealed=seal(TEXT))


def accept() -> None:
    """The keys of before are lost for good: those of now are the site's from now on."""
    with transaction.atomic():
        KeyMarker.objects.all().delete()
        create()


def problems() -> list[str | Promise]:
    """A sentence for each key that does not fit; none where the site is not marked yet."""
    marker = KeyMarker.objects.filter(pk=1).first()
    if marker is None:
        return []
    wrong: list[str | Promise] = [] if _opens(marker.sealed) else [WRONG_KEYS]
    if not hmac.compare_digest(marker.hash_check, _hash_check()):
        wrong.append(WRONG_HASH_KEY)
    return wrong


def problems_if_readable() -> list[str | Promise]:
    """The same; none where there is no database, or one that was not migrated."""
    path = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(path).exists():
        return []  # to look into it would make it
    try:
        with transaction.atomic():
            return problems()
    except DatabaseError:
        return []


def check_keys(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Django's system check. Warnings: a site that cannot open an address still serves readers,
    and migrates. `check --deploy --fail-level WARNING` refuses it.
    """
    return [
        checks.Warning(str(sentence), id=f"hub.W10{number}")
        for number, sentence in enumerate(problems_if_readable(), start=1)
    ]


def log_problems() -> None:
    """At the start of a web server or a worker: readers are served all the same."""
    for sentence in problems_if_readable():
        log.error("%s", sentence)
    connection.close()  # a process that forks must not share it


def _opens(sealed: str) -> bool:
    try:
        return bool(settings.DIGEST_KEYS) and unseal(sealed) == TEXT
    except SealedError:
        return False


def _hash_check() -> str:
    return hmac.new(
        settings.DIGEST_HASH_KEY.encode(), b"hub.outbox key marker", hashlib.sha256
    ).hexdigest()
