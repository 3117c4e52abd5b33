"""The list of suggestions with 10,000 that wait, and the page of one; dropping a thousand.

`python -m bench.suggestions fill` alone, in the environment of `bench.place`, makes them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench.curator import Curator, session_of
from bench.place import filled_place, processor_times
from bench.reader import Reader, unkept
from bench.rows import Row, percentile

TOOLS, SIZE, DROPPED = 1000, 10_000, 1000
ROUNDS = 15
LISTS = (
    "/desk/suggestions/", "/desk/suggestions/?page=2", "/desk/suggestions/?page=100",
    "/desk/suggestions/?kind=correction", "/desk/suggestions/?show=held",
    "/desk/suggestions/?about=tool", "/desk/suggestions/?show=dropped",
)  # fmt: skip


def rows() -> Iterator[Row]:
    of = f"at {SIZE:,} suggestions"
    here = filled_place(TOOLS)
    told = here.ask("-m", "bench.suggestions", "fill")
    with here.web() as (port, worker):
        reader = Curator(port, told["session"])
        lists = _times(reader, LISTS)
        spent = processor_times(reader, worker, [unkept(path) for path in LISTS * 3])
        one = _times(reader, (f"/desk/suggestions/{told['one']}/",))
    yield Row(f"suggestions, list, p50, {of}", percentile(lists, 0.5), "ms")
    yield Row(f"suggestions, list, p95, {of}", percentile(lists, 0.95), "ms", 100.0)
    yield Row(f"suggestions, list, processor, p50, {of}", percentile(spent, 0.5), "ms")
    yield Row(f"suggestions, list, processor, p95, {of}", percentile(spent, 0.95), "ms")
    yield Row(f"suggestions, page of one, p95, {of}", percentile(one, 0.95), "ms", 150.0)
    drop = here.ask("-m", "bench.suggestions", "drop")
    yield Row(f"suggestions, {DROPPED:,} dropped", drop["drop"], "s", 2.0)
    yield Row(f"suggestions, {DROPPED:,} taken back", drop["undo"], "s", 2.0)


def _times(reader: Reader, paths: tuple[str, ...]) -> list[float]:
    for path in paths:
        assert reader.get(path).status == 200, path
    return [reader.get(unkept(path)).milliseconds for _ in range(ROUNDS) for path in paths]


def _fill() -> dict[str, Any]:
    """A third says what another said, a tenth is held, one in a hundred tells of a danger."""
    from catalogue.models import Tool
    from hub.accounts.models import Person
    from hub.curation.desk.task_list import reconcile
    from hub.curation.suggestions.models import SuggestedFact, Suggestion

    tools = list(Tool.objects.order_by("pk").values_list("pk", flat=True))
    kinds = [kind for kind in Suggestion.Kind.values if kind not in ("missing", "danger")]

    def suggestion(number: int) -> Suggestion:
        return Suggestion(
            kind="danger" if number % 100 == 0 else kinds[number % len(kinds)],
            record_kind="tool",
            record_id=tools[number % len(tools)],
            record_version=1,
            about_kind="tool",
            words=f"Suggestion {number} says at some length what is wrong with this tool. " * 3,
            receipt_key=f"bench {number}",
            group_key=f"group {number % 7000}",
            findings=[{"what": "phone", "fact": "words"}] if number % 10 == 1 else [],
        )

    made = Suggestion.objects.bulk_create(map(suggestion, range(SIZE)), batch_size=1000)
    one = next(row for row in made if row.kind == "correction")
    for name in ("name", "summary", "url", "licence"):
        SuggestedFact.objects.create(suggestion=one, fact=name, text="Other", value={name: "Other"})
    reconcile("suggestion")
    person = Person.objects.create_user("curator@example.org", is_staff=True, is_superuser=True)
    return {"session": session_of(person), "one": one.pk}


def _drop() -> dict[str, float]:
    from hub.accounts.models import Person
    from hub.curation.suggestions.models import Suggestion
    from hub.curation.suggestions.review import decisions

    person = Person.objects.get(email="curator@example.org")
    keys = list(Suggestion.objects.exclude(kind="danger").values_list("pk", flat=True)[:DROPPED])
    start = time.perf_counter()
    drop = decisions.drop(keys, by=person)
    dropped = time.perf_counter()
    decisions.undo_drop(drop.at, by=person)
    return {"drop": dropped - start, "undo": time.perf_counter() - dropped}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps({"fill": _fill, "drop": _drop}[sys.argv[1]]()))
