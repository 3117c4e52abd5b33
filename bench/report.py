"""The report of a run: one HTML file that needs no network, with every row and the plots."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from bench.plot import curve_plot, curves_of, target_bar
from bench.results import KeptRow, ratio

STYLE = """
body { font: 15px/1.4 sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { padding: .15rem .6rem; text-align: right; }
th:first-child, td:first-child { text-align: left; } tr { border-bottom: 1px solid #ddd; }
.no { color: #b3541e; font-weight: bold; }
"""


def report(rows: Sequence[KeptRow], before: Mapping[str, float] | None = None) -> str:
    """``before``: values of an earlier run by name, shown beside the new ones."""
    heads = ["what", "value", "unit", "seen", "target", "met", "of the target"]
    heads += ["earlier", "ratio"] if before is not None else []
    plots = "".join(
        curve_plot(f"By the number of records, in {unit}", unit, curves)
        for unit, curves in curves_of(rows).items()
    )
    lines = "".join(_line(row, before) for row in rows)
    head = "".join(f"<th>{name}</th>" for name in heads)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Benchmark</title>'
        f"<style>{STYLE}</style><h1>Benchmark</h1><p>{escape(machine())}, written"
        f" {datetime.now(UTC):%Y-%m-%d %H:%M} UTC. Rows that were not measured in this run are"
        " those of earlier ones. A bar ends at the line where the target is just met.</p>"
        f"{plots}<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></html>\n"
    )


def _line(row: KeptRow, before: Mapping[str, float] | None) -> str:
    sign = "≥" if row.get("at_least") else "≤"
    target, seen = row.get("target"), row.get("seen")
    cells = [
        escape(row["name"]),
        f"{row['value']:,.3f}",
        escape(row["unit"]),
        "" if seen is None else f"{seen:g}",
        "" if target is None else f"{sign} {target:g}",
        {None: "", True: "yes", False: '<span class="no">no</span>'}[row.get("met")],
    ]
    earlier = (before or {}).get(row["name"])
    cells.append(target_bar(row, earlier))
    if before is not None:
        times = ratio(row["value"], earlier)
        cells.append("" if earlier is None else f"{earlier:,.3f}")
        cells.append("" if times is None else f"{times:.2f}")
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def machine() -> str:
    """Processor, cores and Python of this machine."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    cores = len(os.sched_getaffinity(0))
    model = models[0] if models else platform.machine()
    return f"{model}, {cores} cores, Python {platform.python_version()}"
