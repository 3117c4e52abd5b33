"""`python -m bench --part search`: measure, print a table, merge the rows into var/bench.json."""

import argparse
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from bench import (
    compare,
    digests,
    events,
    fit,
    follow_up,
    follow_up_files,
    gaps,
    hostile,
    http,
    imports,
    load,
    mail,
    reading,
    relevance,
    restore,
    search,
    timing,
)  # fmt: skip
from bench.rows import Row

VAR_DIR = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var")

# A part yields rows and takes at most ten minutes. To add one: import its module, name it here.
PARTS: dict[str, Callable[[], Iterable[Row]]] = {
    "search": search.rows,
    "relevance": relevance.rows,
    "http": http.rows,
    "fit": fit.rows,
    "compare": compare.rows,
    "gaps": gaps.rows,
    "events": events.rows,
    "follow-up": follow_up.rows,
    "follow-up files": follow_up_files.rows,
    "reading": reading.rows,
    "mail": mail.rows,
    "digests": digests.rows,
    "imports": imports.rows,
    "hostile": hostile.rows,
    "load": load.rows,
    "timing": timing.rows,
    "restore": restore.rows,
    "large": search.large_rows,
}
LONG = ("large", "restore")  # only where they are named


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--part", choices=PARTS, action="append", help="default: all but large and restore"
    )
    chosen = parser.parse_args().part or [
        name for name in PARTS if name not in ("large", "restore")
    ]
    found: list[Row] = []
    print(f"{'what':58} {'value':>11} {'unit':6} {'target':>10}  met")
    for name in chosen:
        for row in PARTS[name]():
            found.append(row)
            print(_line(row), flush=True)
    _merge(found, VAR_DIR / "bench.json")


def _line(row: Row) -> str:
    sign = ">=" if row.at_least else "<="
    target = "" if row.target is None else f"{sign} {row.target:g}"
    met = {None: "", True: "yes", False: "NO"}[row.met]
    return f"{row.name:58} {row.value:11,.3f} {row.unit:6} {target:>10}  {met}"


def _merge(rows: list[Row], path: Path) -> None:
    """Replace rows of the same name, keep the others."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    names = {row.name for row in rows}
    merged = [row for row in kept if row["name"] not in names] + [row.as_json() for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(merged, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
