"""Records as the choices of a facet: their names by slug."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hub.records.models import SearchState


class RecordNames(Mapping[str, str]):
    """Names of records by slug, read again when a public fact has changed."""

    def __init__(self, read: Callable[[], dict[str, str]]) -> None:
        self.read = read
        self.cached: tuple[int, dict[str, str]] = (-1, {})

    def current(self) -> dict[str, str]:
        seq = SearchState.current()
        if self.cached[0] != seq:
            names = self.read()
            self.cached = seq, dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))
        return self.cached[1]

    def forget(self) -> None:
        """For tests that roll back what the names were read from."""
        self.cached = (-1, {})

    def __getitem__(self, slug: str) -> str:
        return self.current()[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self.current())

    def __len__(self) -> int:
        return len(self.current())
