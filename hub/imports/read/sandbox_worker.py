"""The process that opens files of others, with limits set before it looks at one.

It is started as `read.sandbox_worker`, with a JSON line of what to do as its argument, and prints
JSON lines: `{"sniffed": ...}`, or `{"headings": [...]}`, then `{"rows": [[number, cells, codes]]}`;
at the end `{"end": true}`, or `{"problem": code, "details": {...}}` wherever it must stop.
"""

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .errors import Unreadable
from .limits import BATCH_LETTERS, BATCH_ROWS


def main() -> None:
    wanted = json.loads(sys.argv[1])
    limit(wanted["memory"], wanted["seconds"])
    try:
        for line in answer(Path(wanted["path"]), wanted["sniffed"], wanted["after"]):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        _say({"end": True})
    except Unreadable as problem:
        _say({"problem": problem.code, "details": problem.details})
    except MemoryError:
        _say({"problem": "memory", "details": {}})
    except BrokenPipeError:
        # The parent went away, or has read enough. Nothing is left to be flushed at exit.
        sys.stdout = None
    except Exception as problem:  # noqa: BLE001 (what hostile files raise in a reader is without end)
        _say({"problem": "damaged", "details": {"kind": type(problem).__name__}})


def limit(memory: int, seconds: int) -> None:
    """Memory, processor time, and no file may be written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(path: Path, sniffed: dict[str, Any] | None, after: int) -> Iterator[str]:
    """The lines of the answer; rows up to the number ``after`` are left out."""
    if sniffed is None:
        from .format_detection import sniff

        yield json.dumps({"sniffed": asdict(sniff(path))})
        return
    headings, rows = _read(path, sniffed)
    yield json.dumps({"headings": headings})
    yield from _batches(row for row in rows if row[0] > after)


def _read(path: Path, sniffed: dict[str, Any]) -> tuple[list[str], Iterable[Any]]:
    match sniffed["format"]:
        case "csv":
            from .csv_reader import read_table

            return read_table(path, sniffed["encoding"], sniffed["delimiter"])
        case "xlsx":
            from .workbook_reader import read_workbook

            return read_workbook(path, sniffed["sheet"])
        case "json":
            from .json_reader import read_document

            return read_document(path, sniffed["encoding"])
        case _:
            from .json_reader import read_json_lines

            return read_json_lines(path, sniffed["encoding"])


def _batches(rows: Iterable[Any]) -> Iterator[str]:
    encode = json.JSONEncoder(separators=(",", ":")).encode
    held: list[str] = []
    letters = 0
    try:
        for row in rows:
            held.append(encode(row))
            letters += len(held[-1])
            if len(held) == BATCH_ROWS or letters > BATCH_LETTERS:
                yield _batch(held)
                held, letters = [], 0
    except Unreadable:
        # What stands before the trouble is told first, so that its row number can be trusted.
        if held:
            yield _batch(held)
        raise
    if held:
        yield _batch(held)


def _batch(held: list[str]) -> str:
    return '{"rows":[' + ",".join(held) + "]}"


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
