"""The shared cache in a format that holds data and nothing else.

Django's own backend writes pickles: whoever can write into Redis could then run code here. Values
are numbers, JSON, or bytes as they are. What cannot be read (damaged, or of another program) is a
miss, so that nobody has to empty the cache.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

JSON, BYTES = b"j", b"b"  # the first byte says how the rest is read


class DataSerializer:
    """Integers stay numbers, so that Redis can count them; ``bytes`` are not encoded again."""

    def dumps(self, value: Any) -> int | bytes:
        """Raises TypeError for a value that JSON has no form for."""
        if type(value) is int:
            return value
        if isinstance(value, bytes):
            return BYTES + value
        return JSON + json.dumps(value, separators=(",", ":")).encode()

    def loads(self, stored: bytes) -> Any:
        """Raises ValueError for what ``dumps`` did not write."""
        kind, value = stored[:1], stored[1:]
        if kind == BYTES:
            return value
        if kind == JSON:
            return json.loads(value)
        return int(stored)


class DataCacheClient(RedisCacheClient):
    """Django's client; an entry that cannot be read is not there."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        # Django's own may give integers too; the stubs know bytes only.
        super().__init__(servers, serializer=DataSerializer, **options)  # type: ignore[arg-type]

    def get(self, key: Any, default: Any) -> Any:
        try:
            return super().get(key, default)
        except (ValueError, RecursionError):
            return default

    def get_many(self, keys: Any) -> dict[Any, Any]:
        missing = object()
        values = {key: self.get(key, missing) for key in keys}
        return {key: value for key, value in values.items() if value is not missing}


class DataCache(RedisCache):
    """``BACKEND`` of the shared cache."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = DataCacheClient
