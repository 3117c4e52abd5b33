"""Two organisations with 2,000 links become one, and two again, each in one step.

`python -m bench.merging change` alone, in the environment of `bench.place`, does it and prints what
it took.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.place import filled_place
from bench.rows import Row

SIZE = 10_000  # tools on the site
LINKS = 2_000  # of each organisation; half of the tools name both
TARGET = 10.0  # seconds


def rows() -> Iterator[Row]:
    told = filled_place(SIZE).ask("-m", "bench.merging", "change")
    assert told.pop("moved") == LINKS
    assert told.pop("back") == [LINKS, LINKS]
    assert told.pop("numbers") == [1, 1]
    for name, seconds in told.items():
        yield Row(f"organisations with {LINKS:,} links, {name}", seconds, "s", TARGET)


def _change() -> dict[str, Any]:
    from catalogue.models import Organisation, Tool, ToolOrganisation
    from hub.curation.merging.merge_page import moving
    from hub.curation.merging.merge_undo import undo
    from hub.curation.merging.record_merge import merge
    from hub.records.models import SearchState

    goes, stays = (
        Organisation.objects.create(slug=f"body-{letter}", name=f"Body {letter}", state="published")
        for letter in "ab"
    )
    Tool.objects.update(known_none=[])  # of some it is known that nobody makes them
    keys = list(Tool.objects.order_by("pk").values_list("pk", flat=True)[: LINKS * 3 // 2])
    links = [(goes, pk) for pk in keys[:LINKS]] + [(stays, pk) for pk in keys[LINKS // 2 :]]
    stays_too = [(stays, pk) for pk in Tool.objects.order_by("-pk").values_list("pk", flat=True)[
        : LINKS - len(keys[LINKS // 2 :])]]  # fmt: skip
    ToolOrganisation.objects.bulk_create(
        [ToolOrganisation(organisation=body, tool_id=pk, position=9)
         for body, pk in (*links, *stays_too)],
        batch_size=1000,
    )  # fmt: skip
    seconds: dict[str, Any] = {}
    seconds["shown"], _lines = _timed(lambda: moving(Organisation, goes.pk))
    before = SearchState.current()
    seconds["merged"], done = _timed(
        lambda: merge(Organisation, goes.pk, stays.pk, by=None, reason="Measured.")
    )
    between = SearchState.current()
    seconds["taken back"], _undone = _timed(lambda: undo(done.pk, by=None))
    numbers = [between - before, SearchState.current() - between]
    back = [body.tool_links.count() for body in (goes, stays)]
    return seconds | {"moved": done.count, "back": back, "numbers": numbers}


def _timed(deed: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    made = deed()
    return time.perf_counter() - start, made


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps(_change()))
