"""Real workers on a real broker and a durable database: whatever dies, the end is that of an
unbroken run, of applying, of undoing and of cancelling.
"""

import hashlib
import json
import time
from collections import Counter

import pytest

from catalogue.models import Tool
from hub.imports import job_runner
from hub.imports.models import Import, ImportRow, SourceRecordState
from hub.records.models import Change, Revision, Source
from tests.plugins.drill import WHOLE, scaled
from tests.plugins.import_workers import CHANCE, SECONDS, decide

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

ROWS = scaled(10_000)
KILLS = 8 if WHOLE else 2  # in each state
CRASHES = {"applying", "undoing", "checking"} if WHOLE else {"applying"}


def data_hash():
    """Every fact that an import writes, by names that do not depend on the order of writing."""
    tools = {tool.pk: tool for tool in Tool.objects.all()}
    slugs = {pk: tool.slug for pk, tool in tools.items()}  # without those that were undone
    terms = Tool.objects.order_by("slug").values_list("slug", "terms__slug")
    found = {
        "tools": sorted(
            [tool.slug, tool.name, tool.summary, tool.url, tool.state, tool.version]
            for tool in tools.values()
        ),
        "terms": sorted(map(list, terms), key=str),
        "sources": sorted(Source.objects.values_list("url", flat=True)),
        "revisions": sorted(
            [slugs.get(pk, ""), version, changed]
            for pk, version, changed in Revision.objects.filter(kind="tool").values_list(
                "record_id", "version", "changed"
            )
        ),
        "news": sorted(Change.objects.values_list("slug", "what")),
        "imported": sorted(
            [key, slugs.get(pk, ""), values]
            for key, pk, values in SourceRecordState.objects.values_list(
                "key", "record_id", "values"
            )
        ),
        "verdicts": sorted(ImportRow.objects.values_list("number", "verdict")),
    }
    text = json.dumps(found, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def erase():
    for model in (SourceRecordState, ImportRow, Import, Change, Revision):
        model.objects.all().delete()
    for links in Tool._meta.get_fields():
        if links.one_to_many and links.related_model is not Tool:
            links.related_model.objects.all().delete()
    Tool.objects.all().delete()
    Source.objects.all().delete()


def unbroken(job):
    """All steps in this process, one after another."""
    while not decide(job):
        job_runner.advance(job.pk)
    return data_hash()


class Breakages:
    """Kills, and crashes of the database, each in a state of its own.

    A state does not end before it had its faults. The first takes the process that has done the
    step and not committed it, the others one at any moment, the last as the step goes on.
    """

    def __init__(self, workers):
        self.workers = workers
        self.kills, self.crashes = Counter(), Counter()

    def carry_on(self, job, *, until, cancels_in=""):
        """The import, up to one of these states, with whatever dies on the way.

        One that is cancelled meets no faults before it comes to that state.
        """
        begins = Import.WORKING.index(cancels_in) if cancels_in else 0
        faulty = Import.WORKING[begins:]
        for state in faulty:
            self.workers.gates.close(state)
        deadline = time.monotonic() + SECONDS * 2
        while job.state not in until:
            assert time.monotonic() < deadline, (job.state, self.kills)
            self.workers.keep()
            decide(job)
            if job.state == cancels_in and not job.cancel_asked:
                self.workers.await_at_gate(job.state)
                job_runner.cancel(job)
            self.workers.sweep()
            if job.state in faulty and self.kills[job.state] < KILLS:
                self._strike(job.state)
            else:
                time.sleep(0.05)
            job.refresh_from_db()
        self.workers.gates.open_all()

    def _strike(self, state):
        """One fault in this state."""
        kills = self.kills[state]
        if not kills:
            self.workers.kill_at_gate(state)
            self.kills[state] += 1
            return
        if state in CRASHES and not self.crashes[state]:
            self.crashes[state] += 1
            self.workers.database.crash()
            return
        if kills == KILLS - 1:
            self.workers.gates.open(state)
        time.sleep(CHANCE.uniform(0, 0.4))
        if self.workers.kill_some(whole=kills % 4 == 3):
            self.kills[state] += 1


def test_whatever_dies_the_data_are_those_of_an_unbroken_run(
    import_workers, begin_import, drill_table
):
    job = begin_import(ROWS)
    applied = unbroken(job)
    assert job.state == "applied"
    job_runner.undo_import(job)
    undone = unbroken(job)
    erase()
    import_workers.work()
    import_workers.work()
    broken = Breakages(import_workers)
    job = begin_import(ROWS)
    broken.carry_on(job, until={"applied", "failed"})
    ends = [(job.state, data_hash() == applied)]
    job_runner.undo_import(job)
    broken.carry_on(job, until={"undone", "applied"})
    ends.append((job.state, data_hash() == undone))
    kills, crashes = sum(broken.kills.values()), sum(broken.crashes.values())
    drill_table.add(
        "workers and PostgreSQL die while an import is applied and undone",
        f"{kills} kills ({told(broken.kills)}), {crashes} crashes of the database",
        of=f"{ROWS:,} rows",
        lost=sum(not equal for _state, equal in ends),
        limit="equal data",
        met=all(equal for _state, equal in ends),
    )
    assert ends == [("applied", True), ("undone", True)]
    assert set(broken.kills) >= {"uploaded", "reading", "checking", "applying", "undoing"}
    assert set(broken.crashes) == CRASHES


@pytest.mark.parametrize("state", ["preparing", "applying"])
def test_a_cancelled_import_leaves_nothing_whatever_dies(
    import_workers, begin_import, drill_table, state
):
    before = records()
    import_workers.work()
    broken = Breakages(import_workers)
    job = begin_import(ROWS)
    broken.carry_on(job, until={"cancelled", "applied", "failed"}, cancels_in=state)
    import_workers.wait_until(lambda: decide(job))
    drill_table.add(
        f"workers die while an import is cancelled ({state})",
        f"{sum(broken.kills.values())} kills ({told(broken.kills)}), "
        f"{sum(broken.crashes.values())} crashes of the database",
        of=f"{ROWS:,} rows",
        lost=len(records()) - len(before),
        limit="equal data",
        met=records() == before,
    )
    assert (job.state, records()) == ("cancelled", before)
    assert broken.kills[state]


def records():
    return sorted(Tool.objects.values_list("slug", flat=True))


def told(kills):
    return ", ".join(f"{count} {state}" for state, count in kills.items())


def test_the_same_task_delivered_ten_times_has_one_effect(import_workers, begin_import):
    expected = unbroken(begin_import(200))
    erase()
    job = begin_import(200)
    import_workers.work()
    import_workers.sweep(times=10)
    import_workers.wait_until(lambda: decide(job) and job.state == "applied")
    assert data_hash() == expected
    assert Tool.objects.count() == 200


def test_what_is_uploaded_at_one_machine_is_read_by_another(
    import_workers, begin_import, settings, drill_table
):
    """Each has a folder of its own, and the database and the broker are shared."""
    job = begin_import(scaled(5000))
    expected = unbroken(job)
    erase()
    settings.MEDIA_ROOT = import_workers.folder / "a" / "media"
    job = begin_import(scaled(5000))
    import_workers.work("b")
    import_workers.wait_until(lambda: decide(job) or job.state != "uploaded")
    import_workers.work("a")
    import_workers.wait_until(lambda: decide(job) and job.state not in ("mapping", "ready"))
    drill_table.add(
        "two machines with a folder each",
        "uploaded at A; a worker at B alone begins, both go on",
        of=f"{scaled(5000):,} rows",
        lost=int(data_hash() != expected),
        limit="equal data",
        met=data_hash() == expected,
    )
    assert (job.state, job.sentence) == ("applied", "")
    assert data_hash() == expected
