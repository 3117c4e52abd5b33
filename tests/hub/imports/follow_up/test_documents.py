"""Documents with their actions in one file: whom they address by name, and their rounds."""

from __future__ import annotations

import pytest

from events.recommendations.models import Document, Recommendation
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


def test_one_file_brings_a_document_its_actions_and_what_became_of_them(
    statement, bring, take_in, stored
):
    """A row for each action, with its document's columns beside it: uploaded once as each kind."""
    headings = ["Document", "Document date", "Ref", "Text", "Addressees"]
    rows = [
        ["Statement on trafficking", "2024", f"ST-2024-{number}", f"Protect victims {number}.",
         "States"]
        for number in (1, 2, 3)
    ]  # fmt: skip
    documents = bring([[row[0], row[1]] for row in rows], ["Title", "Date"], kind="document")
    take_in(documents)
    assert Document.objects.filter(title="Statement on trafficking").count() == 1
    take_in(bring(rows, headings, kind="recommendation"))
    actions = Recommendation.objects.filter(document__title="Statement on trafficking")
    assert actions.count() == 3
    said = [["st-2024-2", "Kenya", "Done", "A law.", "A report"]]
    take_in(bring(said, ["Action", "State", "Status", "Evidence", "Source"]))
    assert [entry[:2] for entry in stored()] == [("ST-2024-2", "ke")]
