"""What countries are called by others: official, short, former and abbreviated names.

The names on pages are those of ``cldr_names``. These are read in imports and searched for. The
first table is written by `manage.py build_country_names`, the second by hand.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hub.records.text_folding import fold_letters
from hub.vocabulary.cldr_names import country_names as names_on_pages

DATA = Path(__file__).parent / "data"
SIX_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
SEARCHED = ("short", "former", "common", "abbreviation")
# A word of two letters is a word of some language: "US" is in "tell us". Some are in wide use.
SHORTEST_SEARCHED, SEARCHED_CODES = 3, frozenset({"UK", "U.K."})
SHARED = "shared"

Names = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class SharedName:
    """A name that alone says nothing of which country is meant: "Congo". ``codes``: alpha-2."""

    codes: tuple[str, ...]
    names: tuple[tuple[str, str], ...]  # (language, name); the first is the English one


def country_codes() -> tuple[str, ...]:
    """The alpha-2 codes of ISO 3166-1."""
    return tuple(_alpha3_codes())


def country_spellings(code: str) -> list[str]:
    """Every name of an ISO 3166-1 alpha-2 country in eight languages, and its alpha-3 code.

    None that it shares with another (`shared_country_names`).
    """
    code = code.upper()
    names = [
        name
        for table in _tables().values()
        for in_language in table.get(code, {}).values()
        for name in in_language
    ]
    shared = _shared_of(code)
    own = (name for name in (*names_on_pages(code), *names) if fold_letters(name) not in shared)
    return list(dict.fromkeys([*own, *_alpha3(code)]))


def searched_country_names(code: str) -> list[tuple[str, str]]:
    """(language, name) for what a reader may type for a country, besides its name on pages."""
    code, tables = code.upper(), _tables()
    names = [
        (language, name)
        for kind in SEARCHED
        for language, in_language in tables[kind].get(code, {}).items()
        for name in in_language
        if language in SIX_LANGUAGES and (_is_searched(name) or not name.isascii())
    ]
    return list(dict.fromkeys(names))


@lru_cache(maxsize=1)
def shared_country_names() -> tuple[SharedName, ...]:
    """Names that several countries bear, or that of a country which fell to several."""
    return tuple(
        SharedName(
            tuple(row["codes"]),
            tuple((language, name) for language, names in row["names"].items() for name in names),
        )
        for row in _spellings()[SHARED]
    )


@lru_cache(maxsize=512)
def _shared_of(code: str) -> frozenset[str]:
    """What a country shares with others, folded."""
    return frozenset(
        fold_letters(name)
        for shared in shared_country_names()
        for _language, name in shared.names
        if code in shared.codes
    )


def _is_searched(name: str) -> bool:
    letters = sum(map(str.isalpha, name))
    return letters >= SHORTEST_SEARCHED or name in SEARCHED_CODES


def _alpha3(code: str) -> list[str]:
    return [alpha3] if (alpha3 := _alpha3_codes().get(code)) else []


@lru_cache(maxsize=1)
def _alpha3_codes() -> dict[str, str]:
    table = json.loads((DATA / "countries.json").read_text(encoding="utf-8"))
    return {country["alpha2"]: country["alpha3"] for country in table["countries"]}


@lru_cache(maxsize=1)
def _tables() -> dict[str, Names]:
    """By kind: short and formal (generated), former, common, abbreviation, ambiguous (by hand)."""
    tables: dict[str, Names] = {}
    for content in (_read("country_names.json"), _spellings()):
        tables |= {
            kind: names for kind, names in content.items() if kind not in ("sources", SHARED)
        }
    return tables


@lru_cache(maxsize=1)
def _spellings() -> dict[str, Any]:
    return _read("country_spellings.json")


def _read(file_name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DATA / file_name).read_text(encoding="utf-8"))
    return content
