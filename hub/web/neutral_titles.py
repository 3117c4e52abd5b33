"""The same pages below ``/plain/``, with a title and an icon that say nothing of what they are.

Whoever is watched may choose them: no cookie, no script, nothing stored. The choice is a part of
the address, and each link of such a page keeps it. See docs/decisions/0022-neutral-titles.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

PREFIX = "/plain/"
NEUTRAL_TITLE = gettext_lazy("Information")
# What is no page for readers, and what has one address for all: it never gets the prefix.
ORDINARY_ONLY = (PREFIX, "/static/", "/admin/", "/accounts/", "/curate/", "/desk/", "/media/",
                 "/identity/")  # fmt: skip
REDIRECTS = frozenset((301, 302, 303, 307, 308))

_neutral: ContextVar[bool] = ContextVar("neutral_titles", default=False)


def neutral_titles() -> bool:
    """Whether the page that is being made has a neutral title and icon."""
    return _neutral.get()


@contextmanager
def neutral_titles_shown() -> Iterator[None]:
    token = _neutral.set(True)
    try:
        yield
    finally:
        _neutral.reset(token)


def path_behind_prefix(path: str) -> str | None:
    """``/tools/`` of ``/plain/tools/``; None where there is no such page."""
    if not path.startswith(PREFIX):
        return None
    inner = path[len(PREFIX) - 1 :]
    return None if inner.startswith((*ORDINARY_ONLY, "//")) else inner


def add_prefix(address: str) -> str:
    """A path of a page with the prefix; an address elsewhere, or without such a page, as it is."""
    site, path = "", address
    if address.startswith(f"{settings.SITE_ADDRESS}/"):
        site, path = settings.SITE_ADDRESS, address.removeprefix(settings.SITE_ADDRESS)
    if not path.startswith("/") or path.startswith((*ORDINARY_ONLY, "//")):
        return address
    return f"{site}{PREFIX[:-1]}{path}"


def other_titles_url(canonical: str) -> str:
    """The path of the same page with neutral titles, or from there with ordinary ones.

    ``canonical`` is the page's ordinary address; of a page without one it is that of home.
    """
    path = canonical.removeprefix(settings.SITE_ADDRESS) or reverse("home")
    return path if neutral_titles() else add_prefix(path)


@lru_cache(maxsize=1)
def _link_pattern(site: str) -> re.Pattern[str]:
    """Addresses of this site in links and forms, but of links that lead to ordinary titles."""
    return re.compile(
        rf'(?<!data-ordinary )\b((?:form)?action|href)="((?:{re.escape(site)})?/(?!/)[^"]*)"'
    )


def keep_prefix(response: HttpResponse) -> None:
    """Give each link of a finished page, and a redirect, the prefix. Twice is once."""
    if response.status_code in REDIRECTS and "Location" in response.headers:
        response.headers["Location"] = add_prefix(response.headers["Location"])
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    if response.streaming or not is_html or "Content-Encoding" in response.headers:
        return
    html = _link_pattern(settings.SITE_ADDRESS).sub(
        lambda match: f'{match[1]}="{add_prefix(match[2])}"', response.content.decode()
    )
    response.content = html.encode()
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
