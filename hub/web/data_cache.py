"""The shared cache in a format that holds data and nothing else.

Django's own backend writes pickles: whoever can write into Redis could then run code here. Values
are numbers, JSON, or bytes as they are. What cannot be read (damaged, or of another program) is a
miss, so that nobody has to empty the cache.
"""

from __future__ import annotations

import json
import logging
import math
import time
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import ConnectionPool, Redis, RedisError

log = logging.getLogger(__name__)

# How long a process counts by itself after the shared cache has failed.
PAUSE_SECONDS = 5.0

DELETED_AT_ONCE = 500

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
        self._clients: dict[ConnectionPool, Redis] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        """One for each pool of connections: redis-py lists all its commands for a new one, a tenth
        of an empty view, and Django makes one for each command.
        """
        pool: ConnectionPool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        if pool not in self._clients:
            self._clients[pool] = super().get_client(key, write=write)
        return self._clients[pool]

    def get(self, key: Any, default: Any) -> Any:
        try:
            return super().get(key, default)
        except (ValueError, RecursionError):
            return default

    def get_many(self, keys: Any) -> dict[Any, Any]:
        missing = object()
        values = {key: self.get(key, missing) for key in keys}
        return {key: value for key, value in values.items() if value is not missing}

    def delete_prefixed(self, prefix: str) -> None:
        """Delete the keys that begin so, without holding the server up."""
        client = self.get_client(write=True)
        batch: list[bytes] = []
        for key in client.scan_iter(match=f"{prefix}*", count=DELETED_AT_ONCE):
            batch.append(key)
            if len(batch) == DELETED_AT_ONCE:
                client.unlink(*batch)
                batch = []
        if batch:
            client.unlink(*batch)


class DataCache(RedisCache):
    """``BACKEND`` of the shared cache. Raises RedisError where the server is away or full."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = DataCacheClient

    def delete_prefixed(self, prefix: str) -> None:
        """Delete the entries whose keys begin so; others of the same server stay."""
        client: DataCacheClient = self._cache  # type: ignore[assignment]
        client.delete_prefixed(self.make_key(prefix))


class CountingCache(DataCache):
    """``BACKEND`` for counts of attempts. Never raises for a server that is away, hangs or is full.

    Each process then counts by itself for a while: nobody is refused, and no limit vanishes.
    """

    failed_at: ClassVar[dict[str, float]] = {}  # by address; a thread has an object of its own

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._address = str(server)
        self._own = LocMemCache(f"counts of {server}", params)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return bool(self._ask("add", key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", key, default, version)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._ask("set", key, value, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask("delete", key, version))

    def _ask(self, method: str, *arguments: Any) -> Any:
        if time.monotonic() >= self.failed_at.get(self._address, -math.inf) + PAUSE_SECONDS:
            try:
                return getattr(super(), method)(*arguments)
            except (RedisError, OSError) as problem:
                self.failed_at[self._address] = time.monotonic()
                log.warning(
                    "The shared cache fails (%s): each process counts attempts by itself.",
                    type(problem).__name__,
                )
        return getattr(self._own, method)(*arguments)
