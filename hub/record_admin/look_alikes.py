"""Records that look like one that is being typed; a higher room knows how to find them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.records.models import Record
from hub.records.registry import Registry

Typed = Mapping[str, Sequence[str]]  # what stands in the fields of a form, by their names
PARAMETER = "data-look-alike"  # attribute of a field that is looked at: under which name it is sent
ANYWAY = "different_from"  # posted: primary keys of records that the person says are others


@dataclass(frozen=True)
class LookAlike:
    """A record that may be the one that is typed.

    ``url``: where the person can open it. ``kind``, ``state``, ``why``: words for people; ``state``
    is empty where only public records are looked at. ``joined``: what was joined with it.
    """

    pk: int
    title: str
    language: str
    kind: str
    state: str
    why: str
    url: str
    joined: str = ""


@dataclass(frozen=True)
class LookAlikeFinder:
    """``fields``: names of the fields of a kind's form that tell one record from another.

    ``find`` gives what a person may see of the records of a kind that look like what was typed, the
    most alike first.
    """

    fields: Callable[[type[Record]], tuple[str, ...]]
    find: Callable[[type[Record], Typed, Any], list[LookAlike]]


look_alike_finders: Registry[LookAlikeFinder] = Registry("finders of records that look alike")


def compared_fields(model: type[Record]) -> list[str]:
    return [name for finder in look_alike_finders.values() for name in finder.fields(model)]


def find_look_alikes(model: type[Record], typed: Typed, person: Any) -> list[LookAlike]:
    finders = look_alike_finders.values()
    return [one for finder in finders for one in finder.find(model, typed, person)]


def said_to_differ(typed: Typed) -> set[int]:
    """Keys of the records that the person has seen and says are others."""
    keys = " ".join(typed.get(ANYWAY, ())).split()[:100]
    return {int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19}
