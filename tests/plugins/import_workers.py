"""Workers that carry imports on, on a durable database and a broker of their own, and that die."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.core.files.base import ContentFile
from kombu import Connection

from hub.celery import app
from hub.devserver import embedded_redis
from hub.imports import job_runner
from hub.imports.models import Import, ImportSource
from hub.imports.staging import create_job
from hub.records.models import SearchState
from tests.plugins.step_gates import FOLDER, StepGates

ROOT = Path(__file__).resolve().parents[2]
CHANCE = random.Random(5)  # noqa: S311 - the same moments each time
SECONDS = 180.0
WORKER = (
    "-m celery --app tests.plugins.small_shares worker --loglevel=CRITICAL --concurrency=2 "
    "--without-mingle --without-gossip --without-heartbeat"
)


class ImportWorkers:
    """``database`` is a DurableDatabase. Each worker is a machine with a folder of its own."""

    def __init__(self, process_group, database, folder):
        self.process_group, self.database, self.folder = process_group, database, folder
        self.broker, self.address = embedded_redis.start(process_group)
        self.gates = StepGates(folder / "gates")
        self.workers = []
        self.started = 0

    def work(self, folder="var"):
        """Start a worker whose VAR_DIR is this folder."""
        self.started += 1
        environment = os.environ | {
            "DATABASE_URL": self.database.url,
            "REDIS_URL": self.address,
            "VAR_DIR": str(self.folder / folder),
            FOLDER: str(self.gates.folder),
            "IMPORT_ATTEMPTS": "1000",  # a step that is killed often is not given up
            "DJANGO_SETTINGS_MODULE": "hub.settings",
        }
        worker = self.process_group.start(
            [sys.executable, *WORKER.split(), f"--hostname=i{self.started}@test"],
            environment=environment,
            folder=ROOT,
            output=subprocess.DEVNULL,
        )
        self.workers.append(worker)
        return worker

    def kill(self, worker):
        """SIGKILL to the worker and its children: as when the machine loses its power."""
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        self.process_group.has_ended(worker)
        self.workers.remove(worker)

    def keep(self):
        """As the supervisor does: a worker that ended is started again.

        Celery's own parent ends where a child of it is killed before all have started.
        """
        for worker in [each for each in self.workers if each.poll() is not None]:
            self.kill(worker)
            self.work()

    def kill_some(self, whole):
        """A process of a worker, or a ``whole`` one. Whether one worked."""
        worker = CHANCE.choice(self.workers)
        children = psutil.Process(worker.pid).children() if worker.poll() is None else []
        if children and whole:
            self.kill(worker)
            self.work()
        elif children:
            CHANCE.choice(children).kill()
        return bool(children)

    def await_at_gate(self, state):
        """Until a worker has done a step of this state and not committed it. Its process."""
        self.wait_until(lambda: self.gates.waiting(state))
        return self.gates.waiting(state)[0]

    def kill_at_gate(self, state):
        """The process that has done a step of this state and not committed it."""
        pid = self.await_at_gate(state)
        os.kill(pid, signal.SIGKILL)
        self.gates.died(state, pid)

    def sweep(self, times=1):
        """Send what beat sends."""
        with Connection(self.address.replace("unix://", "redis+socket://").split("?")[0]) as to:
            for _ in range(times):
                app.send_task("imports.sweep", connection=to)

    def wait_until(self, so, seconds=SECONDS):
        deadline, swept = time.monotonic() + seconds, 0.0
        while not so():
            assert time.monotonic() < deadline, list(Import.objects.values("state", "sentence"))
            if time.monotonic() - swept > 2:
                self.keep()
                self.sweep()
                swept = time.monotonic()
            time.sleep(0.01)

    def stop(self):
        for worker in list(self.workers):
            self.kill(worker)
        self.process_group.stop(self.broker)


def decide(job):
    """What the curator does between the steps. Whether no worker has anything to do."""
    job.refresh_from_db()
    if job.state == "mapping":
        job_runner.check(job)
    elif job.state == "ready":
        job_runner.accept(job)
    return job.state not in Import.WORKING


@pytest.fixture
def import_workers(process_group, durable_database, tmp_path, settings, make_term):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.IMPORT_ATTEMPTS = 1000
    for key in ("purpose/screening", "purpose/hotline", "country/ke", "country/fr",
                "action_area/protection"):  # fmt: skip
        make_term(key)
    SearchState.objects.get_or_create(pk=1)
    made = ImportWorkers(process_group, durable_database, tmp_path)
    yield made
    made.stop()


@pytest.fixture
def begin_import(rows_of_file):
    """An import of one large file, of a source of its own."""

    def begin(rows):
        source, _made = ImportSource.objects.get_or_create(
            slug="list", defaults={"title": "A list", "kind": "tool", "key_field": "name"}
        )
        lines = ["Name,Summary,Website,Purpose,Country"]
        lines += [",".join(f'"{cell}"' for cell in row) for row in rows_of_file(rows)]
        content = ContentFile("\n".join(lines).encode())
        return create_job(content, source=source, name="list.csv", publish_as="published")

    return begin
