"""The parent's side: start the child, watch it, and hand on what it tells."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, cast

from hub.imports.read import limits, messages
from hub.imports.read.detected_format import Sniffed

# The folder above `read`, which the child knows as a package of its own.
FOLDER = Path(__file__).resolve().parent.parent
START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from read.sandbox_worker import main; main()"
)
BLOCK = 1024 * 1024


class UnreadableFile(Exception):  # noqa: N818 (it is about the file, not about us)
    """The file as a whole is refused; ``sentence`` says why and what to do."""

    def __init__(self, code: str, **details: str | int) -> None:
        self.code = code
        self.sentence = messages.about_file(code, details)
        super().__init__(self.sentence)


@dataclass(frozen=True)
class RowProblem:
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """``number`` as a person counts in the file; cells by heading, text or (JSON) nested values."""

    number: int
    cells: dict[str, Any]
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True)
class ReadLimits:
    memory: int = limits.MEMORY_BYTES
    processor_seconds: int = limits.PROCESSOR_SECONDS
    silence_seconds: float = limits.SILENCE_SECONDS


class SandboxedRows:
    """A file that is being read: its headings, then batches of rows, once."""

    def __init__(self, lines: Iterator[dict[str, Any]]) -> None:
        self._lines = lines
        self.headings: list[str] = next(lines)["headings"]

    def batches(self) -> Iterator[list[RawRow]]:
        """Raises UnreadableFile where the file cannot be read to its end."""
        for line in self._lines:
            yield [self._row(*row) for row in line["rows"]]

    def _row(self, number: int, cells: Any, codes: list[str]) -> RawRow:
        if isinstance(cells, list):
            cells = dict(zip(self.headings, cells, strict=True))
        if not codes:
            return RawRow(number, cells)
        return RawRow(
            number, cells, tuple(RowProblem(code, messages.about_row(code)) for code in codes)
        )


def sniff_file(path: Path, limits: ReadLimits = ReadLimits()) -> Sniffed:
    """What kind of file this is. Raises UnreadableFile."""
    with _child(path, None, 0, limits) as lines:
        found = next(lines)["sniffed"]
    for name in ("sheets", "samples"):
        found[name] = tuple(tuple(one) if isinstance(one, list) else one for one in found[name])
    return Sniffed(**found)


@contextmanager
def reading(
    path: Path,
    sniffed: Sniffed,
    *,
    after: int = 0,
    limits: ReadLimits = ReadLimits(),
) -> Iterator[SandboxedRows]:
    """Read a file from behind the row number ``after``. Raises UnreadableFile.

    However it is left, the child is gone afterwards.
    """
    with _child(path, sniffed, after, limits) as lines:
        yield SandboxedRows(lines)


def read_rows(path: Path, sniffed: Sniffed, *, after: int = 0) -> Iterator[RawRow]:
    """The rows one by one. Raises UnreadableFile."""
    with reading(path, sniffed, after=after) as rows:
        for batch in rows.batches():
            yield from batch


@contextmanager
def _child(
    path: Path, sniffed: Sniffed | None, after: int, limits: ReadLimits
) -> Iterator[Iterator[dict[str, Any]]]:
    wanted = {
        "path": str(path.resolve()),
        "sniffed": asdict(sniffed) if sniffed else None,
        "after": after,
        "memory": limits.memory,
        "seconds": limits.processor_seconds,
    }
    process = subprocess.Popen(  # noqa: S603 (our own program, without a shell)
        [sys.executable, "-I", "-c", START, str(FOLDER), json.dumps(wanted)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        # Nothing of the site's own environment, which holds its secrets; lxml has no safe parser.
        # numpy, which openpyxl loads, would set aside memory for each processor.
        env={
            "OPENPYXL_LXML": "False",
            "OPENPYXL_DEFUSEDXML": "True",
            "OPENBLAS_NUM_THREADS": "1",
        },
    )
    try:
        yield _told(process, limits)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _told(process: subprocess.Popen[bytes], limits: ReadLimits) -> Iterator[dict[str, Any]]:
    """The child's lines up to its end. Raises UnreadableFile for its problem, or its death."""
    for text in _lines(process, limits.silence_seconds):
        line = json.loads(text)
        if line.get("end"):
            return
        if "problem" in line:
            raise UnreadableFile(line["problem"], **line["details"])
        yield line
    died = process.wait(limits.silence_seconds)
    if died == -signal.SIGXCPU:
        raise UnreadableFile("time")
    # A library that gets no memory aborts, and the kernel kills where the machine has none.
    raise UnreadableFile("memory" if died < 0 else "damaged")


def _lines(process: subprocess.Popen[bytes], silence: float) -> Iterator[bytes]:
    pipe = cast("IO[bytes]", process.stdout).fileno()
    watch = select.poll()
    watch.register(pipe, select.POLLIN)
    held: list[bytes] = []
    until = time.monotonic() + silence
    while True:
        if not watch.poll(max(0.0, until - time.monotonic()) * 1000):
            raise UnreadableFile("time")
        block = os.read(pipe, BLOCK)
        if not block:
            return
        *whole, rest = block.split(b"\n")
        if whole:
            yield b"".join([*held, whole[0]])
            yield from whole[1:]
            held = []
            until = time.monotonic() + silence
        if rest:
            held.append(rest)
