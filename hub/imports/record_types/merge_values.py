"""What a row gives: the fields it speaks of, and what it adds to lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import Row
from hub.records.models.ledger import Facts


def stated_fields(row: Row, values: dict[str, Any], renamed: dict[str, str] | None = None) -> Facts:
    """Those of the read values whose fields the row speaks of, under their names as facts."""
    renamed = renamed or {}
    return {name: value for name, value in values.items() if renamed.get(name, name) in row}


def merge_list(fact: str, there: list[Any], given: list[Any]) -> list[Any]:
    """What is there with what is new to it; a source counts by its address and title."""
    seen = {_identity(fact, one) for one in there}
    return [*there, *(one for one in given if _identity(fact, one) not in seen)]


def _identity(fact: str, one: Any) -> Any:
    if isinstance(one, str):
        return one
    return matching_key(one[0]) if fact == "names" else tuple(one[:3])


def cited(sources: Iterable[Any]) -> list[list[str]]:
    """Rows of ``read_citations`` as the fact "citations" holds them."""
    return [[one.subject, one.url, one.title, one.note] for one in sources]
