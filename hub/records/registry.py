"""The one way in which rooms add what others use: registries, filled when the apps start.

A lower room holds a registry and never imports the rooms that fill it. ``record_types`` is the one
list of the kinds of record; the others hold functions or settings by a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from hub.records.fields import RecordType

Entry = TypeVar("Entry")


class Registry(Mapping[str, Entry]):
    """Entries by name, in the order of registration.

    To register a name again replaces its entry and keeps its place, so an app may start twice.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.version = 0  # another one whenever entries have changed
        self._entries: dict[str, Entry] = {}

    def register(self, name: str, entry: Entry) -> None:
        self._entries[name] = entry
        self.version += 1

    def unregister(self, name: str) -> None:
        """Remove an entry, for tests that added it. Raises KeyError."""
        del self._entries[name]
        self.version += 1

    def __getitem__(self, name: str) -> Entry:
        """Raises LookupError, with the name of the registry, where nothing was registered."""
        try:
            return self._entries[name]
        except KeyError:
            raise KeyError(f"{self.title}: nothing is registered as {name!r}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


record_types: Registry[RecordType] = Registry("record types")


def register_record_types(*types: RecordType) -> None:
    """Called once by each room when its app starts; the order is that of lists and menus."""
    for record_type in types:
        record_types.register(record_type.kind, record_type)
