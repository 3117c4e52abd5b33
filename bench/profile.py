"""Where the processor time of a page goes, by part, while it is made anew in this process.

`python -m bench.profile "/tools/?q=data"` asks for a page again and again, and prints the share of
each part and the functions that took most. It reads the site of the environment: after `make up`
that of `var/`. `make bench PART=profile` does it for the six busiest pages at 10,000 records.

A timer that counts processor time looks where Python is, hundreds of times: pages are made as fast
as they always are, which a tracing profiler would not let them. A share is right to about two in
a hundred.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from bench.http import tool_slugs
from bench.place import ROOT, filled_place
from bench.reader import Reader, unkept
from bench.rows import Row

SIZE = 10_000
SECONDS = 6.0  # of processor time for each page
TICK = 0.002  # the kernel may look less often
# Of the frames from the inside to the outside the first that lies in one of these decides.
PARTS = {
    "templates": ("/jinja2/", "/markupsafe/", "/templates/site/", "/hub/web/jinja.py"),
    "SQL and objects": ("/django/db/", "/psycopg2/", "/hub/records/keyed_rows.py",
                        "/hub/records/models/"),
    "highlighting": ("/search_engine/highlighter.py",),
    "engine": ("/hub/search_engine/", "/catalogue/fit/", "/numpy/"),
    "translation": ("/gettext.py", "/django/utils/translation/", "/hub/web/active_language.py"),
    "form and addresses": ("/django/forms/", "/django_filters/", "/hub/lists/", "/django/urls/"),
    "compression": ("/hub/web/compression.py",),
    "shared cache": ("/hub/web/data_cache.py", "/redis/"),
    "middleware": ("/hub/web/", "/django/core/handlers/", "/django/http/", "/django/middleware/",
                   "/csp/", "/allauth/", "/whitenoise/"),
    "presenters": ("/catalogue/", "/events/", "/hub/"),
}  # fmt: skip
SEARCHES = ("data", "hotline", "child labour", "police", "report")


def rows() -> Iterator[Row]:
    here = filled_place(SIZE)
    with here.web() as (port, _worker):
        slugs = tool_slugs(Reader(port), 1)
    for name, paths in _pages(slugs).items():
        command = [sys.executable, "-m", "bench.profile", "--json", *paths]
        done = subprocess.run(
            command, cwd=ROOT, env=here.environment, check=True, stdout=subprocess.PIPE
        )
        told = json.loads(done.stdout)
        of = f"at {SIZE:,}"
        yield Row(f"profile of the {name}, processor, mean, {of}", told["milliseconds"], "ms")
        for part, share in told["parts"].items():
            yield Row(f"profile of the {name}, {part}, {of}", share, "%")


def _pages(slugs: list[str]) -> dict[str, list[str]]:
    """Addresses of the six busiest pages; ``slugs`` are of tools."""
    words = [word.replace(" ", "+") for word in SEARCHES]
    four = "&".join(f"tool={slug}" for slug in slugs[:4])
    return {
        "list": [f"/tools/?q={word}&status=active" for word in words],
        "tool page": [f"/tools/{slug}/" for slug in slugs],
        "finder": ["/situation/?who=ngo-caseworker&what=displacement-camp&limit=no-internet"],
        "search": [f"/search/?q={word}" for word in words],
        "compare": [f"/tools/compare/?{four}"],
        "gap map": ["/gaps/", "/gaps/?by=region"],
    }


class Sampler:
    """Counts where Python is, by parts and by functions, while processor time passes."""

    def __init__(self) -> None:
        self.parts: Counter[str] = Counter()
        self.functions: Counter[str] = Counter()

    def __enter__(self) -> Sampler:
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
        return self

    def __exit__(self, *_error: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        part, function = "", ""
        while frame is not None and not part:
            path = frame.f_code.co_filename
            part = part_of(path)
            if part:
                place = Path(path)
                function = f"{place.parent.name}/{place.name}: {frame.f_code.co_name}"
            frame = frame.f_back
        self.parts[part or "the rest"] += 1
        self.functions[function or "the rest"] += 1


def part_of(path: str) -> str:
    """The part that a file of code belongs to; empty where its caller decides."""
    return next(
        (part for part, pieces in PARTS.items() if any(piece in path for piece in pieces)), ""
    )


def sample(ask: Callable[[], object], seconds: float = SECONDS) -> tuple[Sampler, float]:
    """Do something again and again; the sampler, and milliseconds of processor time for each."""
    sampler, begun, times = Sampler(), time.process_time(), 0
    with sampler:
        while time.process_time() < begun + seconds:
            ask()
            times += 1
    return sampler, (time.process_time() - begun) * 1000 / times


def asking(paths: list[str]) -> Callable[[], None]:
    """A function that has each page made once, as the web server would ask for it."""
    from django.test import RequestFactory

    from bench.wsgi import product

    factory = RequestFactory()
    statuses: list[str] = []

    def ask() -> None:
        for path in paths:
            environ = factory.get(unkept(path), headers={"host": "127.0.0.1"}).environ
            b"".join(product(environ, lambda status, *_rest: statuses.append(status)))
            if (status := statuses.pop()) != "200 OK":
                raise SystemExit(f"{path} is answered with {status}.")

    return ask


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.profile", description="Profile pages of the site.")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="as /tools/?q=data")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    ask = asking(arguments.paths)
    for _ in range(3):  # templates, terms and snapshots are read
        ask()
    sampler, milliseconds = sample(ask)
    milliseconds /= len(arguments.paths)
    whole = sampler.parts.total()
    parts = {part: 100 * count / whole for part, count in sampler.parts.most_common()}
    if arguments.json:
        print(json.dumps({"milliseconds": milliseconds, "parts": parts}))
        return
    print(f"{milliseconds:.1f} ms of processor time for a page, {whole} samples")
    for part, share in parts.items():
        print(f"{share:5.1f} %  {part}")
    print()
    for function, count in sampler.functions.most_common(15):
        print(f"{100 * count / whole:5.1f} %  {function}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    from hub import site_environment

    site_environment.load()
    main()
