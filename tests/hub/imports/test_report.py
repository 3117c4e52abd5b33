"""The report: what is wrong, where, and how to mend it."""

import csv
import io

import pytest
from openpyxl import load_workbook

from hub.imports import report
from hub.imports.models import Import, ImportRow, ImportSource, SourceRecordState

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
    assert "“Take over” or “Keep”" in sentences[0]
    assert "Known" in sentences[1]
    assert "91" in sentences[1]


def test_no_cell_of_the_file_is_a_formula(job):
    text = "".join(report.csv_lines(job)).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Row", "Verdict", "Column", "Value", "What to do"]
    assert rows[3][3] == "'=cmd|calc"


NOTE = {"column": "Who", "value": "A; B", "sentence": "No body is called “A”.",
        "code": "organisation"}  # fmt: skip


def test_what_many_rows_say_alike_is_told_once_with_their_number(job):
    ImportRow.objects.bulk_create(
        ImportRow(batch=job, number=number, verdict="new", problems=[NOTE])
        for number in range(20, 34)
    )
    lines = [line for line in report.report_lines(job) if line.column == "Who"]
    numbers = "20, 21, 22, 23, 24, 25, 26, 27, 28, 29 …"
    assert [line.sentence for line in lines] == [f"No body is called “A”. (In 14 rows: {numbers}.)"]
    assert report.left_out_values(job).lines() == lines


def test_a_field_that_no_column_gives_is_called_as_on_the_page(job):
    missing = {"column": "name", "value": "", "sentence": "Name is missing.", "code": "missing"}
    job.rows.filter(number=9).update(problems=[missing])
    assert [line.column for line in report.report_lines(job)][-1] == "Name"


def test_values_of_a_conflict_are_told_in_the_words_of_the_page(job, make_term):
    make_term("country/ke", label="Kenya")
    mine = {"field": "country", "old": [], "new": ["ke"], "owner": "curator"}
    job.rows.filter(number=5).update(differences=[mine])
    line = next(iter(report.report_lines(job)))
    assert (line.column, line.value) == ("Countries", "Kenya")


def test_rows_that_are_gone_stand_at_the_end(job):
    job.state = "ready"
    SourceRecordState.objects.create(source=job.source, key="Old One", kind="tool", record_id=1)
    line = list(report.report_lines(job))[-1]
    assert (line.row, line.value) == (0, "Old One")
    assert "".join(report.csv_lines(job)).splitlines()[-1].startswith(",Gone from the file,")


def test_the_workbook_has_the_same_lines_and_no_formula(job):
    file = io.BytesIO()
    report.write_report(job, file)
    sheet = load_workbook(file).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Row", "Verdict", "Column", "Value", "What to do")
    assert rows[3] == (9, "Problem", "Site", "=cmd|calc", "No address.")
    assert sheet["D4"].data_type == "s"


def test_semicolons_separate_where_they_are_asked_for(job):
    assert next(report.csv_lines(job, ";")).startswith("\ufeffRow;Verdict;Column;")
