"""`python -m bench --part search`: measure, print a table, merge the rows into var/bench.json.

Beside it stands a report, var/bench.html. With ``--base FILE`` both tell the values of an earlier
run beside the new ones.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from bench import (
    changes,
    compare,
    desk,
    digests,
    events,
    fit,
    follow_up,
    follow_up_files,
    gaps,
    growth,
    hostile,
    http,
    imports,
    links,
    load,
    look_alikes,
    mail,
    merging,
    open_data,
    pages,
    peers,
    profile,
    reading,
    record_check,
    redaction,
    relevance,
    restore,
    search,
    site,
    suggestions,
    tell,
    terms,
    timing,
)  # fmt: skip
from bench.place import close_filled_places
from bench.report import report
from bench.results import UnreadableResultsError, merge, ratio, read_results, values
from bench.rows import Row
from hub.whole_file import write_whole

VAR_DIR = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var")

# A part yields rows and takes at most ten minutes. To add one: import its module, name it here.
PARTS: dict[str, Callable[[], Iterable[Row]]] = {
    "search": search.rows,
    "relevance": relevance.rows,
    "fit": fit.rows,
    "compare": compare.rows,
    "gaps": gaps.rows,
    "open-data": open_data.rows,
    "pages": pages.rows,
    "memory": site.memory_rows,
    "http": http.rows,
    "changes": changes.rows,
    "events": events.rows,
    "follow-up": follow_up.rows,
    "follow-up files": follow_up_files.rows,
    "reading": reading.rows,
    "mail": mail.rows,
    "digests": digests.rows,
    "tell": tell.rows,
    "imports": imports.rows,
    "desk": desk.rows,
    "suggestions": suggestions.rows,
    "terms": terms.rows,
    "merging": merging.rows,
    "redaction": redaction.rows,
    "look-alikes": look_alikes.rows,
    "record check": record_check.rows,
    "links": links.rows,
    "hostile": hostile.rows,
    "load": load.rows,
    "start": site.start_rows,
    "timing": timing.rows,
    "restore": restore.rows,
    "profile": profile.rows,
    "peers": peers.rows,
    "growth": growth.rows,
    "large": search.large_rows,
    "large growth": growth.large_rows,
}
LONG = (
    "restore",
    "profile",
    "peers",
    "growth",
    "large",
    "large growth",
)  # only where they are named
HEADINGS = f"{'what':70} {'value':>11} {'unit':6} {'seen':>8} {'target':>10}  met"


def main(arguments: Sequence[str] | None = None) -> None:
    chosen, base = _read_arguments(arguments)
    path = VAR_DIR / "bench.json"
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        kept = read_results(path) if path.exists() else []
        before = None if base is None else values(read_results(base))
    except UnreadableResultsError as problem:
        _refuse(str(problem))
    except OSError as problem:
        _refuse(f"{VAR_DIR} cannot be written: {problem.strerror}.")
    print(HEADINGS + ("" if before is None else f"  {'earlier':>11} {'ratio':>6}"), flush=True)
    try:
        for name in chosen:
            rows = []
            for row in PARTS[name]():
                rows.append(row)
                print(table_line(row, before), flush=True)
            kept = merge(kept, rows)
            write_whole(path, (json.dumps(kept, indent=1) + "\n").encode())
            write_whole(VAR_DIR / "bench.html", report(kept, before).encode())
    finally:
        close_filled_places()
    print(f"Figures: {path}\nReport: {VAR_DIR / 'bench.html'}")


def _read_arguments(arguments: Sequence[str] | None) -> tuple[list[str], Path | None]:
    """The parts to measure, and the file to compare with."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--part", choices=PARTS, action="append", help=f"default: all but {', '.join(LONG)}"
    )
    parser.add_argument(
        "--base", type=Path, metavar="FILE", help="a bench.json of an earlier run to compare with"
    )
    found = parser.parse_args(arguments)
    return found.part or [name for name in PARTS if name not in LONG], found.base


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def table_line(row: Row, before: Mapping[str, float] | None) -> str:
    sign = ">=" if row.at_least else "<="
    seen = "" if row.seen is None else f"{row.seen:g}"
    target = "" if row.target is None else f"{sign} {row.target:g}"
    met = {None: "", True: "yes", False: "NO"}[row.met]
    line = f"{row.name:70} {row.value:11,.3f} {row.unit:6} {seen:>8} {target:>10}  {met:3}"
    if before is not None and (earlier := before.get(row.name)) is not None:
        times = ratio(row.value, earlier)
        line += f"  {earlier:11,.3f}" + ("" if times is None else f" {times:6.2f}")
    return line.rstrip()


if __name__ == "__main__":
    main()
