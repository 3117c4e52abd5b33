"""A term that 10,000 tools carry: split, taken back, merged and taken back, each in one step.

`python -m bench.terms change` alone, in the environment of `bench.place`, does it and prints what
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

SIZE = 10_000
TARGET = 10.0  # seconds


def rows() -> Iterator[Row]:
    told = filled_place(SIZE).ask("-m", "bench.terms", "change")
    assert told.pop("records") == [SIZE, SIZE]
    assert told.pop("numbers") == 1
    for name, seconds in told.items():
        yield Row(f"term of {SIZE:,} records, {name}", seconds, "s", TARGET)


def _change() -> dict[str, Any]:
    from catalogue.models import Tool, ToolTerm
    from hub.curation.vocabulary_changes import term_changes
    from hub.curation.vocabulary_changes.preview import preview_of
    from hub.curation.vocabulary_changes.term_undo import undo
    from hub.records.models import SearchState
    from hub.vocabulary.models import Scheme, Term

    scheme = Scheme.objects.get(slug="purpose")
    term = Term.objects.create(scheme=scheme, slug="carried-by-all", label="Carried by all")
    other = Term.objects.create(scheme=scheme, slug="another", label="Another")
    keys = Tool.objects.values_list("pk", flat=True)
    ToolTerm.objects.bulk_create([ToolTerm(tool_id=pk, term=term) for pk in keys], batch_size=1000)
    parts = [term_changes.Part(f"Part {letter}", f"part-{letter}") for letter in "ab"]
    why: dict[str, Any] = {"by": None, "reason": "Measured."}
    seconds: dict[str, Any] = {"preview": _timed(lambda: preview_of(term))[0]}
    before = SearchState.current()
    seconds["split"], split = _timed(lambda: term_changes.split(term, parts, **why))
    seconds["numbers"] = SearchState.current() - before
    seconds["split undone"], _undone = _timed(lambda: undo(split, by=None))
    term.refresh_from_db()
    seconds["merged"], merge = _timed(lambda: term_changes.merge(term, other, **why))
    seconds["merge undone"], _undone = _timed(lambda: undo(merge, by=None))
    return seconds | {"records": [split.records, merge.records]}


def _timed(deed: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    made = deed()
    return time.perf_counter() - start, made


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps(_change()))
