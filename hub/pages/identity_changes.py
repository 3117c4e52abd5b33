"""What differs between two versions of the site's name and look, in words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from hub.identity.menu import ENTRIES
from hub.pages.identity_form import PLAIN, TEXT_LABELS, IdentityForm


class ChangedValue(NamedTuple):
    """``before`` and ``after``: texts; empty: what the settings or the code say."""

    label: str
    before: str
    after: str


def changed_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangedValue]:
    lines = {**_lines(before, 0), **_lines(after, 0)}
    old, new = _lines(before, 1), _lines(after, 1)
    return [
        ChangedValue(label, old.get(key, ""), new.get(key, ""))
        for key, label in lines.items()
        if old.get(key, "") != new.get(key, "")
    ]


def _lines(values: Mapping[str, Any], part: int) -> dict[str, str]:
    """By key the label (part 0) or the text (part 1) of each value."""
    return {key: (label, text)[part] for key, label, text in _texts(values)}


def _texts(values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in PLAIN:
        if name in values:
            yield name, str(IdentityForm.base_fields[name].label), values[name]
    if mark := values.get("mark"):
        size = len(mark["data"])
        words = _("%(type)s, %(size)d letters") % {"type": mark["type"].upper(), "size": size}
        yield "mark", _("Mark"), f"{words} ({hash_of(mark['data'])})"
    if menu := values.get("menu"):
        yield "menu", _("Menu"), ", ".join(map(_menu_text, menu))
    for place, texts in values.get("texts", {}).items():
        for code, text in texts.items():
            yield f"{place} {code}", f"{TEXT_LABELS[place][0]} ({code})", text


def _menu_text(row: Mapping[str, Any]) -> str:
    label = str(ENTRIES[row["entry"]].label)
    names = [name for name in row["names"].values() if name != label]
    return f"{label} → {', '.join(names)}" if names else label


def hash_of(data: str) -> str:
    """By which two pictures of the same size are told apart."""
    return hashlib.sha256(data.encode()).hexdigest()[:6]
