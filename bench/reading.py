"""Files of others read by the limited process: rows a second, and memory on both sides.

`python -m bench.reading FILE` alone reads one file and prints what it took.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from bench.rows import Row
from hub.imports.read.sandbox import detect_file_format, open_rows

HEADINGS = ["Name", "Website", "Description", "Countries", "Users", "Technologies", "Status",
            "Organisation", "Year", "Notes"]  # fmt: skip
CSV_ROWS, WORKBOOK_ROWS = 100_000, 20_000


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        for size, path, least, most in (
            (CSV_ROWS, _csv(Path(folder) / "table.csv"), 15_000, None),
            (WORKBOOK_ROWS, _workbook(Path(folder) / "book.xlsx"), None, 400.0),
        ):
            command = [sys.executable, "-m", "bench.reading", str(path)]
            told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
            assert told["rows"] == size, path
            of = f"{size:,} rows of {path.suffix}"
            yield Row(f"reading {of}", size / told["seconds"], "rows/s", least, at_least=True)
            yield Row(f"memory of the process that reads {of}", told["child"], "MB", most)
            yield Row(f"memory of the worker beside it, {of}", told["parent"], "MB", 300.0)


def _table(size: int) -> Iterator[list[object]]:
    yield [*HEADINGS]
    summary = "A platform where caseworkers and the police see reports of trafficking. " * 2
    for n in range(size):
        yield [
            f"Tool {n} für alle", f"https://example.org/tools/{n}", summary, "France; Germany",
            "NGOs; police", "web platform", "active", f"Organisation {n % 900}", 2000 + n % 20, "-",
        ]  # fmt: skip


def _csv(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(_table(CSV_ROWS))
    return path


def _workbook(path: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Tools")
    for row in _table(WORKBOOK_ROWS):
        sheet.append(row)
    book.save(path)
    return path


def _read(path: Path) -> dict[str, float]:
    start = time.perf_counter()
    with open_rows(path, detect_file_format(path)) as found:
        count = sum(len(batch) for batch in found.chunks())
    seconds = time.perf_counter() - start
    peaks = {
        name: resource.getrusage(who).ru_maxrss / 1024
        for name, who in (("parent", resource.RUSAGE_SELF), ("child", resource.RUSAGE_CHILDREN))
    }
    return {"rows": count, "seconds": seconds, **peaks}


if __name__ == "__main__":
    print(json.dumps(_read(Path(sys.argv[1]))))
