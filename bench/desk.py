"""The curators' desk with 50,000 open tasks and 100,000 tools, and comparing it with its sources.

`python -m bench.desk` alone, in the environment of `bench.place`, fills the desk, compares, and
prints what that took; with ``session`` after it, it signs a curator in.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.curator import Curator, session_of
from bench.place import filled_place, processor_times
from bench.reader import unkept
from bench.rows import Row, percentile

SIZE, TASKS = 100_000, 50_000
ROUNDS, CURATORS = 12, 10
ADDRESSES = (
    "/desk/", "/desk/?page=2", "/desk/?page=500", "/desk/?kind=review", "/desk/?kind=missing-facts",
    "/desk/?who=mine", "/desk/?who=nobody", "/desk/?record=tool", "/desk/?record=tool&kind=review",
    "/desk/?kind=missing-facts&who=nobody&page=100",
)  # fmt: skip


def rows() -> Iterator[Row]:
    of = f"at {TASKS:,} tasks"
    here = filled_place(SIZE)
    here.ask("-m", "bench.desk", "fill")
    session, task = here.ask("-m", "bench.desk", "session")
    with here.web() as (port, worker):
        reader = Curator(port, session)
        for path in ADDRESSES:
            assert reader.get(path).status == 200, path
        paths = [path for _ in range(ROUNDS) for path in ADDRESSES]
        times = [reader.get(unkept(path)).milliseconds for path in paths]
        spent = processor_times(reader, worker, map(unkept, paths))
        numbers = [reader.get(unkept("/desk/numbers/")).milliseconds for _ in range(ROUNDS)]
        assert reader.get(f"/desk/{task}/").status == 200
        pages = [reader.get(unkept(f"/desk/{task}/")).milliseconds for _ in range(ROUNDS)]
    yield Row(f"desk, p50, {of}", percentile(times, 0.5), "ms")
    yield Row(f"desk, p95, {of}", percentile(times, 0.95), "ms", 100.0)
    yield Row(f"desk, processor, p50, {of}", percentile(spent, 0.5), "ms")
    yield Row(f"desk, numbers of the year, p95, {of}", percentile(numbers, 0.95), "ms", 200.0)
    yield Row(f"desk, page of a task, p95, {of}", percentile(pages, 0.95), "ms", 100.0)
    for name, told in here.ask("-m", "bench.desk", "compare").items():
        yield Row(f"desk compared, {name}, at {SIZE:,}", told["seconds"], "s", told["target"])
        yield Row(f"desk compared, {name}, processor, at {SIZE:,}", told["processor"], "s")
        if "megabytes" in told:
            yield Row(
                f"desk compared, {name}, memory at most, at {SIZE:,}", told["megabytes"], "MB"
            )


def _fill() -> bool:
    """Tasks of the usual kinds about tools and others, a tenth of them somebody's, half closed. Ten
    curators have both roles."""
    import datetime

    from django.contrib.auth.models import Group
    from django.db import connection

    from bench.fill import copy
    from catalogue.models import Tool
    from hub.accounts.models import Person
    from hub.curation.desk.models import Task
    from hub.records.database_clock import now_in_database

    person = Person.objects.create_user("bench@example.org", is_staff=True, is_superuser=True)
    for number in range(CURATORS):
        curator = Person.objects.create_user(f"curator{number}@example.org", is_staff=True)
        curator.groups.set(Group.objects.all())
    now = now_in_database()
    tools = list(Tool.objects.order_by("pk").values_list("pk", flat=True))
    Tool.objects.update(next_review_on=now.date() - datetime.timedelta(days=30))
    kinds = (("review", 30), *(("missing-facts", 40),) * 3)

    def task(number: int) -> dict[str, Any]:
        kind, rank = kinds[number % len(kinds)] if number % 500 else ("import", 20)
        opened = now - datetime.timedelta(days=number % 360)
        is_open = number < TASKS
        return {
            "kind": kind, "key": f"{kind}:{number}", "title": f"Task {number}", "matter": "x",
            "detail": "ready:tool:" if kind == "import" else "9/24:licence,repository",
            "record_kind": "" if kind == "import" else "tool",
            "record_id": None if kind == "import" else tools[number % len(tools)],
            "rank": rank, "opened_at": opened, "waiting_since": opened.date(),
            "due_on": opened.date() if kind == "review" else None,
            "assigned_to_id": person.pk if number % 10 == 0 else None,
            "closed_at": None if is_open else now - datetime.timedelta(days=number % 300),
            "outcome": "" if is_open else "done",
        }  # fmt: skip

    copy(Task, map(task, range(1, 2 * TASKS)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return True


def _session() -> list[Any]:
    """The key of a session of the curator whom ``_fill`` made, and of a task on the desk."""
    from hub.accounts.models import Person
    from hub.curation.desk.models import Task

    task = Task.objects.still_open().filter(kind="missing-facts").order_by("pk").first()
    return [session_of(Person.objects.get(email="bench@example.org")), task and task.pk]


def _compare() -> dict[str, dict[str, float | None]]:
    """Every record's missing facts and reviews: first with a task to write for each, then none; and
    each other kind alone, with what it finds written already."""
    from django.db import connection

    from hub.curation.desk.reconciliation import light_kinds
    from hub.curation.desk.task_list import reconcile

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE desk_task CASCADE")
    both = ("missing-facts", "review")
    told = {
        "all new": _compared(both, 120.0),
        "nothing new": _compared(both, 60.0) | {"megabytes": _most_megabytes()},
    }
    for kind in light_kinds():
        reconcile(kind)
        told[f"{kind} alone"] = _compared((kind,), None)
    return told


def _compared(kinds: Iterable[str], target: float | None) -> dict[str, float | None]:
    from hub.curation.desk.task_list import reconcile

    start, spent = time.perf_counter(), time.process_time()
    for kind in kinds:
        reconcile(kind)
    seconds, spent = time.perf_counter() - start, time.process_time() - spent
    return {"seconds": seconds, "processor": spent, "target": target}


def _most_megabytes() -> float:
    """Of this process alone: ``getrusage`` begins with the size of the one that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps({"fill": _fill, "session": _session, "compare": _compare}[sys.argv[1]]()))
