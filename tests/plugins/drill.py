"""The drill: fault tests at a tenth in `make test-slow`, whole with DRILL=1, and one table of them.

A test that is marked ``drill`` is a slow one too. It scales its counts by ``scaled``, leaves what
proves the same rule again to the whole drill by ``sampled``, and reports by ``drill_table.add``;
one that reports nothing stands there by its name, as met or not.
"""

import datetime
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bench.rows import percentile

WHOLE = os.environ.get("DRILL") == "1"
FILE = Path(__file__).resolve().parents[2] / "var" / "drill.md"
HEAD = ("fault", "what was done", "of", "lost", "twice", "answers", "p50 / p95 / max, ms",
        "limit", "met")  # fmt: skip


def scaled(count: int) -> int:
    """``count`` in the whole drill, else a tenth of it and at least one."""
    return count if WHOLE else max(1, count // 10)


def sampled(variants: Sequence[Any]) -> list[Any]:
    """All ``variants`` of one rule in the whole drill, else the first alone."""
    return list(variants if WHOLE else variants[:1])


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]
    met: bool


class DrillTable:
    """The rows of one test."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self.has_failed, self.is_empty = False, True

    def add(
        self,
        fault: str,
        done: str,
        *,
        of: str = "",
        lost: int | None = None,
        twice: int | None = None,
        answers: Mapping[int, int] | None = None,
        seconds: Sequence[float] = (),
        limit: str,
        met: bool,
    ) -> None:
        """``answers``: {status: how many}; ``seconds``: one for each answer; ``limit`` in words."""
        told = ", ".join(f"{count} x {code}" for code, count in sorted((answers or {}).items()))
        times = ""
        if seconds:
            parts = (percentile(seconds, 0.5), percentile(seconds, 0.95), max(seconds))
            times = " / ".join(f"{part * 1000:.0f}" for part in parts)
        numbers = ("" if number is None else f"{number:,}" for number in (lost, twice))
        verdict = "yes" if met else "NO"
        self._rows.append(Row((fault, done, of, *numbers, told, times, limit, verdict), met))
        self.has_failed |= not met
        self.is_empty = False


ROWS = pytest.StashKey[list[Row]]()
TABLE = pytest.StashKey[DrillTable]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS] = []


@pytest.hookimpl(tryfirst=True)  # before `-m` looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("drill"):
            item.add_marker("slow")


@pytest.fixture
def drill_table(request: pytest.FixtureRequest) -> DrillTable:
    """Where a fault test adds what it measured."""
    table = DrillTable(request.config.stash[ROWS])
    request.node.stash[TABLE] = table
    return table


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if item.get_closest_marker("drill"):
        table = item.stash.get(TABLE, None) or DrillTable(item.config.stash[ROWS])
        item.stash[TABLE] = table
        told = item.name.removeprefix("test_").replace("_", " ")
        if report.failed and not table.has_failed:
            table.add(told, f"failed in {report.when}", limit="passes", met=False)
        elif report.passed and report.when == "call" and table.is_empty:
            table.add(told, "passed", limit="passes", met=True)
    return report


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    rows = config.stash[ROWS]
    if not rows:
        return
    text = as_text(rows)
    terminalreporter.section("drill")
    terminalreporter.write_line(text)
    if WHOLE:
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(text + "\n", encoding="utf-8")


def as_text(rows: Sequence[Row]) -> str:
    """A table in Markdown, under the day and the machine."""
    day = datetime.datetime.now(tz=datetime.UTC).date()
    size = "whole" if WHOLE else "a tenth"
    met = sum(row.met for row in rows)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [f"{day}, {size}, {machine}: {met} of {len(rows)} met", ""]
    lines += ["| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|"]
    lines += ["| " + " | ".join(row.cells) + " |" for row in rows]
    return "\n".join(lines)
