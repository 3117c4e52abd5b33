"""Imports that the release before left behind: applied, or anywhere on their way.

``data/imports_with_a_journal.json`` was written by that release (SQLite): every table before an
import, and what differed at seven points of its way. Of its rows one renames a tool that loses a
term and a link with a role, one takes a citation with a date away, one changes nothing, and two are
new; an organisation and a source are made for them.
"""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalogue.models import Organisation, Tool
from hub.imports import job_runner
from hub.imports.models import Import
from hub.records.models import Change, Removed, Source

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
STATES = json.loads(
    (Path(__file__).parent / "data/imports_with_a_journal.json").read_text(encoding="utf-8")
)
BEFORE = [("imports", "0009_standard_names")]
# What locks and caches go by, and the ledger, which keeps what happened.
ASIDE = {"version", "index_seq"}
HISTORY = {
    "core.Revision", "core.SearchState", "core.Removed", "imports.Import", "imports.ImportRow",
    "imports.JournalEntry", "imports.RowRange",
}  # fmt: skip


@pytest.fixture
def upgraded():
    """The database as the release before left it in some state, migrated."""

    def run(name):
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        others = [node for node in executor.loader.graph.leaf_nodes() if node[0] != "imports"]
        models = executor.loader.project_state(others + BEFORE).apps
        rows = STATES["before"] | STATES[name]
        for label in rows:
            model = models.get_model(label)
            model.objects.bulk_create(model(**row) for row in _readable(rows[label]))
        reset = connection.ops.sequence_reset_sql(
            no_style(), [models.get_model(label) for label in rows]
        )
        with connection.cursor() as cursor:
            for statement in reset:
                cursor.execute(statement)
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        return Import.objects.get(name="tools.csv")

    yield run
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _readable(rows):
    return [row | ({"marks": b""} if "marks" in row else {}) for row in rows]


def stored(label):
    """The rows of a table as they stand in the file: without columns that came later."""
    columns = {name for row in STATES["before"][label] for name in row}
    return plain(apps.get_model(label)._default_manager.order_by("pk").values(*columns))


def plain(rows):
    def text(value):
        return value.isoformat() if hasattr(value, "isoformat") else value

    return [{name: text(value) for name, value in row.items() if name not in ASIDE} for row in rows]


def is_as_before():
    return all(
        stored(label) == plain(rows)
        for label, rows in STATES["before"].items()
        if label not in HISTORY
    )


def work(job):
    while job_runner.advance(job.pk):
        pass
    job.refresh_from_db()
    return job


def test_an_applied_import_is_undone_to_the_letter(upgraded):
    job = upgraded("applied")
    assert not is_as_before()
    assert job_runner.undo_import(job)
    assert work(job).state == "undone", job.sentence
    for label, rows in STATES["before"].items():
        if label not in HISTORY:
            assert stored(label) == plain(rows), label
    assert Removed.objects.filter(kind="tool").count() == 2


@pytest.mark.parametrize("name", ["preparing", "applying"])
def test_one_on_its_way_is_applied_from_the_beginning(upgraded, name):
    job = upgraded(name)
    assert (job.state, Tool.objects.filter(slug__startswith="new").exists()) == ("preparing", False)
    assert not Organisation.objects.filter(slug="made").exists()
    assert is_as_before()
    assert work(job).state == "applied", job.sentence
    assert set(Tool.objects.values_list("slug", flat=True)) == {
        "renamed", "poorer", "same", "new", "newer",
    }  # fmt: skip
    tool = Tool.objects.get(slug="new")
    assert tool.facts()["organisations"] == ["body", "made"]
    assert (tool.state, tool.version, Change.objects.count()) == ("published", 1, 4)
    assert job_runner.undo_import(job)
    assert work(job).state == "undone", job.sentence
    assert is_as_before()


def test_one_that_was_being_rolled_back_is_at_its_end(upgraded):
    job = upgraded("rolling_back")
    assert job.state == "cancelled"
    assert job.finished_at is not None
    assert is_as_before()


@pytest.mark.parametrize("name", ["undoing", "half undone"])
def test_one_that_was_being_undone_comes_to_its_end(upgraded, name):
    job = upgraded(name)
    assert job.state == "undoing"
    assert work(job).state == "undone", job.sentence
    assert is_as_before()
    assert not Source.objects.filter(url="https://example.org/s").exists()


def test_the_journal_is_gone(upgraded):
    upgraded("applied")
    assert "imports_write" not in connection.introspection.table_names()
