"""Real workers on a real broker: whatever dies, the end is that of an unbroken run."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from django.core.files.base import ContentFile

from catalogue.models import Tool
from hub.imports import job_runner
from hub.imports.models import Import, ImportRow, ImportSource, SourceRecordState
from hub.imports.staging import create_job
from hub.records.models import Change, Revision, SearchState, Source

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[3]
ROWS = 6_000
KILLS = 20
SECONDS = 150.0


def data_hash():
    """Every fact that an import writes, by names that do not depend on the order of writing."""
    tools = {tool.pk: tool for tool in Tool.objects.all()}
    terms = Tool.objects.order_by("slug").values_list("slug", "terms__slug")
    found = {
        "tools": sorted(
            [tool.slug, tool.name, tool.summary, tool.url, tool.state, tool.version]
            for tool in tools.values()
        ),
        "terms": sorted(map(list, terms), key=str),
        "sources": sorted(Source.objects.values_list("url", flat=True)),
        "revisions": sorted(
            [tools[pk].slug, version, changed]
            for pk, version, changed in Revision.objects.filter(kind="tool").values_list(
                "record_id", "version", "changed"
            )
        ),
        "news": sorted(Change.objects.values_list("slug", "what")),
        "imported": sorted(
            [key, tools[pk].slug, values]
            for key, pk, values in SourceRecordState.objects.values_list(
                "key", "record_id", "values"
            )
        ),
        "verdicts": sorted(ImportRow.objects.values_list("number", "verdict")),
    }
    text = json.dumps(found, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Workplace:
    """A database with words and a source, a broker of its own, and workers that die."""

    def __init__(self, process_group, database, folder):
        self.process_group, self.folder = process_group, folder
        self.broker = os.environ["REDIS_URL"].replace("db=0", "db=8")
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "REDIS_URL": self.broker,
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
        }
        self.working = None

    def work(self):
        celery = "-m celery -A hub worker --concurrency 1 --loglevel CRITICAL --without-mingle"
        self.working = self.process_group.start(
            [sys.executable, *celery.split(), "--without-gossip", "--without-heartbeat"],
            environment=self.environment,
            folder=ROOT,
            output=subprocess.DEVNULL,
        )

    def kill(self):
        """SIGKILL to the worker and its children: as when the machine loses its power."""
        if self.working is not None:
            os.killpg(self.working.pid, signal.SIGKILL)
            self.working.wait()
            self.process_group.has_ended(self.working)
            self.working = None

    def ring(self, times=1):
        """Send what beat sends, without waiting for a process to begin."""
        code = (
            "import django; django.setup(); from hub.celery import app; "
            f"[app.send_task('imports.sweep') for _ in range({times})]"
        )
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=self.environment, check=True)

    def empty_broker(self):
        with redis.Redis.from_url(self.broker) as server:
            server.flushdb()

    def until(self, so):
        deadline = time.monotonic() + SECONDS
        while not so():
            assert time.monotonic() < deadline, list(Import.objects.values())
            time.sleep(0.01)


@pytest.fixture
def workplace(process_group, durable_database, tmp_path, settings, make_term):
    settings.MEDIA_ROOT = tmp_path / "media"
    place = Workplace(process_group, durable_database.url, tmp_path)
    place.empty_broker()
    for key in ("purpose/screening", "purpose/hotline", "country/ke", "country/fr",
                "action_area/protection"):  # fmt: skip
        make_term(key)
    SearchState.objects.get_or_create(pk=1)
    yield place
    place.kill()
    place.empty_broker()


@pytest.fixture
def begin(rows_of_file):
    """An import of one large file, of a source of its own."""

    def make(rows=ROWS):
        source, _made = ImportSource.objects.get_or_create(
            slug="list", defaults={"title": "A list", "kind": "tool", "key_field": "name"}
        )
        lines = ["Name,Summary,Website,Purpose,Country"]
        lines += [",".join(f'"{cell}"' for cell in row) for row in rows_of_file(rows)]
        content = ContentFile("\n".join(lines).encode())
        return create_job(content, source=source, name="list.csv", publish_as="published")

    return make


def erase():
    for model in (SourceRecordState, ImportRow, Import, Change, Revision):
        model.objects.all().delete()
    for links in Tool._meta.get_fields():
        if links.one_to_many and links.related_model is not Tool:
            links.related_model.objects.all().delete()
    Tool.objects.all().delete()
    Source.objects.all().delete()


def unbroken(batch):
    """All steps in this process, one after another."""
    while True:
        more = job_runner.advance(batch.pk)
        batch.refresh_from_db()
        if batch.state == "mapping":
            job_runner.check(batch)
        elif batch.state == "ready":
            job_runner.accept(batch)
        elif not more:
            return data_hash()


def decide(batch):
    """What the curator does between the steps. Whether the import is over."""
    batch.refresh_from_db()
    if batch.state == "mapping":
        job_runner.check(batch)
    elif batch.state == "ready":
        job_runner.accept(batch)
    return batch.state not in Import.WORKING


def test_a_worker_killed_at_twenty_points_comes_to_the_same_end(workplace, begin):
    expected = unbroken(begin())
    erase()
    chance = random.Random(5)  # noqa: S311 - the same points each time
    batch = begin()
    for number in range(KILLS):
        workplace.work()
        workplace.ring(times=10 if number == 3 else 1)
        if number == 10:
            workplace.empty_broker()
            workplace.ring()
        seen = (batch.state, batch.at_number, batch.rows_checked, batch.rows_prepared)
        wait = chance.uniform(0.0, 0.6)

        def moved(seen=seen):
            decide(batch)
            now = (batch.state, batch.at_number, batch.rows_checked, batch.rows_prepared)
            return now != seen

        workplace.until(moved)
        time.sleep(wait)
        workplace.kill()
        if batch.state == "applied":
            break
    workplace.empty_broker()
    workplace.work()
    workplace.ring()
    workplace.until(lambda: decide(batch) and batch.state == "applied")
    assert data_hash() == expected


def test_the_same_task_delivered_ten_times_has_one_effect(workplace, begin):
    expected = unbroken(begin(600))
    erase()
    batch = begin(600)
    workplace.work()
    workplace.ring(times=10)
    while not decide(batch) or batch.state != "applied":
        workplace.ring(times=10)
    assert data_hash() == expected
    assert Tool.objects.count() == 600
