"""A search query as one immutable value; its string is cache key, subscription and feed address."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from hub.web.paths import query_string

SORTS = ("relevance", "verified", "name")
PER_PAGE = 20
MAX_TEXT_LENGTH = 400


def page_count(total: int, per_page: int) -> int:
    """At least one, as an empty list has a page too."""
    return max(1, -(-total // per_page))


Chosen = tuple[tuple[str, tuple[str, ...]], ...]


def clean_query_text(text: str) -> str:
    """One line without control characters, lone surrogates and doubled blanks, at most 400 letters.

    Joiners and marks stay, because Persian, Hindi and Arabic words are written with them.
    """
    printable = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter
        for letter in text[: MAX_TEXT_LENGTH * 4]
    )
    return " ".join(printable.split())[:MAX_TEXT_LENGTH].rstrip()


@dataclass(frozen=True)
class Query:
    """``chosen``: (facet, slugs) pairs, both sorted, no facet without a slug."""

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
        """A query from unchecked values: the text cleaned, choices sorted, each once.

        An unknown sort becomes "relevance", a page below 1 the first: people type addresses.
        """
        return cls(
            text=clean_query_text(text),
            chosen=_sorted_choices(chosen or {}),
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
        return query_string(pairs)

    @property
    def is_empty(self) -> bool:
        """True where nothing narrows the list: no text and no choice."""
        return not self.text and not self.chosen

    def slugs(self, facet: str) -> tuple[str, ...]:
        return dict(self.chosen).get(facet, ())

    def with_choice(self, facet: str, slug: str) -> Self:
        return self._with_slugs(facet, (*self.slugs(facet), slug))

    def without_choice(self, facet: str, slug: str | None = None) -> Self:
        """The same without one choice, or without the whole facet; on its first page."""
        remaining = () if slug is None else tuple(s for s in self.slugs(facet) if s != slug)
        return self._with_slugs(facet, remaining)

    def with_page(self, page: int) -> Self:
        return replace(self, page=max(1, page))

    def with_sort(self, sort: str) -> Self:
        return replace(self, sort=sort if sort in SORTS else "relevance", page=1)

    def with_text(self, text: str) -> Self:
        return replace(self, text=clean_query_text(text), page=1)

    def with_ended(self, include: bool = True) -> Self:
        return replace(self, include_ended=include, page=1)

    def _with_slugs(self, facet: str, slugs: tuple[str, ...]) -> Self:
        chosen = _sorted_choices({**dict(self.chosen), facet: slugs})
        return replace(self, chosen=chosen, page=1)


def _sorted_choices(chosen: Mapping[str, Iterable[str]]) -> Chosen:
    by_facet = {facet: tuple(sorted(set(slugs))) for facet, slugs in chosen.items()}
    return tuple(sorted((facet, slugs) for facet, slugs in by_facet.items() if slugs))
