"""Records as the choices of a facet: their names by slug."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache


class RecordNames(Mapping[str, str]):
    """Names of records by slug, read again when a public fact has changed."""

    def __init__(self, read: Callable[[], dict[str, str]]) -> None:
        self.read = read
        self.cache: SeqCache[dict[str, str]] = SeqCache(SearchState.current)

    def current(self) -> dict[str, str]:
        return self.cache.get("names", self._sorted)

    def _sorted(self) -> dict[str, str]:
        return dict(sorted(self.read().items(), key=lambda pair: pair[1].casefold()))

    def __getitem__(self, slug: str) -> str:
        return self.current()[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self.current())

    def __len__(self) -> int:
        return len(self.current())
