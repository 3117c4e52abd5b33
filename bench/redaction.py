"""A person is removed from a site with 100,000 revisions, by the batches that workers take.

`python -m bench.redaction change` alone, in the environment of `bench.place`, does it and prints
what it took. The name stands in each of the revisions: fewer take less.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from typing import Any

from bench.place import filled_place
from bench.rows import Row

SIZE = 10_000  # tools on the site
REVISIONS = 100_000  # of a tenth of them, with their facts of before
TARGET = 60.0  # seconds
NAME, REPLACEMENT = "Maria Quellenfeld", "a survivor advocate"
LONGEST_BATCH = 5.0  # seconds for which one transaction may hold its rows


def rows() -> Iterator[Row]:
    measured = filled_place(SIZE).ask("-m", "bench.redaction", "change")
    assert measured["left"] == 0
    assert measured["places"] >= REVISIONS
    name = f"a person in {REVISIONS:,} revisions"
    yield Row(f"{name}, removed", measured["seconds"], "s", TARGET)
    yield Row(f"{name}, the longest batch", measured["longest"], "s", LONGEST_BATCH)
    yield Row(f"{name}, shown where", measured["shown"], "s", target=None)


def _change() -> dict[str, Any]:
    from hub.curation.redaction.models import Redaction
    from hub.curation.redaction.redacted_names import RedactedNames, text_of_spelling
    from hub.curation.redaction.redaction_run import take_step
    from hub.curation.redaction.sealed_request import sealed_contents
    from hub.curation.redaction.survey import survey_of
    from hub.records.models import Revision

    _write_revisions()
    names = RedactedNames((text_of_spelling(NAME),), REPLACEMENT)
    shown = time.perf_counter()
    survey_of(names, {})
    shown = time.perf_counter() - shown
    row = Redaction.objects.create(
        sealed=sealed_contents([NAME], {}), instead=REPLACEMENT, reason="x", state="applying"
    )
    start, longest, goes_on = time.perf_counter(), 0.0, True
    while goes_on:
        begun = time.perf_counter()
        goes_on = take_step(row.pk)
        longest = max(longest, time.perf_counter() - begun)
    seconds = time.perf_counter() - start
    row.refresh_from_db()
    assert row.state == "done"
    left = Revision.objects.filter(before__description__contains=NAME).count()
    return {
        "seconds": seconds, "longest": longest, "shown": shown, "places": row.places, "left": left,
    }  # fmt: skip


def _write_revisions() -> None:
    """Of what facts of tools are, with the name in the middle of a description."""
    from catalogue.models import Tool
    from hub.records.bulk_rows import insert_rows
    from hub.records.models import Revision
    from hub.records.stored_records import read_records

    keys = list(Tool.objects.order_by("pk").values_list("pk", flat=True)[: SIZE // 10])
    stored = read_records(Tool, keys)
    for first in range(0, REVISIONS, 5_000):
        insert_rows(Revision, [
            {
                "kind": "tool", "record_id": key, "version": 10_000 + number,
                "before": _facts(stored[key].facts), "changed": ["description"],
            }
            for number in range(first, first + 5_000)
            for key in (keys[number % len(keys)],)
        ])  # fmt: skip


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    text = facts.get("description") or ""
    middle = len(text) // 2
    return facts | {"description": f"{text[:middle]} {NAME} wrote this. {text[middle:]}"}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps(_change()))
