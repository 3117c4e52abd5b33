"""The entries that the menu may have: a closed list, each with the route that it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MenuEntry(NamedTuple):
    """``slug`` is the section of ``hub.web.view_models.Page`` that it is current in."""

    slug: str
    route: str
    label: str | Promise


ENTRIES = {
    entry.slug: entry
    for entry in (
        MenuEntry("situation", "situation", _("Your situation")),
        MenuEntry("tools", "tools", _("Tools")),
        MenuEntry("practice", "practice", _("Used in practice")),
        MenuEntry("misuse", "misuse-patterns", _("How traffickers use technology")),
        MenuEntry("events", "events", _("Events")),
        MenuEntry("recommendations", "recommendations", _("Recommendations")),
        MenuEntry("organisations", "organisations", _("Organisations")),
        MenuEntry("documents", "documents", _("Documents")),
        MenuEntry("gaps", "gaps", _("What is missing")),
        MenuEntry("whats-new", "whats-new", _("What’s new")),
        MenuEntry("about", "about", _("About")),
    )
}
BUILT_IN = ("situation", "tools", "practice", "misuse", "events", "recommendations")


def menu_entries(
    chosen: Sequence[Mapping[str, Any]], language: str
) -> tuple[tuple[MenuEntry, ...], tuple[MenuEntry, ...]]:
    """Those of the menu in their order, and the others; nothing is ever without a link.

    ``chosen``: ``{"entry": slug, "names": {language: name}}``; empty: the built-in menu.
    """
    rows = [row for row in chosen if row.get("entry") in ENTRIES]
    names = {row["entry"]: row.get("names", {}).get(language, "") for row in rows}
    slugs = list(dict.fromkeys(row["entry"] for row in rows)) or list(BUILT_IN)
    main = tuple(
        ENTRIES[slug]._replace(label=names.get(slug) or ENTRIES[slug].label) for slug in slugs
    )
    return main, tuple(entry for slug, entry in ENTRIES.items() if slug not in slugs)
