"""Which places a text names, so that help of other countries can stand behind that of these."""

from __future__ import annotations

from functools import lru_cache

from catalogue.fields.shared import PLACE
from catalogue.fit.scoring_engine import STATED_WORLD
from catalogue.place_names import country_names_by_code, place_names
from hub.search_engine.named_rows import Phrase, name_tokens
from hub.vocabulary.term_cache import term_cache

LONGEST_TEXT = 40  # words that are looked at: nobody names a country behind so many


def rows_of_places(text: str) -> frozenset[str]:
    """The rows of all places that are named, and of what serves the whole world.

    Where one name holds another, the longer counts.
    """
    names, tokens = _rows_by_name(), name_tokens(text)[:LONGEST_TEXT]
    longest = max(map(len, names))
    rows: set[str] = set()
    start = 0
    while start < len(tokens):
        length = next(
            (size for size in range(longest, 0, -1) if tokens[start : start + size] in names), 1
        )
        rows |= names.get(tokens[start : start + length], frozenset())
        start += length
    return frozenset(rows | {STATED_WORLD}) if rows else frozenset()


def countries_named(text: str) -> tuple[str, ...]:
    """The codes (ISO 3166-1 alpha-2, small letters) of the countries that are named, in order."""
    scheme = term_cache().schemes.get("country")
    countries = {term.slug for term in scheme.terms} if scheme else set()
    return tuple(sorted(countries & {row.partition("/")[2] for row in rows_of_places(text)}))


@lru_cache(maxsize=1)
def _rows_by_name() -> dict[Phrase, frozenset[str]]:
    """A name that is no place of ours, like the "Gulf of Aden", has no rows."""
    rows: dict[Phrase, frozenset[str]] = {}
    for named in place_names():
        own = frozenset(row for row, _weight in named.rows if row.startswith(f"{PLACE}/"))
        for name in named.names:
            rows.setdefault(name_tokens(name), own)
    for code, names in country_names_by_code().items():
        for name in names:
            rows.setdefault(name_tokens(name), frozenset([f"{PLACE}/{code.lower()}"]))
    rows.pop((), None)
    return rows
