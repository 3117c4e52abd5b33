"""The parent's side of the sandbox: start the child, watch it, and read its answer."""

import json
import logging
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import starmap
from pathlib import Path
from typing import IO, Any, cast

from hub.imports.read import limits, messages
from hub.imports.read.format_detection import ZIP, DetectedFormat

log = logging.getLogger(__name__)

# The folder above `read`, which the child knows as a package of its own.
FOLDER = Path(__file__).resolve().parent.parent
START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from read.sandbox_worker import main; main()"
)
BLOCK = 1024 * 1024
MAX_EXCERPT = 300
# As the column of the database holds it.
MAX_ROW_NUMBER = 2**31 - 1
# Of one answer beside its rows: headings, layout, remarks.
MAX_BESIDE_ROWS = 4 * limits.MEGABYTE
# What the database holds in no text, as JSON writes it. A pair of halves is one letter.
ZERO, HALF = b"\\u0000", b"\\ud"
HALVES = re.compile("[\0\ud800-\udfff]")


class UnreadableFile(Exception):  # noqa: N818 (it is about the file, not about us)
    """The file as a whole is refused; ``sentence`` says why and what to do."""

    def __init__(self, code: str, **details: str | int) -> None:
        self.code = code
        self.sentence = messages.file_sentence(code, details)
        super().__init__(self.sentence)


class NotConfined(UnreadableFile):
    """The child could still reach what is no business of a file's; ``escapes``: what."""

    def __init__(self, escapes: list[str]) -> None:
        self.escapes = escapes
        super().__init__("not_confined", escapes=messages.escapes_in_words(escapes))


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it was read.

    ``number``: as a person counts in the file. ``cells``: by heading, text or (JSON) nested values.
    ``problems``: as in ``ImportRow.problems``.
    """

    number: int
    cells: dict[str, Any]
    problems: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class ReadLimits:
    """``row_bytes``, ``content_bytes``: of one row and of all, as JSON.

    ``must_be_confined``: nothing is read where the child can still reach anything else.
    """

    memory: int = limits.MEMORY_BYTES
    processor_seconds: int = limits.PROCESSOR_SECONDS
    silence_seconds: float = limits.SILENCE_SECONDS
    must_be_confined: bool = False
    row_bytes: int = limits.MAX_ROW_BYTES
    content_bytes: int = limits.MAX_CONTENT_BYTES


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A line of the child's answer; ``size`` in bytes."""

    content: dict[str, Any]
    size: int


class SandboxedRows:
    """A file that is being read: its headings, then its rows in chunks, once.

    ``layout``: see ``hub.imports.read.table.Table``. ``bytes_read``: of the rows so far, as JSON.
    """

    def __init__(self, lines: Iterator[AnswerLine]) -> None:
        self._lines = lines
        self.bytes_read = 0
        with _well_formed():
            first = next(lines).content
            self.headings: list[str] = [str(heading) for heading in first["headings"]]
            self.layout: dict[str, Any] = dict(first["layout"])

    def chunks(self) -> Iterator[list[RawRow]]:
        """Raises UnreadableFile where the file cannot be read to its end."""
        for line in self._lines:
            with _well_formed():
                rows = [self._row(*row) for row in line.content["rows"]]
            self.bytes_read += line.size
            yield rows

    def _row(self, number: int, cells: Any, remarks: list[list[str]]) -> RawRow:
        if not 0 <= number <= MAX_ROW_NUMBER:
            raise ValueError(number)
        by_heading = dict(zip(self.headings, cells, strict=True) if type(cells) is list else cells)
        return RawRow(number, by_heading, tuple(starmap(_problem, remarks)) if remarks else ())


@contextmanager
def _well_formed() -> Iterator[None]:
    """What a child prints that a file has taken over may be of any shape."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as problem:
        raise UnreadableFile("damaged") from problem


def _problem(code: str, heading: str, value: str) -> dict[str, str]:
    sentence = messages.row_sentence(code)
    return {"column": heading, "value": value[:MAX_EXCERPT], "sentence": sentence, "code": code}


def detect_file_format(path: Path, limits: ReadLimits = ReadLimits()) -> DetectedFormat:
    """The format of a file, from its bytes. Raises UnreadableFile."""
    with _start_child(path, None, limits) as lines, _well_formed():
        answer = next(lines).content["detected"]
        for name in ("sheets", "samples"):
            answer[name] = tuple(
                tuple(item) if isinstance(item, list) else item for item in answer[name]
            )
        return _with_short_words(DetectedFormat(**answer))


def _with_short_words(detected: DetectedFormat) -> DetectedFormat:
    """As the database has room for them. Raises ValueError for longer ones."""
    words = (detected.format, 8), (detected.encoding, 40), (detected.delimiter, 1)
    names = ((name, limits.MAX_SHEET) for name in (detected.sheet, *detected.sheets))
    for word, most in (*words, *names):
        if len(word) > most:
            raise ValueError(word[:most])
    return detected


@contextmanager
def open_rows(
    path: Path,
    detected: DetectedFormat,
    *,
    after: int = 0,
    sent: int = 0,
    known: Collection[str] = (),
    limits: ReadLimits = ReadLimits(),
) -> Iterator[SandboxedRows]:
    """Read a file from behind the row number ``after``. Raises UnreadableFile.

    ``sent``: bytes of the rows up to there, which count towards the limit of all rows.
    ``known``: headings of fields as ``fold_heading`` leaves them, by which the row of headings and
    the list of records in a document are recognised. However it is left, the child is gone
    afterwards.
    """
    how = {"after": after, "sent": sent, "known": sorted(known)}
    with _start_child(path, detected, limits, **how) as lines:
        yield SandboxedRows(lines)


def read_rows(
    path: Path, detected: DetectedFormat, *, after: int = 0, limits: ReadLimits = ReadLimits()
) -> Iterator[RawRow]:
    """The rows one by one. Raises UnreadableFile."""
    with open_rows(path, detected, after=after, limits=limits) as rows:
        for chunk in rows.chunks():
            yield from chunk


@contextmanager
def _start_child(
    path: Path, detected: DetectedFormat | None, limits: ReadLimits, **how: Any
) -> Iterator[Iterator[AnswerLine]]:
    with path.open("rb") as file, tempfile.NamedTemporaryFile() as canary:
        canary.write(b"c")
        canary.flush()
        is_workbook = file.read(len(ZIP)) == ZIP
        request = how | {
            "descriptor": file.fileno(),
            "kind": "xlsx" if is_workbook or (detected and detected.format == "xlsx") else "",
            "canary": canary.name,
            "parent": os.getpid(),
            "must_be_confined": limits.must_be_confined,
            "detected": asdict(detected) if detected else None,
            "memory": limits.memory,
            "seconds": limits.processor_seconds,
            "row_bytes": limits.row_bytes,
            "content_bytes": limits.content_bytes,
        }
        process = _start_process(request, file.fileno())
        try:
            yield _read_answer(process, limits, how.get("sent", 0))
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


def _start_process(request: dict[str, Any], descriptor: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (our own program, without a shell)
        [sys.executable, "-I", "-c", START, str(FOLDER), json.dumps(request)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=[descriptor],
        cwd="/",
        # Nothing of the site's own environment, which has its secrets; lxml has no safe parser.
        # numpy, which openpyxl loads, would set aside memory for each processor.
        env={
            "OPENPYXL_LXML": "False",
            "OPENPYXL_DEFUSEDXML": "True",
            "OPENBLAS_NUM_THREADS": "1",
        },
    )


def find_escapes() -> list[str]:
    """What a child on this machine can still reach: codes of ``messages.ESCAPES``."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"name\nA\n")
        file.flush()
        detected = DetectedFormat("csv", encoding="utf-8", delimiter=",")
        how: dict[str, Any] = {"after": 0, "sent": 0, "known": []}
        must = ReadLimits(must_be_confined=True)
        try:
            with _start_child(Path(file.name), detected, must, **how) as lines:
                next(lines, None)
        except NotConfined as problem:
            return problem.escapes
    return []


def _read_answer(
    process: subprocess.Popen[bytes], limits: ReadLimits, sent: int
) -> Iterator[AnswerLine]:
    """The child's lines up to its end. Raises UnreadableFile for its problem, or its death.

    The child keeps to its limits by itself, and says which row is too large; what it sends beyond
    them is cut off here.
    """
    left = limits.content_bytes - sent + limits.row_bytes + MAX_BESIDE_ROWS
    for text in _lines(process, limits.silence_seconds):
        left -= len(text)
        if left < 0:
            raise UnreadableFile("memory")
        with _well_formed():
            line = _parse_line(text)
            if line.get("end"):
                return
            if "escapes" in line:
                _heed_escapes(line, limits)
                continue
            if "problem" in line:
                raise UnreadableFile(line["problem"], **line["details"])
        yield AnswerLine(line, len(text))
    died = process.wait(limits.silence_seconds)
    if died == -signal.SIGXCPU:
        raise UnreadableFile("time")
    # A library that gets no memory aborts, and the kernel kills where the machine has none.
    raise UnreadableFile("memory" if died < 0 else "damaged")


def _heed_escapes(line: dict[str, Any], limits: ReadLimits) -> None:
    """Refuse, or warn once. Raises NotConfined."""
    escapes = [str(name) for name in line["escapes"]]
    if limits.must_be_confined or line.get("replaced"):
        raise NotConfined(escapes)
    if not _warned:
        _warned.append(True)
        log.warning(
            "Files of others are opened by a process that is not shut off here (%s): see "
            "docs/imports.md, A wall around the reader.",
            ", ".join(escapes),
        )


_warned: list[bool] = []


def _parse_line(text: bytes) -> dict[str, Any]:
    """Raises ValueError for what is no JSON, or a number that is none."""
    line: dict[str, Any] = json.loads(text, parse_constant=_refuse_constant)
    storable: dict[str, Any] = _storable(line) if ZERO in text or HALF in text else line
    return storable


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _storable(value: Any) -> Any:
    """Without zero bytes and lone surrogates, which no database holds."""
    if isinstance(value, str):
        return HALVES.sub("", value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return value


def _lines(process: subprocess.Popen[bytes], silence: float) -> Iterator[bytes]:
    pipe = cast("IO[bytes]", process.stdout).fileno()
    watch = select.poll()
    watch.register(pipe, select.POLLIN)
    pending: list[bytes] = []
    waiting = 0  # bytes of them
    until = time.monotonic() + silence
    while True:
        if not watch.poll(max(0.0, until - time.monotonic()) * 1000):
            raise UnreadableFile("time")
        block = os.read(pipe, BLOCK)
        if not block:
            return
        *whole, rest = block.split(b"\n")
        if whole:
            yield b"".join([*pending, whole[0]])
            yield from whole[1:]
            pending, waiting = [], 0
            until = time.monotonic() + silence
        if rest:
            pending.append(rest)
            waiting += len(rest)
        if waiting > limits.MAX_ANSWER_BYTES:
            raise UnreadableFile("memory")
