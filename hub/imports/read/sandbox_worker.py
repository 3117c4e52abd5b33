"""The sandboxed process that opens uploaded files, with limits set before it opens one.

It is started as `read.sandbox_worker`, with a JSON line of what to do as its argument and the file
as an open descriptor. It loads what reading may need, shuts itself off, tries whether it is, and
only then reads the first byte. It prints JSON lines: `{"escapes": [...]}` where anything succeeded;
then `{"detected": ...}`, or `{"headings": [...], "layout": {...}}` and
`{"rows": [[number, cells, [[code, heading, value]]]]}`; at the end `{"end": true}`, or
`{"problem": code, "details": {...}}` wherever it must stop.
"""

import codecs
import importlib
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from .confinement import confine, find_escapes
from .limits import CHUNK_CHARACTERS, CHUNK_ROWS, MEGABYTE, FileRefused
from .source_file import SourceFile


def main() -> None:
    request = json.loads(sys.argv[1])
    source = SourceFile(request["descriptor"])
    preload(request)
    limit(request["memory"], request["seconds"])
    confine()
    escapes = find_escapes(request["parent"], request["canary"])
    if escapes:
        _write_line({"escapes": escapes})
        if request["must_be_confined"]:
            return
    try:
        for line in answer(source, request):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        _write_line({"end": True})
    except FileRefused as problem:
        _write_line({"problem": problem.code, "details": problem.details})
    except MemoryError:
        _write_line({"problem": "memory", "details": {}})
    except BrokenPipeError:
        # The parent went away, or has read enough. Nothing is left to be flushed at exit.
        sys.stdout = None
    except Exception as problem:  # noqa: BLE001 (what hostile files raise in a reader is without end)
        _write_line({"problem": "damaged", "details": {"kind": type(problem).__name__}})


def preload(request: dict[str, Any]) -> None:
    """What readers load when they first need it: later there is no file to load it from."""
    for name in ("_strptime", "unicodedata"):
        importlib.import_module(name)

    detected = request["detected"]
    from .encoding import ONE_BYTE, RARE_ONE_BYTE, TWO_BYTES

    named = [detected["encoding"]] if detected else [*ONE_BYTE, *RARE_ONE_BYTE, *TWO_BYTES]
    for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", *named):
        if name:
            codecs.lookup(name)
    if detected is None:
        from . import format_detection  # noqa: F401
    if request["kind"] == "xlsx":
        from . import workbook_reader

        workbook_reader.warm_up()
    elif detected and detected["format"] == "ics":
        from . import calendar_reader

        calendar_reader.warm_up()
    elif detected:
        from . import csv_reader, json_reader  # noqa: F401


def limit(memory: int, seconds: int) -> None:
    """Memory, processor time, and no file may be written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(source: SourceFile, request: dict[str, Any]) -> Iterator[str]:
    """The lines of the answer; rows up to the number ``after`` are left out."""
    if request["detected"] is None:
        from .format_detection import detect_format

        yield json.dumps({"detected": asdict(detect_format(source))})
        return
    after = request["after"]
    table = _read(source, request["detected"], frozenset(request["known"]))
    yield json.dumps({"headings": table.headings, "layout": table.layout})
    rows = (row for row in table.rows if row[0] > after)
    yield from _chunks(rows, request["row_bytes"], request["content_bytes"], request["sent"])


def _read(path: Any, detected: dict[str, Any], known: frozenset[str]) -> Any:
    """The ``Table`` of a file. Each reader is loaded for its own files only."""
    encoding, row = detected["encoding"], detected["heading_row"]
    match detected["format"]:
        case "csv":
            from .csv_reader import read_csv

            return read_csv(path, encoding, detected["delimiter"], heading_row=row, known=known)
        case "xlsx":
            from .workbook_reader import read_workbook

            return read_workbook(path, detected["sheet"], heading_row=row, known=known)
        case "json":
            from .json_reader import read_json

            return read_json(path, encoding, detected["sheet"], heading_row=row, known=known)
        case "ics":
            from .calendar_reader import read_calendar

            return read_calendar(path, encoding)
        case _:
            from .json_reader import read_json_lines

            return read_json_lines(path, encoding, known=known)


def _chunks(rows: Iterable[Any], row_bytes: int, content_bytes: int, sent: int) -> Iterator[str]:
    """``sent``: bytes of the rows that were left out, which an earlier process has sent."""
    encode = json.JSONEncoder(separators=(",", ":")).encode
    encoded_rows: list[str] = []
    characters = 0
    left = content_bytes - sent
    try:
        for row in rows:
            encoded = encode(row)
            left -= len(encoded)
            if len(encoded) > row_bytes:
                raise FileRefused("large_row", row=row[0], most=row_bytes // MEGABYTE)
            if left < 0:
                raise FileRefused("large_content", row=row[0], most=content_bytes // MEGABYTE)
            encoded_rows.append(encoded)
            characters += len(encoded)
            if len(encoded_rows) == CHUNK_ROWS or characters > CHUNK_CHARACTERS:
                yield _chunk(encoded_rows)
                encoded_rows, characters = [], 0
    except FileRefused:
        # The rows before the problem are sent first, so that its row number can be trusted.
        if encoded_rows:
            yield _chunk(encoded_rows)
        raise
    if encoded_rows:
        yield _chunk(encoded_rows)


def _chunk(encoded_rows: list[str]) -> str:
    return '{"rows":[' + ",".join(encoded_rows) + "]}"


def _write_line(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
