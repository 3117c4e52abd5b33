"""Names of bodies in other languages: "国际移民组织" finds what IOM made, though no text says so.

The names ship with the bodies. In a query such a name is taken as a whole: word by word it would
find every tool on migration, or for refugees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalogue.models.organisation import matching_key
from hub.search_engine.analyser import tokenize
from hub.search_engine.named_rows import NamedRows

BODIES_FILE = Path(__file__).parent / "data" / "organisations.json"
OF_BODIES = ("organiser", "issuer")  # facets whose choices are bodies


def body_names() -> Iterator[NamedRows]:
    """The bodies with names in other languages; the others are found by their words."""
    for body in _bodies():
        translated = [name for name in _translations(body) if len(tokenize(name)) > 1]
        if translated:
            others = [alias for alias in body["aliases"] if isinstance(alias, str)]
            others += [name for name in _translations(body) if name not in translated]
            plain = (name for name in (body["name"], *others) if "(" not in name)
            yield NamedRows(
                f"body-{body['slug']}",
                "",
                tuple((f"{facet}/{body['slug']}", 1.0) for facet in OF_BODIES),
                tuple(translated),
                also=tuple(plain),
            )


def maker_names() -> Iterator[NamedRows]:
    """Every body by all its names; what it made has its row, or one of these as a name."""
    for body in _bodies():
        aliases = [each["name"] if isinstance(each, dict) else each for each in body["aliases"]]
        rows = tuple((f"{facet}/{body['slug']}", 1.0) for facet in OF_BODIES)
        names = tuple(dict.fromkeys((body["name"], *aliases)))
        yield NamedRows(f"maker-{body['slug']}", body["name"], rows, names)


def is_translation(name: str) -> bool:
    """Whether a name of several words is one of those that ship for other languages."""
    return matching_key(name) in _translated_keys()


@lru_cache(maxsize=1)
def _translated_keys() -> frozenset[str]:
    return frozenset(matching_key(name) for body in body_names() for name in body.names)


def _translations(body: dict[str, Any]) -> list[str]:
    entries = (alias for alias in body["aliases"] if isinstance(alias, dict))
    return [entry["name"] for entry in entries if entry["language"] != "en"]


@lru_cache(maxsize=1)
def _bodies() -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = json.loads(BODIES_FILE.read_text(encoding="utf-8"))
    return bodies
