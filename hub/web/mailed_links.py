"""Addresses of ours in mails: signed, for one reader, in the language of the mail.

A token is a parameter and no part of the path: logs, ours and those of a proxy that is set up as
``docs/`` says, hold paths and never what follows the question mark.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hub.records import signed_token
from hub.web.responses import absolute


class Addressed(Protocol):
    """A row whose person is sent links to it."""

    pk: int
    nonce: str
    language: str


def known_language(code: str) -> str:
    """The code if the site speaks it, else the site's own: a language may be given up one day."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def mailed_link(route: str, purpose: str, row: Addressed) -> str:
    """The address of a page without parts, with the token of the row; absolute."""
    token = signed_token.sign(purpose, row.pk, row.nonce)
    return absolute(f"{_path(route, known_language(row.language))}?token={token}")


@cache
def _path(route: str, language: str) -> str:
    with translation.override(language):
        return reverse(route)
