"""How soon the written searches of ``tests/data/relevance.json`` find what they should.

An entry says what its first result must be (``first``, one of these), what must be in the first
five (``must`` all, ``five`` at least one, ``first_five_from`` nothing else), which rows each of the
first five has one of (``have``), and what must not be among them (``not``).

`python -m bench.relevance` alone, in the environment of `bench.place`, prints both measures.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.place import ROOT, place
from bench.rows import Row

if TYPE_CHECKING:
    from hub.search_engine.snapshot import Snapshot

LIST = Path(ROOT) / "tests" / "data" / "relevance.json"
FIRST = 5
# What was measured last; less is worse.
LEAST_RECIPROCAL_RANK, LEAST_SUCCESS = 0.92, 0.99

Entry = Mapping[str, Any]


class Relevance(NamedTuple):
    """``reciprocal_rank``: mean of 1 / the rank of the first wanted result, 0 where it is not on
    the first page. ``success``: the share of searches with one in the first five.
    """

    reciprocal_rank: float
    success: float


def rows() -> Iterator[Row]:
    with place() as here:
        here.run("manage.py", "migrate", "--verbosity=0")
        here.run("manage.py", "load_starter_data", "--here")
        answer = here.ask("-m", "bench.relevance")
    measured = Relevance(*answer)
    of = f"{len(read_entries())} searches"
    yield Row(
        f"relevance, mean reciprocal rank, {of}",
        measured.reciprocal_rank,
        "",
        LEAST_RECIPROCAL_RANK,
        at_least=True,
    )
    yield Row(
        f"relevance, success at five, {of}", measured.success, "", LEAST_SUCCESS, at_least=True
    )


def read_entries() -> list[Entry]:
    entries: list[Entry] = json.loads(LIST.read_text(encoding="utf-8"))
    return entries


def measure(snapshot: Snapshot, slugs: Mapping[int, str], entries: Sequence[Entry]) -> Relevance:
    """Both measures over the entries; ``slugs`` by primary key."""
    ranks = [first_rank(snapshot, slugs, entry) for entry in entries]
    return Relevance(
        sum(1 / rank for rank in ranks if rank) / len(ranks),
        sum(0 < rank <= FIRST for rank in ranks) / len(ranks),
    )


def first_rank(snapshot: Snapshot, slugs: Mapping[int, str], entry: Entry) -> int:
    """The rank of the first wanted result from 1; 0 where none is on the first page."""
    from hub.search_engine.query import Query
    from hub.search_engine.search import search

    wanted: set[str] = set()
    for key in ("first", "must", "five", "first_five_from"):
        wanted = wanted or set(entry.get(key, ()))
    for rank, pk in enumerate(search(snapshot, Query.of(entry["query"])).ids, start=1):
        has_row = not snapshot.rows_of(pk).isdisjoint(entry.get("have", ()))
        if slugs[pk] in wanted or (not wanted and has_row):
            return rank
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    from catalogue.models import Tool
    from hub.search_engine.snapshot_cache import get_snapshot

    by_key = dict(Tool.objects.values_list("pk", "slug"))
    print(json.dumps(measure(get_snapshot("tool"), by_key, read_entries())))
