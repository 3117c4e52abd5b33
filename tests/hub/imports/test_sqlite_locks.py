"""While a large file is applied on SQLite, readers and curators go on as if nothing happened."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from catalogue.models import Tool
from hub.imports import job_runner
from hub.records.models import SearchState, recorded_change

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'"),
]
WORK = """
import django, sys
django.setup()
from hub.imports import job_runner
while job_runner.advance(int(sys.argv[1])):
    pass
"""


@pytest.fixture
def worker(empty_database, tmp_path):
    """Every step of an import in a process of its own."""
    started = []

    def start(batch):
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{empty_database}",
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
        }
        command = [sys.executable, "-c", WORK, str(batch.pk)]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_a_curator_writes_and_readers_see_the_old_snapshot_until_the_end(
    worker, upload, work, rows_of_file, make_tool
):
    ours = make_tool()
    batch = work(upload(rows_of_file(3000)))
    job_runner.check(batch)
    assert work(batch).state == "ready", batch.sentence
    job_runner.accept(batch)
    seen, written = set(), 0
    # A curator who must wait longer gets an error, "database is locked", and the test with them.
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 5000")
    process = worker(batch)
    while process.poll() is None:
        with recorded_change(ours, news=False):
            ours.notes = f"Written for the {written}th time."
            ours.save()
        written += 1
        seen.add(Tool.objects.published().count())
        time.sleep(0.02)
    batch.refresh_from_db()
    assert batch.state == "applied", batch.sentence
    assert written > 10
    assert seen <= {1, 3001}
    assert SearchState.current() > written
    assert connection.vendor == "sqlite"
