"""What stands above the form of a record, and above its history, of what upper rooms have of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from hub.records.models import Record
from hub.records.registry import Registry
from hub.web.view_models import Link


@dataclass(frozen=True)
class RecordLine:
    """A sentence, and where it leads. ``is_quiet``: it asks nobody for anything."""

    sentence: str
    links: tuple[Link, ...] = ()
    is_quiet: bool = False


record_lines: Registry[Callable[[HttpRequest, Record], Sequence[RecordLine]]] = Registry(
    "lines above the form of a record"
)
history_lines: Registry[Callable[[HttpRequest, Record], Sequence[RecordLine]]] = Registry(
    "lines above the history of a record"
)


def lines_of(request: HttpRequest, record: Record) -> list[RecordLine]:
    return [line for make in record_lines.values() for line in make(request, record)]


def lines_of_history(request: HttpRequest, record: Record) -> list[RecordLine]:
    return [line for make in history_lines.values() for line in make(request, record)]
