"""What a version of the site's identity says, and what this process knew last.

It needs no database and no models, so that the server's own pages of errors can ask it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
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


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


class LastKnown:
    """What this process knew last."""

    identity = BUILT_IN


def known_identity() -> Identity:
    """What this process knew last, without asking: for pages that must not need the database."""
    return LastKnown.identity
