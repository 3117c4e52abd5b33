"""A table of countries by actions, either way round: each filled cell is an entry."""

from __future__ import annotations

import pytest

from hub.imports import report
from hub.imports.map import ValueMap
from hub.imports.map.matrix import CellMatrix, CellReader, find_matrix
from hub.imports.models import ImportRow
from hub.imports.record_types import importer_for
from hub.vocabulary.member_states import member_states
from tests.hub.imports.follow_up.conftest import COUNTRIES, LINK, as_workbook, sentences

FOR_ALL = {
    "date": "2024", "source_title": "First reports", "source_url": LINK, "round": "First report",
    "said_by": "addressee",
}  # fmt: skip
HEADINGS = ["Country", "JS-2022-1", "js-2022-2", "JS-2022-3"]
ROWS = [
    ["Österreich", "Done: law of 2024", "Under way (a draft)", ""],
    ["KEN", "no action known – none was found", "", "n/a"],
    ["Франция", "Partly done; half of it", "not assessed", "done: all of it"],
    ["Philippines", "", "", ""],
]
SAID = {
    ("JS-2022-1", "at", "done", "law of 2024"),
    ("JS-2022-2", "at", "under-way", "a draft"),
    ("JS-2022-1", "ke", "no-action-known", "none was found"),
    ("JS-2022-1", "fr", "partly-done", "half of it"),
    ("JS-2022-3", "fr", "done", "all of it"),
}


def said(entries):
    return {(entry[0], entry[1], entry[8], entry[9]) for entry in entries}


@pytest.mark.parametrize("as_file", [None, as_workbook])
@pytest.mark.parametrize("is_transposed", [False, True])
def test_a_table_either_way_round(
    statement, bring, take_in, stored, dump, undo, is_transposed, as_file
):
    rows, headings = ROWS, HEADINGS
    if is_transposed:
        headings, *rows = [list(row) for row in zip(HEADINGS, *ROWS, strict=True)]
    before = dump()
    content = as_file(rows, headings) if as_file else None

    job = bring(rows, headings, content=content, for_all=FOR_ALL)

    assert (job.counts, sentences(job)) == ({"changed": 5}, [])
    job = take_in(job)
    assert said(stored()) == SAID
    assert {entry[4:8] for entry in stored()} == {("2024", LINK, "First reports", "js-first")}
    assert {entry[10] for entry in stored()} == {"addressee"}
    assert job.rows_applied == 3
    again = bring(rows, headings, content=content, for_all=FOR_ALL)
    assert again.counts == {"unchanged": 5}
    take_in(again)
    undo(job)
    assert dump()["recommendations.FollowUp"] == before["recommendations.FollowUp"]


def test_what_is_wrong_is_told_with_the_row_and_the_column_of_the_file(
    statement, bring, take_in, stored
):
    rows = [
        ["Austria", "Done: law", "Done", "Done: law", "done: x"],
        ["Ruritania", "Done: law", "", "", ""],
        ["Kenya", "", "", "Doen: law", ""],
    ]
    job = bring(rows, ["Country", "JS-2022-1", "JS-2022-2", "JS-2022-3", "JS-2022-99"],
                for_all=FOR_ALL)  # fmt: skip

    assert job.counts == {"changed": 2, "problem": 4}
    lines = {(line.row, line.column, line.sentence) for line in report.report_lines(job)}
    assert {(row, column) for row, column, _sentence in lines} == {
        (2, "JS-2022-2"), (2, "JS-2022-99"), (3, "Country"), (4, "JS-2022-3"),
    }  # fmt: skip
    assert (2, "JS-2022-2", "“Evidence” is missing.") in lines
    take_in(job)
    assert len(stored()) == 2


def test_columns_of_whole_rows_and_of_cells_stand_beside(statement, bring, take_in, stored):
    headings = ["Country", "JS-2022-1", "JS-2022-1 evidence", "JS-2022-2", "Source", "Date"]
    rows = [["Austria", "Done", "A law.", "Under way: a draft", "A letter", "2024-03"],
            ["Kenya", "", "", "Done: it is", "Another", ""]]  # fmt: skip

    take_in(bring(rows, headings, for_all=FOR_ALL))

    assert {(entry[9], entry[4], entry[6]) for entry in stored()} == {
        ("A law.", "2024-03", "A letter"), ("a draft", "2024-03", "A letter"),
        ("it is", "2024", "Another"),
    }  # fmt: skip


def test_no_text_of_a_cell_is_lost(statement, bring, take_in, stored):
    headings = ["Country", "JS-2022-1", "JS-2022-1 evidence", "JS-2022-2", "JS-2022-2 status",
                "JS-2022-3"]  # fmt: skip
    rows = [
        ["Austria", "Done: a law", "See the gazette.", "A draft: of 2023", "Under way",
         f"Done {LINK}: law"],
        ["Kenya", "Done (law (of 2024))", "", "Done: it is", "done", f"Done: {LINK}"],
        ["France", "Done (law of 2024) and more", "", "Done: it is", "Under way", "Done"],
        ["Philippines", "", "A court.", "", "", "Done in part: a law"],
    ]  # fmt: skip
    job = bring(rows, headings, for_all=FOR_ALL)

    assert {(line.row, line.column) for line in report.report_lines(job)} == {
        (4, "JS-2022-2"), (4, "JS-2022-3"), (5, "JS-2022-1"), (5, "JS-2022-3"),
    }, sentences(job)  # fmt: skip
    take_in(job)
    assert said(stored()) == {
        ("JS-2022-1", "at", "done", "a law\nSee the gazette."),
        ("JS-2022-2", "at", "under-way", "A draft: of 2023"),
        ("JS-2022-3", "at", "done", f"{LINK}: law"),
        ("JS-2022-1", "ke", "done", "law (of 2024)"),
        ("JS-2022-2", "ke", "done", "it is"),
        ("JS-2022-3", "ke", "done", LINK),
        ("JS-2022-1", "fr", "done", "(law of 2024) and more"),
    }


def test_both_problems_of_a_column_are_told(statement, bring):
    reader = CellReader(
        CellMatrix("ref", {"JS-2022-1": 2}, ("Country",)), importer_for("follow_up"), ValueMap(),
        {"ref": "Ref", "status": "Status", "evidence": "Evidence"},
    )  # fmt: skip
    problems = [{"column": name, "sentence": f"{name} {number}"}
                for name in ("JS-2022-1", "Country") for number in (1, 2)]  # fmt: skip
    row = ImportRow(number=2, cells={"Country": "AT", "JS-2022-1": "Done: x"}, problems=problems)

    (made,) = reader.rows(row)

    assert made["problems"] == problems


@pytest.mark.parametrize(
    "headings",
    [["Ref", "Country", "Status"], ["Ref", "No", "ID", "Status"], ["Name", "Austria"]],
)
def test_other_tables_are_none(statement, headings):
    samples = [["JS-2022-1", "JS-2022-2"], ["Austria", "Kenya"], ["1", "2"], ["Done", "Done"]]
    if headings[0] == "Name":
        samples = [["Jane", "John"], ["Done", "Done"]]
    importer = importer_for("follow_up")
    assert find_matrix(importer, headings, samples[: len(headings)], ValueMap()) is None


def test_answers_in_a_table(statement, bring, take_in, stored):
    rows = [["Austria", "Accepted: of course", "no (never)"]]
    take_in(bring(rows, ["", "JS-2022-1", "JS-2022-3"], kind="response",
                  for_all={"source_title": "Letters"}))  # fmt: skip
    assert {(entry[8], entry[9]) for entry in stored()} == {
        ("accepted", "of course"), ("rejected", "never"),
    }  # fmt: skip


def test_two_rows_of_one_country_are_told_by_their_places(statement, bring):
    rows = [["Austria", "Done: law"], ["AT", "Done: law"], ["aut", "Done: another"]]

    job = bring(rows, ["Country", "JS-2022-1"], for_all=FOR_ALL)

    assert job.counts == {"changed": 2, "problem": 1}
    told = [sentence for _number, _column, sentence in sentences(job)]
    assert told[0].startswith("Row 2 · JS-2022-1 names “JS-2022-1 · at · done")
    assert told[1].startswith("Row 2 · JS-2022-1 is about the same addressee and round.")


def test_every_member_state_is_known_by_its_code(statement, bring, make_term):
    for slug in member_states() - COUNTRIES.keys():
        make_term(f"country/{slug}", label=slug.upper())
    rows = [[slug, "Done: law"] for slug in sorted(member_states())]

    job = bring(rows, ["Country", "JS-2022-1"], for_all=FOR_ALL)

    assert sentences(job) == []
    assert job.counts == {"changed": 193}
