"""Values by key that are dropped when they take too many bytes, those first that were used least
lately.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from hub.records.cache_bypass import is_bypassed

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedCache(Generic[Key, Value]):
    """Thread-safe. ``size_of`` gives the bytes that a value takes, the same each time.

    Within ``bypass_caches`` it is empty, and stays as it is.
    """

    def __init__(self, max_bytes: int, size_of: Callable[[Value], int]) -> None:
        self.max_bytes, self.size_of, self.size = max_bytes, size_of, 0
        self.values: OrderedDict[Key, Value] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        if is_bypassed():
            return None
        with self.lock:
            value = self.values.get(key)
            if value is not None:
                self.values.move_to_end(key)
            return value

    def put(self, key: Key, value: Value) -> None:
        if is_bypassed():
            return
        with self.lock:
            old = self.values.pop(key, None)
            self.size += self.size_of(value) - (self.size_of(old) if old is not None else 0)
            self.values[key] = value
            while self.size > self.max_bytes:
                _key, dropped = self.values.popitem(last=False)
                self.size -= self.size_of(dropped)

    def clear(self) -> None:
        with self.lock:
            self.values.clear()
            self.size = 0


def bytes_of(texts: Iterable[str]) -> int:
    """Bytes of memory that texts take."""
    return sum(map(sys.getsizeof, texts))
