"""A file of ours that comes in again changes nothing; one changed cell is one change."""

import csv
import io

import pytest
from django.core.files.base import ContentFile

from hub.imports import job_runner
from hub.imports.models import ImportSource
from hub.imports.staging import create_job
from tests.plugins.open_data_files import body

KINDS = {
    "/tools": "tool", "/organisations": "organisation", "/practice": "deployment",
    "/misuse": "misuse", "/help-now/lines": "helpline", "/events": "event",
    "/documents": "document", "/recommendations": "recommendation",
}  # fmt: skip
HOSTILE = ["=1+1", "'=1", "none", "'none", "not known", "a; b", "“a; b”", "N/A"]


def bring(content, kind, name="own.csv"):
    """The import of the file, as far as its preview."""
    source = ImportSource.objects.create(slug="own", title="Own", kind=kind)
    job = create_job(ContentFile(content), source=source, name=name)
    work(job)
    job_runner.check(job)
    work(job)
    return job


def work(job):
    while job_runner.advance(job.pk):
        pass
    job.refresh_from_db()


def edited(content, change):
    """The same table as a person edits it; ``change`` gets its rows by heading."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    change(rows)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def differences(job):
    return [each["field"] for row in job.rows.all() for each in row.differences]


@pytest.mark.parametrize("path", KINDS)
def test_a_file_that_nobody_changed_changes_nothing(starter, client, path):
    content = body(client.get(f"{path}.csv?ended=1"))
    job = bring(content, KINDS[path])
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert job.counts == {"unchanged": len(rows)}


def test_nor_does_a_workbook(starter, client):
    job = bring(body(client.get("/tools.xlsx?purpose=case-management")), "tool", "own.xlsx")
    assert set(job.counts) == {"unchanged"}


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_text_begins_with_it_comes_back_as_it_was(client, make_tool, text):
    make_tool(name=f"A tool {text}", summary=text, other_names=[text, "b"], licence="MIT")
    job = bring(body(client.get("/tools.csv")), "tool")
    assert job.counts == {"unchanged": 1}


# A conflict is a change of what a curator wrote, which a person decides on.


@pytest.mark.django_db
def test_one_changed_cell_is_one_change(client, make_tool, make_term):
    make_term("purpose/other", label="Another purpose")
    tool = make_tool(terms=("purpose/case-management",), licence="MIT", url="https://example.org")
    make_tool()

    def change(rows):
        (row,) = (row for row in rows if row["slug"] == tool.slug)
        row["licence"] = "Apache-2.0"

    job = bring(edited(body(client.get("/tools.csv")), change), "tool")
    assert (job.counts, differences(job)) == ({"conflict": 1, "unchanged": 1}, ["licence"])


@pytest.mark.django_db
def test_a_term_that_is_added_to_a_cell_is_one_change(client, make_tool, make_term):
    make_term("purpose/other", label="Another purpose")
    make_tool(terms=("purpose/case-management",))

    def change(rows):
        rows[0]["purpose"] += "; Another purpose"

    job = bring(edited(body(client.get("/tools.csv")), change), "tool")
    assert (job.counts, differences(job)) == ({"conflict": 1}, ["purpose"])


@pytest.mark.django_db
def test_a_cell_that_says_not_known_takes_nothing_away(client, make_tool):
    make_tool(licence="MIT")

    def change(rows):
        rows[0]["licence"] = "not known"

    job = bring(edited(body(client.get("/tools.csv")), change), "tool")
    assert job.counts == {"unchanged": 1}
