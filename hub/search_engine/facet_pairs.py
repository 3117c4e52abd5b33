"""Facets whose choices belong together: what is chosen in both must hold of the same thing.

"Kenya" and "Done" find what Kenya has done, not what addresses Kenya and somebody else has done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from hub.records.registry import Registry


@dataclass(frozen=True)
class FacetPair:
    """Where ``of`` is chosen as well, choices of ``facet`` are found by rows of their own.

    ``name``: what these rows begin with, which is no facet.
    """

    name: str
    of: str
    facet: str

    def row(self, of: str, slug: str) -> str:
        return f"{self.name}/{of}.{slug}"

    def rows(self, of: Iterable[str], slugs: Iterable[str]) -> Iterator[str]:
        """The rows of every choice of one with every choice of the other."""
        return (self.row(*both) for both in product(of, slugs))


facet_pairs: Registry[FacetPair] = Registry("facet pairs")
