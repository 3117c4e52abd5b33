"""Who the site is: its name, mark, colours, operator, texts and menu, as pages and mails show them.

What the newest published version leaves empty is that of the settings, or built in. The version has
a number among those that a request reads anyway (``SearchState``), so that a process asks for the
row only when it changed; a site that never published one is never asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from markupsafe import Markup

from hub.identity.colours import DARK, LIGHT
from hub.identity.mark_file import data_address
from hub.identity.markdown_text import render
from hub.identity.menu import MenuEntry, menu_entries
from hub.identity.models import IdentityVersion
from hub.records.database_outage import database_breaker
from hub.records.models import SearchState
from hub.records.models.search_state import Version
from hub.records.seq_cache import SeqCache, on_clear_caches

KIND = "identity"  # among the numbers of kinds
# Values of more than one part: ``mark`` {"type": "svg" or "png", "data": text, of a PNG in base64},
# ``texts`` {place: {language: Markdown}}, ``menu`` [{"entry": slug, "names": {language: name}}].
TEXTS = ("home", "about", "contact", "privacy", "accessibility")


@dataclass(frozen=True)
class OwnText:
    """A text in the language that it is in."""

    html: Markup
    language: str


def _plain(name: str, setting: str = "") -> Any:
    """A plain value; where it is empty that of the setting, in the active language."""
    return property(
        lambda identity: str(
            identity.values.get(name) or (getattr(settings, setting) if setting else "")
        )
    )


@dataclass(frozen=True)
class Identity:
    """``values``: those of a version, plain texts by the names of the properties below."""

    number: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    is_draft: bool = False  # its mark is not served yet

    name = _plain("name", "SITE_NAME")
    colour_light = _plain("colour_light")
    colour_dark = _plain("colour_dark")
    operator_name = _plain("operator_name", "OPERATOR_NAME")
    operator_address = _plain("operator_address", "OPERATOR_ADDRESS")
    operator_funding = _plain("operator_funding", "OPERATOR_FUNDING")
    contact = _plain("contact", "CONTACT_EMAIL")
    exit_address = _plain("exit_address", "EXIT_ADDRESS")
    licence = _plain("licence", "DATA_LICENCE")

    @cached_property
    def digest(self) -> str:
        """Another one for other values."""
        content = json.dumps(self.values, sort_keys=True).encode()
        return f"{hashlib.sha256(content).hexdigest()[:16]}{'-draft' if self.is_draft else ''}"

    @property
    def short(self) -> str:
        """The name where little room is: in titles of tabs, in apps that make codes."""
        return str(self.values.get("short_name") or self.name)

    @cached_property
    def mark(self) -> dict[str, str]:
        mark: dict[str, str] = self.values.get("mark") or {}
        return mark

    @cached_property
    def mark_digest(self) -> str:
        data = self.mark.get("data", "")
        return hashlib.sha256(data.encode()).hexdigest()[:16] if data else ""

    @property
    def mark_url(self) -> str:
        """Of the site's own mark; empty where it has the built-in one."""
        if not self.mark_digest:
            return ""
        if self.is_draft:
            return data_address(self.mark)
        return reverse("identity-mark", args=[self.mark_digest, self.mark["type"]])

    @property
    def colours_url(self) -> str:
        """Of the sheet with the colours; empty where they are the built-in ones."""
        if not (self.colour_light or self.colour_dark):
            return ""
        light, dark = self.colour_light or LIGHT.built_in, self.colour_dark or DARK.built_in
        return reverse("identity-colours", args=[light.removeprefix("#"), dark.removeprefix("#")])

    def text(self, place: str) -> OwnText | None:
        """In the page's language, else in the site's; None: the built-in one."""
        texts = self.values.get("texts", {}).get(place, {})
        for language in (translation.get_language(), settings.LANGUAGE_CODE):
            if language and texts.get(language):
                return OwnText(render(texts[language]), language)
        return None

    @property
    def menu(self) -> tuple[MenuEntry, ...]:
        return menu_entries(self.values.get("menu", ()), _language())[0]

    @property
    def menu_others(self) -> tuple[MenuEntry, ...]:
        """What the menu leaves to the list below it and to the foot of pages."""
        return menu_entries(self.values.get("menu", ()), _language())[1]


BUILT_IN = Identity()
_shown: ContextVar[Identity | None] = ContextVar("identity", default=None)


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def identity_version() -> Version:
    """Of the newest published identity, among the numbers of the request."""
    numbers = SearchState.numbers()
    return Version(numbers.epoch, numbers.kinds.get(KIND, 0))


class _LastKnown:
    """What this process knew last."""

    identity = BUILT_IN


_published: SeqCache[Identity] = SeqCache(identity_version, of_records=False)


def _forget_last_known() -> None:
    _LastKnown.identity = BUILT_IN


on_clear_caches(_forget_last_known)


def current_identity() -> Identity:
    """Of this request or mail. Where the database does not answer, what was known last."""
    shown = _shown.get()
    if shown is not None:
        return shown
    if not (SearchState.is_held() or database_breaker.is_closed):
        return _LastKnown.identity
    try:
        return _read()
    except Exception:  # noqa: BLE001 - pages of errors are made whatever the trouble is
        SearchState.used(-1, KIND)  # a page that is made now is not to be kept
        return _LastKnown.identity


def known_identity() -> Identity:
    """What this process knew last, without asking: for pages that must not need the database."""
    return _LastKnown.identity


def site_name() -> str:
    """The name in the active language."""
    return str(current_identity().name)


@contextmanager
def identity_shown(identity: Identity) -> Iterator[None]:
    """Within, the site is this one: for looking at it before it is published."""
    token = _shown.set(identity)
    try:
        yield
    finally:
        _shown.reset(token)


def newest_identity() -> Identity:
    """As the database has it now, asked for: for whoever changes it."""
    version = IdentityVersion.objects.newest_first().first()
    return Identity(version.number, version.values) if version else BUILT_IN


def _read() -> Identity:
    is_published = identity_version().seq > 0
    identity = _published.get(KIND, newest_identity) if is_published else BUILT_IN
    _LastKnown.identity = identity
    return identity
