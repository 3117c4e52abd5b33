"""What tests count in steps, in time: requests meant to cost much, and answers that must be alike.

`python -m bench.hostile` alone, in the environment of `bench.place`, prints the timings.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from bench.place import place
from bench.rows import Row, percentile
from hub.imports.read.sandbox import ReadLimits, UnreadableFile, detect_file_format, open_rows

if TYPE_CHECKING:
    from hub.search_engine.snapshot import Snapshot

ROUNDS = 15
SHEET = "xl/worksheets/sheet1.xml"
LAST_ROW = 1_048_576  # of a sheet, by the format
TEXTS = ('"' * 2_000, "x" * 4_096, "a " * 2_000, "\u0301" * 500, "受" * 4_000, "ا" * 4_000,
         "🙂" * 900, "{% load %}" * 100)  # fmt: skip
# Cells of 20,000 letters and more that only a reading in one pass gets through.
CELLS = ("<a x=" + "bbbb=" * 5_000 + "<", "<b" * 10_000 + ">" * 10_000,
         "1234567 tel" + " " * 20_000 + "x", " 001" * 5_000, "Department " + "ab " * 7_000,
         "2020" + " " * 20_000 + "x", "„;" * 10_000, "a" + " " * 20_000 + "b",
         "a|b\n|--" + " " * 20_000 + "x\n1|2\n")  # fmt: skip
STATES = ("unknown", "unconfirmed", "active", "paused")


def rows() -> Iterator[Row]:
    with place() as here:
        here.run("-m", "bench.prepare", "126")
        timings = here.ask("-m", "bench.hostile")
    yield Row("refusal of 10,000 parameters, processor, p50", timings["parameters"], "ms", 20.0)
    yield Row("slowest of hostile searches, processor", timings["searches"], "ms", 250.0)
    yield Row(
        "slowest of hostile cells, read in every way, processor", timings["cells"], "ms", 500.0
    )
    yield Row("marking of twenty cards, processor, p50", timings["cards"], "ms", 30.0)
    fastest = [timings["subscribe"][state] for state in STATES]
    yield Row("subscribing, a new address, fastest", fastest[0], "ms")
    # An answer that takes longer for some addresses would tell which are known.
    yield Row("subscribing, slowest / fastest state", max(fastest) / min(fastest), "times", 2.0)
    yield Row("refusal of a zip bomb, processor", timings["bomb"], "s", 30.0)
    yield Row("a million empty rows passed over, processor", timings["empty_rows"], "s", 60.0)


def _workbooks() -> dict[str, float]:
    """Seconds of the processor that the reading child used, for each of two workbooks."""
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        _write(path, f"<row>{'<c/>' * 1000}</row>" * 80_000)
        start = _processor_of_children()
        try:
            detect_file_format(path)
        except UnreadableFile:
            seconds["bomb"] = _processor_of_children() - start
        cells = (f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, LAST_ROW))
        _write(path, f"{_row(1, 'name', 'url')}{''.join(cells)}{_row(LAST_ROW, 'A', '1')}")
        start = _processor_of_children()
        with open_rows(
            path, detect_file_format(path), limits=ReadLimits(silence_seconds=600.0)
        ) as sheet:
            numbers = [row.number for chunk in sheet.chunks() for row in chunk]
        seconds["empty_rows"] = _processor_of_children() - start
        assert numbers == [LAST_ROW]
    return seconds


def _processor_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _row(number: int, *texts: str) -> str:
    cells = (
        f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("AB", texts, strict=True)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _write(path: Path, sheet_rows: str) -> None:
    """A workbook whose only sheet has these rows."""
    Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{sheet_rows}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in (parts | {SHEET: sheet.encode()}).items():
            archive.writestr(name, content)


def _measure() -> None:
    """Timings as JSON on the last line: of workbooks in seconds, the others in milliseconds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    from django.test import Client

    from hub.search_engine.query import Query
    from hub.search_engine.search import search
    from hub.search_engine.snapshot_cache import get_snapshot

    logging.getLogger("django.request").setLevel(logging.ERROR)  # refusals are what is measured
    snapshot = get_snapshot("tool")
    client = Client(SERVER_NAME="127.0.0.1")
    path = "/tools/?" + "&".join(f"a{number}=1" for number in range(10_000))
    assert client.get(path).status_code == 400
    searches = [
        percentile(_timings(partial(search, snapshot, query)), 0.5)
        for text in TEXTS
        for query in (Query.of(text), Query(text=text))
    ]
    print(
        json.dumps(
            {
                "parameters": percentile(_timings(lambda: client.get(path)), 0.5),
                "searches": max(searches),
                "cells": max(
                    percentile(_timings(partial(_read_cell, cell)), 0.5) for cell in CELLS
                ),
                "cards": percentile(_timings(_marking(snapshot)), 0.5),
                "subscribe": _subscribing(client),
                **_workbooks(),
            }
        )
    )


def _read_cell(cell: str) -> None:
    """All that an import asks of a text, whatever its column."""
    from hub.imports.map.cell_readers import read_speaker
    from hub.imports.map.cell_splitter import SEPARATORS, split_cell
    from hub.imports.map.date_parser import parse_date
    from hub.imports.read.other_files import kind_of_text
    from hub.imports.record_types.body_finder import find_body
    from hub.imports.record_types.body_index import current_bodies
    from hub.imports.record_types.body_suggestions import suggest_bodies
    from hub.records.text_cleaning import clean_text, personal_data

    clean_text(cell)
    personal_data(cell)
    kind_of_text(cell)
    read_speaker(cell)
    for separator in SEPARATORS:
        split_cell(cell, separator)
    bodies = current_bodies()
    bodies.found.clear()
    find_body(bodies, cell)
    suggest_bodies(bodies, cell)
    with suppress(ValueError):
        parse_date(cell, "iso")


def _timings(
    work: Callable[[], object], clock: Callable[[], float] = time.process_time
) -> list[float]:
    """Milliseconds of each round."""
    timings = []
    for _ in range(ROUNDS):
        start = clock()
        work()
        timings.append((clock() - start) * 1000)
    return timings


def _marking(snapshot: Snapshot) -> Callable[[], object]:
    from hub.search_engine.highlighter import Highlighter

    text = "Identification and protection of victims by trained officers. " * 12
    marker = Highlighter(snapshot, "victim officer")
    pk = int(snapshot.pks[0])
    return lambda: [marker.card(pk, "Victims", "A summary", text) for _ in range(20)]


def _subscribing(client: Any) -> dict[str, float]:
    """For an address in each state the fastest answer, asked in turn: other programs only add."""
    from django.utils import timezone

    from hub.digests import keyed_hashes
    from hub.digests.models import Subscriber
    from hub.outbox import sealing

    now = timezone.now()
    addresses = {state: f"{state:x>12}@example.org" for state in STATES}
    Subscriber.objects.bulk_create(
        Subscriber(
            address=sealing.seal(addresses[state]),
            address_key=keyed_hashes.address_key(addresses[state]),
            state=state,
            confirmed_at=None if state == "unconfirmed" else now,
            period_from=None if state == "unconfirmed" else now,
        )
        for state in STATES[1:]
    )
    form = {"of": "tool", "query": "q=hotline", "whats": ["new"], "frequency": "weekly",
            "language": "en", "time_zone": "UTC"}  # fmt: skip
    timings: dict[str, list[float]] = {state: [] for state in STATES}
    for _ in range(ROUNDS):
        for state, address in addresses.items():
            start = time.perf_counter()
            response = client.post("/subscribe/", {**form, "address": address})
            timings[state].append((time.perf_counter() - start) * 1000)
            assert response.status_code == 303, response.status_code
    return {state: min(times) for state, times in timings.items()}


if __name__ == "__main__":
    _measure()
