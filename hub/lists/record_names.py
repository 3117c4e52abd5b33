"""Records as the choices of a facet: their names by slug."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache


class RecordNames(Mapping[str, str]):
    """Names of records by slug, asked for again when a public fact has changed."""

    def __init__(self, ask: Callable[[], dict[str, str]]) -> None:
        self.ask = ask
        self.cache: SeqCache[dict[str, str]] = SeqCache(SearchState.current)

    def now(self) -> dict[str, str]:
        return self.cache.get("names", self._read)

    def _read(self) -> dict[str, str]:
        return dict(sorted(self.ask().items(), key=lambda pair: pair[1].casefold()))

    def __getitem__(self, slug: str) -> str:
        return self.now()[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self.now())

    def __len__(self) -> int:
        return len(self.now())
