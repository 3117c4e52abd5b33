"""Names of countries and languages, from the table that `manage.py build_names` writes."""

import json
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "names.json"

Names = dict[str, dict[str, str]]


def country_name(code: str, language: str = "en") -> str:
    """Return the name of an ISO 3166-1 alpha-2 country in a language (a BCP 47 tag).

    Falls back to the language without its region or script, then to English, then to the code.
    """
    return _name(_tables()["countries"].get(code.upper(), {}), language) or code


def language_name(tag: str, language: str = "en") -> str:
    """Return the name of a language (a BCP 47 tag) in another one, as `country_name` does.

    A tag that the table does not hold is named by its first part: "pt-BR" as Portuguese.
    """
    return _name(_language(tag), language) or tag


def endonym(tag: str) -> str:
    """Return what a language calls itself; where CLDR does not know, its English name."""
    return _language(tag).get("endonym") or language_name(tag)


def country_names(code: str) -> list[str]:
    """What a country is called in all languages of the table."""
    return list(_tables()["countries"].get(code.upper(), {}).values())


def language_names(tag: str) -> list[str]:
    """What a language is called in all languages of the table, its own among them."""
    return list(_tables()["languages"].get(tag, {}).values())


def _language(tag: str) -> dict[str, str]:
    languages = _tables()["languages"]
    return languages.get(tag) or languages.get(_first_part(tag), {})


def _name(names: dict[str, str], language: str) -> str | None:
    return names.get(_first_part(language)) or names.get("en")


def _first_part(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=1)
def _tables() -> dict[str, Names]:
    tables = json.loads(TABLE.read_text(encoding="utf-8"))
    return {"countries": tables["countries"], "languages": tables["languages"]}
