"""Records as the choices of a facet: their names by slug."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hub.records.models import SearchState


class RecordNames(Mapping[str, str]):
    """Names of records by slug, asked for again when a public fact has changed."""

    def __init__(self, ask: Callable[[], dict[str, str]]) -> None:
        self.ask = ask
        self.held: tuple[int, dict[str, str]] = (-1, {})

    def now(self) -> dict[str, str]:
        seq = SearchState.current()
        if self.held[0] != seq:
            names = self.ask()
            self.held = seq, dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))
        return self.held[1]

    def forget(self) -> None:
        """For tests that roll back what the names were read from."""
        self.held = (-1, {})

    def __getitem__(self, slug: str) -> str:
        return self.now()[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self.now())

    def __len__(self) -> int:
        return len(self.now())
