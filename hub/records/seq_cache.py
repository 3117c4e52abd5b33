"""Values derived from public facts, cached in this process until the facts change.

A value is valid for one version, which is ``SearchState.version`` or ``terms_version``: a number
with its epoch. Nothing has to be invalidated: whoever changes a fact raises the number, in every
process at once, and whoever restores a database begins an epoch.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from hub.records.cache_bypass import is_bypassed

Value = TypeVar("Value")

_caches: "WeakSet[SeqCache[Any]]" = WeakSet()
_clear_functions: list[Callable[[], object]] = []


class SeqCache(Generic[Value]):
    """Values by key, each with the version it is of. Safe for threads: one makes, others wait.

    ``read_version`` gives the version that a value must have to be used. ``read_committed`` gives
    the one that a new value gets, where this may be newer: ``SearchState.held`` keeps the former.
    Above ``max_size`` values the oldest are dropped. ``of_records`` False: the values hold nothing
    of records, and are used and stored within ``bypass_caches``, too.
    """

    def __init__(
        self,
        read_version: Callable[[], Any],
        *,
        read_committed: Callable[[], Any] | None = None,
        max_size: int = 1024,
        of_records: bool = True,
    ) -> None:
        self.read_version, self.read_committed = read_version, read_committed or read_version
        self.max_size, self.of_records = max_size, of_records
        self._entries: dict[Hashable, tuple[Any, Value]] = {}
        self._lock = threading.RLock()  # making one value may need another of the same cache
        _caches.add(self)

    def get(
        self,
        key: Hashable,
        make: Callable[[], Value],
        *,
        update: Callable[[Value, Any], Value] | None = None,
    ) -> Value:
        """The value of a key as of now.

        ``update`` gets an outdated value and its version, and returns the value as of now; without
        it the value is made anew.
        """
        if self._is_bypassed():
            return make()
        entry = self._entries.get(key)
        if entry is not None and entry[0] == self.read_version():
            return entry[1]
        return self.get_newest(key, make, update=update)

    def get_newest(
        self,
        key: Hashable,
        make: Callable[[], Value],
        *,
        update: Callable[[Value, Any], Value] | None = None,
    ) -> Value:
        """The value as the database has it now, also within ``SearchState.held``."""
        if self._is_bypassed():
            return make()
        with self._lock:
            version = (
                self.read_committed()
            )  # before any fact: a later change is seen by the next call
            entry = self._entries.get(key)
            if entry is not None and entry[0] == version:
                return entry[1]
            if entry is not None and update is not None:
                return self._store(key, version, update(entry[1], entry[0]))
            return self._store(key, version, make())

    def get_version(self, key: Hashable, version: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key that changes with something else: with ``version``."""
        if self._is_bypassed():
            return make()
        entry = self._entries.get(key)
        if entry is not None and entry[0] == version:
            return entry[1]
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry[0] == version:
                return entry[1]
            return self._store(key, version, make())

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def _is_bypassed(self) -> bool:
        return self.of_records and is_bypassed()

    def _store(self, key: Hashable, version: Hashable, value: Value) -> Value:
        self._entries.pop(key, None)
        while len(self._entries) >= self.max_size:
            del self._entries[next(iter(self._entries))]
        self._entries[key] = (version, value)
        return value


class DerivedValues:
    """Values derived from one object that never changes; they live as long as it does."""

    def __init__(self, max_size: int = 8192) -> None:
        self.max_size = max_size
        self._values: dict[Hashable, object] = {}

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        value = self._values.get(key)
        if value is None:
            if is_bypassed():
                return make()
            if len(self._values) >= self.max_size:
                self._values.clear()
            value = self._values[key] = make()
        return value  # type: ignore[return-value]


def on_clear_caches(clear: Callable[[], object]) -> None:
    """Have ``clear`` called by ``clear_caches``: for a cache that is no ``SeqCache``."""
    _clear_functions.append(clear)


def clear_caches() -> None:
    """Empty every cache of this process.

    For tests: a transaction that is rolled back gives its numbers to the next one.
    """
    for cache in list(_caches):
        cache.clear()
    for clear in _clear_functions:
        clear()
