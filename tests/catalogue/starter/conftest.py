"""An unbroken run to compare with, files to break, and a place where real workers work."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.management import call_command
from django.db import connection
from kombu import Connection

from catalogue.models import Deployment, MisusePattern, Organisation, Tool
from events.models import Event
from events.recommendations.models import Document, Recommendation
from hub.celery import app
from hub.devserver import embedded_redis
from hub.devserver.process_group import ProcessGroup
from hub.imports import starter_data
from hub.imports.models import Import
from hub.records.models import Change, Revision
from hub.vocabulary.models import Scheme, Term, TermLabel
from tests.plugins import durable_database
from tests.plugins.cast import copy_of_test_database, in_database, records_as_stored

ROOT = Path(__file__).resolve().parents[3]


def everything() -> dict[str, list]:
    """Every fact in the database by names that do not depend on the order of writing."""
    slugs = dict(Organisation.objects.values_list("pk", "slug")) | {None: None}
    facts = {}
    stored = [
        (model, record) for model in (Tool, Organisation) for record in records_as_stored(model)
    ]
    for model, record in stored:
        found = record.facts
        for link in ("part_of_id", "successor_id"):
            if link in found:
                found[link] = slugs[found[link]]
        # The order in which records made the same source known is no fact.
        facts[f"{model.kind}/{record.slug}"] = {**found, "version": record.version}
    term = ("scheme__slug", "slug", "label", "definition", "source", "notation", "position",
            "broader__slug", "deprecated")  # fmt: skip
    label = ("term__scheme__slug", "term__slug", "language", "text", "kind", "origin")
    return {
        "facts": list(facts.items()),
        "schemes": sorted(
            map(str, Scheme.objects.values_list("slug", "label", "multiple", "position"))
        ),
        "terms": sorted(map(str, Term.objects.values_list(*term))),
        "labels": sorted(map(str, TermLabel.objects.values_list(*label))),
        "links": sorted(
            (model.kind, record.slug, record.version, str(record.facts.get(fact)))
            for model in (Deployment, MisusePattern, Event, Document, Recommendation)
            for record in records_as_stored(model)
            for fact in ("answers", "organisations", *starter_data.ADDED)
        ),
        "files": [
            (file.name, file.job.fingerprint, file.total, file.done, file.made, file.problems)
            for file in starter_data.progress()
        ],
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


def load() -> None:
    call_command("load_starter_data", here=True, stdout=StringIO())


@pytest.fixture
def load_again(starter: None) -> Callable[..., None]:
    """Load once more; these files as if they had changed."""

    def again(*names: str) -> None:
        sources = [f"starter-{name}" for name in names]
        Import.objects.filter(source__slug__in=sources).update(fingerprint="")
        load()

    return again


@pytest.fixture
def load_rows(
    starter: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict]:
    """Load files with these rows on top of the starter data; the sentences by (file, row)."""

    def load_files(**files: list) -> dict:
        for path in starter_data.CATALOGUE.glob("*.json"):
            (tmp_path / path.name).write_text(json.dumps(files.get(path.stem, [])))
        monkeypatch.setattr(starter_data, "CATALOGUE", tmp_path)
        load()
        found: dict[tuple[str, int], list[str]] = {}
        for file in starter_data.progress():
            for problem in file.problems:
                found.setdefault((file.name, problem.row), []).append(problem.sentence)
        return found

    return load_files


@dataclass(frozen=True)
class Begun:
    """A database and a folder in which the imports are made, and none has begun: to be copied."""

    database: str  # its name, which on SQLite is a path
    folder: Path


@pytest.fixture(scope="module")
def begun(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Begun]:
    """Made by a process that keeps files where the workers look for them."""
    folder = tmp_path_factory.mktemp("begun")
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            with django_db_blocker.unblock():
                name, drop = copy_of_test_database("begun")
            stack.callback(drop)
            address = f"sqlite:///{name}"
        else:
            server, name = request.getfixturevalue("durable_server"), "begun"
            server.execute(f"CREATE DATABASE {name} TEMPLATE {durable_database.TEMPLATE}")
            stack.callback(server.execute, f"DROP DATABASE {name} WITH (FORCE)")
            address = server.url(name)
        broker = embedded_redis.start(request.getfixturevalue("process_group"))
        stack.callback(request.getfixturevalue("process_group").stop, broker[0])
        subprocess.run(
            [sys.executable, "manage.py", "load_starter_data"],
            cwd=ROOT,
            env=environment_of(address, broker[1], folder),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield Begun(name, folder)


def environment_of(database: str, broker: str, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database,
        "REDIS_URL": broker,
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }


class Workplace:
    """A database, a folder and a broker of their own, on which real workers work."""

    def __init__(self, process_group: ProcessGroup, database: str, folder: Path) -> None:
        self.process_group = process_group
        self._broker, self.address = embedded_redis.start(process_group)
        self.environment = environment_of(database, self.address, folder)
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
        """Send a task, by its name, as beat and `manage.py up` do."""
        address = self.address.replace("unix://", "redis+socket://").split("?")[0]
        with Connection(address) as to:
            for _ in range(times):
                app.send_task(task, connection=to)

    def empty_broker(self) -> None:
        with redis.Redis.from_url(self.address) as server:
            server.flushdb()

    def wait_until(self, so: Callable[[], bool], seconds: float = 300.0) -> None:
        deadline = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < deadline, list(Import.objects.values_list("name", "state"))
            time.sleep(0.02)

    def stop(self) -> None:
        for worker in list(self.workers):
            self.kill(worker)
        self.process_group.stop(self._broker)


@pytest.fixture
def workplace(
    begun: Begun,
    process_group: ProcessGroup,
    tmp_path: Path,
    django_db_blocker: Any,
    request: pytest.FixtureRequest,
) -> Iterator[Workplace]:
    folder = Path(shutil.copytree(begun.folder, tmp_path / "var"))
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        if connection.vendor == "sqlite":
            copied = shutil.copy(begun.database, tmp_path / "hub.sqlite3")
            stack.enter_context(in_database(str(copied)))
            address = f"sqlite:///{copied}"
        else:
            server = request.getfixturevalue("durable_server")
            copy = durable_database.copied_database(server, begun.database)
            address = stack.enter_context(copy).url
        place = Workplace(process_group, address, folder)
        stack.callback(place.stop)
        yield place
