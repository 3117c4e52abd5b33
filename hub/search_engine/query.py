"""What a reader asks for, as one value; its string is cache key, subscription and feed address."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

SORTS = ("relevance", "verified", "name")
PER_PAGE = 20
LONGEST_TEXT = 400

Chosen = tuple[tuple[str, tuple[str, ...]], ...]


def clean(text: str) -> str:
    """One line without control characters, lone surrogates and doubled blanks, at most 400 letters.

    Joiners and marks stay, because Persian, Hindi and Arabic words are written with them.
    """
    kept = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter
        for letter in text[: LONGEST_TEXT * 4]
    )
    return " ".join(kept.split())[:LONGEST_TEXT].rstrip()


@dataclass(frozen=True)
class Query:
    """``chosen`` holds (facet, slugs) pairs, both sorted, no facet without a slug."""

    text: str = ""
    chosen: Chosen = ()
    sort: str = "relevance"
    page: int = 1
    include_ended: bool = False

    @classmethod
    def of(
        cls,
        text: str = "",
        chosen: Mapping[str, Iterable[str]] | None = None,
        *,
        sort: str = "relevance",
        page: int = 1,
        include_ended: bool = False,
    ) -> Self:
        """A query from loose values: the text cleaned, choices sorted, each once.

        An unknown sort is the usual one, a page below 1 the first: people type addresses.
        """
        slugs = {facet: tuple(sorted(set(given))) for facet, given in (chosen or {}).items()}
        return cls(
            text=clean(text),
            chosen=tuple(sorted((facet, given) for facet, given in slugs.items() if given)),
            sort=sort if sort in SORTS else "relevance",
            page=max(1, page),
            include_ended=include_ended,
        )

    def canonical(self) -> str:
        """The query string that means exactly this: same query, same letters; no defaults."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(facet, slug) for facet, slugs in self.chosen for slug in slugs]
        if self.include_ended:
            pairs.append(("ended", "1"))
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return urlencode(pairs, errors="replace")

    @property
    def is_empty(self) -> bool:
        """True where nothing narrows the list: no text and no choice."""
        return not self.text and not self.chosen

    def slugs(self, facet: str) -> tuple[str, ...]:
        return dict(self.chosen).get(facet, ())

    def is_chosen(self, facet: str, slug: str) -> bool:
        return slug in self.slugs(facet)

    def without(self, facet: str, slug: str | None = None) -> Self:
        """The same without one choice, or without the whole facet; on its first page."""
        kept = () if slug is None else tuple(s for s in self.slugs(facet) if s != slug)
        return self._choosing(facet, kept)

    def with_(self, facet: str, slug: str) -> Self:
        return self._choosing(facet, (*self.slugs(facet), slug))

    def toggled(self, facet: str, slug: str) -> Self:
        chosen = self.is_chosen(facet, slug)
        return self.without(facet, slug) if chosen else self.with_(facet, slug)

    def at(self, page: int) -> Self:
        return replace(self, page=max(1, page))

    def sorted_by(self, sort: str) -> Self:
        return replace(self, sort=sort if sort in SORTS else "relevance", page=1)

    def saying(self, text: str) -> Self:
        return replace(self, text=clean(text), page=1)

    def including_ended(self, include: bool = True) -> Self:
        return replace(self, include_ended=include, page=1)

    def _choosing(self, facet: str, slugs: tuple[str, ...]) -> Self:
        others = {name: given for name, given in self.chosen if name != facet}
        given = {**others, facet: tuple(sorted(set(slugs)))}
        return replace(self, chosen=tuple(sorted((f, s) for f, s in given.items() if s)), page=1)
