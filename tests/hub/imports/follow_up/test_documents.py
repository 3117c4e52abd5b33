"""Documents with their actions in one file: whom they address by name, and their rounds."""

from __future__ import annotations

import re

import pytest

from events.recommendations.models import Document, ReportingRound
from hub.imports import job_runner
from hub.imports.models import Import
from hub.imports.review import decisions
from hub.imports.undo.edited_records import edited_since
from hub.imports.undo.undo_tally import tally_undo, undo_lines
from tests.hub.imports.follow_up.conftest import sentences

HEADINGS = ["Title", "Summary", "Date", "Named addressees", "Reporting rounds"]
ROUNDS = "First report, due 2026-07-30; Second report, opens 2027-01-01, due 2027-06-30"


def days(document):
    return [
        (one.slug, one.name, str(one.opens or ""), str(one.due or ""))
        for one in document.rounds.all()
    ]


def test_a_document_says_whom_it_addresses_and_when_they_report(
    statement, bring, take_in, make_organisation
):
    make_organisation(name="The Body", slug="the-body")
    row = ["Joint statement", "On trafficking in persons.", "2022", "AT; Kenya; The Body; Nowhere",
           ROUNDS]  # fmt: skip
    headings = ["Slug", *HEADINGS]

    job = bring([["joint-statement", *row]], headings, kind="document")

    assert [column["field"] for column in job.mapping["columns"]][-2:] == [
        "named_addressees", "rounds",
    ]  # fmt: skip
    ((number, column, sentence),) = sentences(job)
    assert (number, column) == (2, "Named addressees")
    assert "“Nowhere”" in sentence
    take_in(job)
    assert [str(one) for one in statement.named_addressees.all()] == [
        "Austria", "Kenya", "The Body",
    ]  # fmt: skip
    assert days(statement) == [
        ("js-first", "First report", "", "2026-07-30"),
        ("joint-statement-second-report", "Second report", "2027-01-01", "2027-06-30"),
    ]
    assert bring([["joint-statement", *row]], headings, kind="document").counts == {"unchanged": 1}


@pytest.mark.parametrize(
    ("rounds", "sentence"),
    [("First, due 2026-02-30", "no day"), ("First, opens 2026-05-01, due 2026-04-01", "not due"),
     (", due 2026-01-01", "name of a round")],
)  # fmt: skip
def test_a_round_that_cannot_be_is_left_out_with_a_sentence(statement, bring, rounds, sentence):
    job = bring([["joint-statement", "Joint statement", "2022", rounds]],
                ["Slug", "Title", "Date", "Reporting rounds"], kind="document")  # fmt: skip
    assert any(sentence in told for _number, _column, told in sentences(job)), sentences(job)


def test_days_that_contradict_those_that_are_there_are_a_problem_of_their_row(
    statement, bring, take_in
):
    statement.rounds.update(closes="2026-03-01")
    rows = [["joint-statement", "Joint statement", "2022", "First report, due 2026-07-30"],
            ["", "Twice in one cell", "2023", "First, due 2026-01-01; First, opens 2026-02-01"],
            ["", "On trafficking", "2024", "First report, due 2026-07-30"]]  # fmt: skip

    job = bring(rows, ["Slug", "Title", "Date", "Reporting rounds"], kind="document")

    assert [(row, column) for row, column, _sentence in sentences(job)] == [
        (2, "Reporting rounds"), (3, "Reporting rounds"),
    ]  # fmt: skip
    assert "does not end before" in sentences(job)[0][2]
    take_in(job)
    assert days(Document.objects.get(title="On trafficking")) == [
        ("on-trafficking-first-report", "First report", "", "2026-07-30")
    ]


def test_rounds_of_documents_whose_addresses_begin_alike_have_addresses_of_their_own(
    statement, bring, take_in
):
    statement.rounds.create(slug="joint-first-report", name="Of before")
    long = "A long title that goes on and on until its address is cut off somewhere"
    rows = [["Joint", "2023", "First report"], [f"{long} one", "2023", "First; Second; second"],
            [f"{long} two", "2024", "First"], ["Joint first", "2024", "Report"]]  # fmt: skip

    job = bring(rows, ["Title", "Date", "Reporting rounds"], kind="document")
    decisions.mark_different(job.rows.all(), by=None)
    decisions.allow_off_topic(job.rows.all(), by=None)
    take_in(job)

    slugs = ReportingRound.objects.exclude(document=statement).values_list("slug", flat=True)
    assert len(slugs) == 5
    assert {"joint-first-report-2", "joint-first-report-3"} < set(slugs)


def test_a_document_whose_new_round_is_in_use_stays_as_it_is_and_the_rest_is_undone(
    statement, bring, take_in, undo, stored
):
    headings = ["Slug", "Title", "Date", "Reporting rounds"]
    rows = [["joint-statement", "Joint statement", "2022", "Second report"],
            ["", "On trafficking", "2024", "First report"]]  # fmt: skip
    job = bring(rows, headings, kind="document")
    take_in(job)
    said = [["js-2022-2", "Kenya", "Done", "A law.", "A report", "Second report"]]
    take_in(bring(said, ["Action", "State", "Status", "Evidence", "Source", "Round"]))

    tally = tally_undo(job)

    assert (tally.made, tally.changed, tally.staying) == (1, 0, 1)
    assert any("(Joint statement)" in words for _number, words in undo_lines(tally))
    undo(job)
    assert list(Document.objects.all()) == [statement]
    assert [entry[7] for entry in stored()] == ["joint-statement-second-report"]
    assert [(one.slug, one.why) for one in edited_since(job)] == [
        ("joint-statement", "in use elsewhere")
    ]


def test_one_file_brings_a_document_its_actions_and_what_became_of_them(
    statement, bring, take_in, stored, work, signed_in
):
    """A row for each action, with its document and an entry beside it: uploaded once."""
    curator = signed_in("curator")
    title = "Statement on trafficking"
    headings = ["Document", "Document date", "Ref", "Text", "Addressees", "Country", "Status",
                "Evidence", "Source"]  # fmt: skip
    rows = [
        [title, "2024", f"ST-2024-{number}", f"Protect victims of trafficking {number}.", "States",
         "Kenya", "Done", "A law.", "A report"]
        for number in (1, 2, 3)
    ]  # fmt: skip
    job = bring(rows, headings, kind="document")

    def read_as(kind):
        return curator.post(f"/curate/imports/{job.pk}/read-as/", {"kind": kind})

    page = curator.get(f"/curate/imports/{job.pk}/").content.decode()
    assert re.findall(r'name="kind" value="(\w+)"', page) == [
        "recommendation",
        "follow_up",
        "response",
    ]
    assert (read_as("tool").status_code, Import.objects.count()) == (409, 1)
    take_in(job)
    for kind in ("recommendation", "follow_up"):
        address = read_as(kind).headers["Location"]
        assert read_as(kind).headers["Location"] == address  # a second click makes no second
        again = Import.objects.get(kind=kind)
        assert (again.fingerprint, again.source.title) == (job.fingerprint, job.source.title)
        assert job_runner.check(work(again))
        again = work(again)
        take_in(again)
    assert Document.objects.filter(title=title).count() == 1
    assert [entry[:2] for entry in stored()] == [(f"ST-2024-{n}", "ke") for n in (1, 2, 3)]
    job.file.storage.delete(job.file.name)
    refused = read_as("response")
    assert "The file is not stored any more." in refused.content.decode()
    assert (refused.status_code, Import.objects.count()) == (409, 3)
