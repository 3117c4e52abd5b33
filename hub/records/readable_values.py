"""Values of files and facts as a person reads them, not as a program writes them down."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

NOTHING: tuple[Any, ...] = (None, "", [], {})


def readable(value: Any) -> str:
    """A value in words; empty for none. Lists of rows become lines, named values "name: value"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        named = ((str(name), readable(part)) for name, part in value.items())
        return " · ".join(f"{name}: {text}" for name, text in named if text)
    if isinstance(value, list | tuple | set | frozenset):
        parts = [text for item in value if (text := _part(item))]
        is_nested = any(isinstance(item, list | tuple | dict) for item in value)
        return ("\n" if is_nested else ", ").join(parts)
    return str(value)


def _part(item: Any) -> str:
    """An entry of a list in one line. What is merely so or not says nothing without its name."""
    if not isinstance(item, list | tuple):
        return readable(item)
    parts = (readable(part) for part in item if not isinstance(part, bool))
    return " · ".join(" ".join(text.split()) for text in parts if text)
