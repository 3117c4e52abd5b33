"""An unbroken run to compare with, files to break, and a place where real workers work."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from django.db import connection

from catalogue.models import Load, LoadProblem, Organisation, Tool
from catalogue.starter import parts, runner
from hub.devserver.process_group import ProcessGroup
from hub.records.models import Change, Revision
from hub.vocabulary.models import Scheme, Term, TermLabel
from tests.plugins.cast import in_database

ROOT = Path(__file__).resolve().parents[3]


def everything() -> dict[str, list]:
    """Every fact in the database by names that do not depend on the order of writing."""
    slugs = dict(Organisation.objects.values_list("pk", "slug")) | {None: None}
    facts = {}
    for record in (*Tool.objects.order_by("slug"), *Organisation.objects.order_by("slug")):
        found = record.facts()
        for link in ("part_of_id", "successor_id"):
            if link in found:
                found[link] = slugs[found[link]]
        # The order in which records made the same source known is no fact.
        facts[f"{record.kind}/{record.slug}"] = {**found, "version": record.version}
    term = ("scheme__slug", "slug", "label", "definition", "source", "notation", "position",
            "broader__slug", "deprecated")  # fmt: skip
    label = ("term__scheme__slug", "term__slug", "language", "text", "kind", "origin")
    load = ("part", "fingerprint", "total", "done", "created")
    return {
        "facts": list(facts.items()),
        "schemes": sorted(
            map(str, Scheme.objects.values_list("slug", "label", "multiple", "position"))
        ),
        "terms": sorted(map(str, Term.objects.values_list(*term))),
        "labels": sorted(map(str, TermLabel.objects.values_list(*label))),
        "loads": sorted(map(str, Load.objects.values_list(*load))),
        "problems": sorted(
            map(str, LoadProblem.objects.values_list("load__part", "row", "sentence"))
        ),
        # An import has another number where one before it was begun anew.
        "revisions": sorted(
            (kind, version, run.split(":")[0] if run.startswith("import:") else run)
            for kind, version, run in Revision.objects.values_list("kind", "version", "run")
        ),
        "news": list(Change.objects.values_list("title", flat=True)),
    }


@pytest.fixture
def dump() -> Callable[[], dict[str, list]]:
    return everything


@pytest.fixture
def expected(starter_database: str, django_db_blocker: Any) -> dict[str, list]:
    """What there is at the end of a run in which nothing happened."""
    with django_db_blocker.unblock(), in_database(starter_database):
        return everything()


@pytest.fixture
def load_rows(
    starter: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict]:
    """Load files with these rows on top of the starter data; the sentences by (part, row)."""

    def load(*, organisations: list | None = None, tools: list | None = None) -> dict:
        for path in parts.FOLDER.glob("*.json"):
            (tmp_path / path.name).write_text("[]")
        (tmp_path / "organisations.json").write_text(json.dumps(organisations or []))
        (tmp_path / "tools.json").write_text(json.dumps(tools or []))
        monkeypatch.setattr(parts, "FOLDER", tmp_path)
        runner.begin()
        while runner.step():
            pass
        found: dict[tuple[str, int], list[str]] = {}
        for problem in LoadProblem.objects.order_by("pk").select_related("load"):
            found.setdefault((problem.load.part, problem.row), []).append(problem.sentence)
        return found

    return load


class Workplace:
    """An empty database and a broker of their own, on which real workers work."""

    def __init__(self, process_group: ProcessGroup, database: str, folder: Path) -> None:
        self.process_group = process_group
        self.broker = os.environ["REDIS_URL"].replace("db=0", "db=9")
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "REDIS_URL": self.broker,
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
        }
        self.workers: list[subprocess.Popen[str]] = []

    def worker(self) -> subprocess.Popen[str]:
        name = f"w{len(self.workers)}@test"
        celery = "-m celery -A hub worker --concurrency 2 --loglevel ERROR --without-mingle -n"
        started = self.process_group.start(
            [sys.executable, *celery.split(), name],
            environment=self.environment,
            folder=ROOT,
            output=subprocess.DEVNULL,
        )
        self.workers.append(started)
        return started

    def kill(self, worker: subprocess.Popen[str]) -> None:
        """SIGKILL to the worker and its children: as when the machine loses its power."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        self.process_group.has_ended(worker)
        self.workers.remove(worker)

    def ring(self, task: str, times: int = 1) -> None:
        """Send a task as beat and `manage.py up` do."""
        code = (
            "import django; django.setup(); import catalogue.tasks as t; "
            f"[t.{task}.delay() for _ in range({times})]"
        )
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=self.environment, check=True, timeout=60
        )

    def empty_broker(self) -> None:
        with redis.Redis.from_url(self.broker) as server:
            server.flushdb()

    def wait_until(self, so: Callable[[], bool], seconds: float = 300.0) -> None:
        deadline = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < deadline, list(map(str, Load.objects.all()))
            time.sleep(0.02)

    def stop(self) -> None:
        for worker in list(self.workers):
            self.kill(worker)
        self.empty_broker()


@pytest.fixture
def workplace(
    process_group: ProcessGroup, empty_database: str, tmp_path: Path
) -> Iterator[Workplace]:
    place = Workplace(process_group, address_of(empty_database), tmp_path)
    place.empty_broker()
    runner.begin()
    yield place
    place.stop()


def address_of(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
