"""What becomes of a change in the form of a record that one person may not make alone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hub.records.registry import Registry
from hub.records.second_person import SecondPersonNeeded

held_changes: Registry[Callable[[HttpRequest, SecondPersonNeeded], HttpResponse]] = Registry(
    "what keeps changes that ask for a second person"
)


def keep_change(request: HttpRequest, needed: SecondPersonNeeded) -> HttpResponse:
    """The answer of the room that keeps it for somebody else. Raises it again where none does."""
    for keep in held_changes.values():
        return keep(request, needed)
    raise needed
