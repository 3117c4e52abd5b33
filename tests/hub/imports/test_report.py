"""The report: what is wrong, where, and how to mend it."""

import csv
import io

import pytest

from hub.imports import report
from hub.imports.models import Import, ImportRow, ImportSource

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    source = ImportSource.objects.create(slug="list", title="A list", kind="tool")
    mapping = {"columns": [{"heading": "About", "field": "summary"}]}
    job = Import.objects.create(source=source, kind="tool", name="a.csv", mapping=mapping)
    problem = {"column": "Site", "value": "=cmd|calc", "sentence": "No address.", "code": "field"}
    mine = {"field": "summary", "old": "a", "new": "b", "owner": "curator"}
    alike = {"record_id": 1, "slug": "known", "name": "Known", "score": 91, "why": "similar"}
    ImportRow.objects.bulk_create(
        [
            ImportRow(batch=job, number=9, verdict="problem", problems=[problem]),
            ImportRow(batch=job, number=3, verdict="new"),
            ImportRow(batch=job, number=5, verdict="conflict", differences=[mine]),
            ImportRow(batch=job, number=7, verdict="duplicate", candidates=[alike]),
        ]
    )
    return job


def test_the_report_tells_row_column_value_and_sentence_in_the_order_of_the_file(job):
    found = [(line.row, line.column, line.value) for line in report.report_lines(job)]
    assert found == [(5, "About", "b"), (7, "", "Known"), (9, "Site", "=cmd|calc")]


def test_every_line_says_what_to_do(job):
    sentences = [line.sentence for line in report.report_lines(job)]
    assert "keep the old" in sentences[0]
    assert "known" in sentences[1]
    assert "91" in sentences[1]


def test_no_cell_of_the_file_is_a_formula(job):
    text = "".join(report.csv_lines(job)).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Row", "Verdict", "Column", "Value", "What to do"]
    assert rows[3][3] == "'=cmd|calc"
