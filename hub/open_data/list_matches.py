"""The whole of a filtered list, of which its pages show parts: same records, same order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hub.lists.spec import ListSpec, list_specs
from hub.records.models import SearchState
from hub.search_engine.query import Query
from hub.search_engine.search import match_ids
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshot_cache import get_snapshot


@dataclass(frozen=True)
class ListMatches:
    """``keys``: of the records, in the order of the pages; to be given to nobody. ``seq``: the
    number of public changes so far, which tells nothing of those that are hidden.

    ``is_exact``: whether the words of the query were taken letter by letter.
    """

    spec: ListSpec
    query: Query
    is_exact: bool
    keys: list[int]
    seq: int


def list_matches(kind: str, query: Query, *, exact: bool = False) -> ListMatches:
    """All that a list has for a query, whatever its page. No query to the database.

    Raises LookupError for a kind that has no list.
    """
    spec = list_specs[kind]
    snapshot = get_snapshot(kind, "public")
    query, seq = query.with_page(1), SearchState.public_version().seq
    return ListMatches(spec, query, exact, _keys(spec, snapshot, query, exact), seq)


def matching_keys(kind: str, query: Query, *, exact: bool = False) -> list[int]:
    """The primary keys of ``list_matches``."""
    return list_matches(kind, query, exact=exact).keys


def _keys(spec: ListSpec, snapshot: Snapshot, query: Query, exact: bool) -> list[int]:
    whole = replace(spec.in_order(query), page=1)
    return match_ids(snapshot, whole, correct=not exact, literal=exact)
