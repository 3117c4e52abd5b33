"""Which row holds the headings, rows that describe columns, and titles of groups of columns."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from hub.imports.read.heading_rows import describes_columns, fold_heading, is_tag_row
from hub.imports.read.sandbox import detect_file_format, open_rows

FILES = Path(__file__).resolve().parents[3] / "data" / "imports"
KNOWN = frozenset(
    map(fold_heading, ("Name", "Nom", "Description", "Country", "Pays", "Website", "Type", "Email"))
)


@pytest.fixture
def layout():
    def run(path, heading_row=0):
        detected = detect_file_format(path)
        object.__setattr__(detected, "heading_row", heading_row)
        with open_rows(path, detected, known=KNOWN) as rows:
            return rows.headings, rows.layout, [row for chunk in rows.chunks() for row in chunk]

    return run


def test_a_row_of_tags_is_used_and_left_out(layout):
    headings, found, rows = layout(FILES / "hxl-tags.csv")
    assert headings == ["Organisation", "Type", "Country"]
    assert found["left_out"] == [2]
    assert found["descriptions"] == {
        "Organisation": "#org+name", "Type": "#org+type", "Country": "#country+name",
    }  # fmt: skip
    assert [(row.number, row.cells["Organisation"]) for row in rows] == [(3, "Tagged Aid")]


@pytest.mark.parametrize(
    ("described", "left_out"),
    [
        (b"(text),(text),(URL)", [2]),
        (b"required,optional,yyyy-mm-dd", [2]),
        (b"Nom,Description,Pays", [2]),
        (b"#org +name,,#country", [2]),
        (b'"{""ImportId"":""Q1""}","{""ImportId"":""Q2""}","{""ImportId"":""Q3""}"', [2]),
        (b"What is it called?,What does it do?,Where?\n#org,#description,#country", [2, 3]),
        (b"Text against it,A description,Kenya", []),
        (b"#1 Helper,A description,Kenya", []),
    ],
)
def test_rows_that_describe_columns(layout, written, described, left_out):
    lines = b"Name,Description,Country\n" + described + b"\nA,It helps,Kenya\nB,It maps,Ghana\n"
    headings, found, rows = layout(written(lines))
    assert headings == ["Name", "Description", "Country"]
    assert found["left_out"] == left_out
    assert rows[-1].cells["Name"] == "B"


def test_tags_alone_are_headings(layout, written):
    headings, _layout, rows = layout(written(b"#org+name,#country\nA,Kenya\n"))
    assert (headings, len(rows)) == (["#org+name", "#country"], 1)


def test_headings_that_come_again_on_the_next_page_are_no_record(layout, written):
    _headings, _layout, rows = layout(written(b"Name,Country\nA,Kenya\nName,Country\nB,Ghana\n"))
    assert [[problem["code"] for problem in row.problems] for row in rows] == [
        [], ["headings_again"], [],
    ]  # fmt: skip


def test_headings_that_name_fields_come_before_a_full_row_that_does_not(layout, written):
    lines = b"Collected by,the desk,in 2024\nName,Description,Country\nA,It helps,Kenya\n"
    headings, found, rows = layout(written(lines))
    assert (headings, found["heading_row"], len(rows)) == (
        ["Name", "Description", "Country"], 2, 1,
    )  # fmt: skip


def test_a_person_can_choose_the_row_of_headings(layout, written):
    lines = b"a,b,c\nd,e,f\nFoo,Bar,Baz\n1,2,3\n"
    assert layout(written(lines))[0] == ["a", "b", "c"]
    headings, found, rows = layout(written(lines), heading_row=3)
    assert (headings, found["heading_row"]) == (["Foo", "Bar", "Baz"], 3)
    assert [row.number for row in rows] == [4]
    assert found["first_lines"][0] == [1, ["a", "b", "c"]]


def test_a_row_of_headings_can_be_far_down(layout, written):
    lines = b"".join(b"remark %d,x\n" % number for number in range(60)) + b"Foo,Bar\n1,2\n"
    headings, _layout, rows = layout(written(lines), heading_row=61)
    assert (headings, rows[0].number) == (["Foo", "Bar"], 62)


def test_titles_of_groups_stand_before_the_headings_below_them(layout, written):
    lines = b"Organisation,,Contact,\nName,Type,Name,Email\nHope,NGO,Jo,x\nAid,NGO,Al,y\n"
    headings, found, rows = layout(written(lines))
    assert headings == ["Organisation Name", "Organisation Type", "Contact Name", "Contact Email"]
    assert found["descriptions"]["Organisation Name"] == "Name"
    assert [row.number for row in rows] == [3, 4]


def test_headings_in_two_rows(layout, written):
    lines = b"Name,Contact,,Country\n,Email,Phone,\nHope,x,1,Kenya\nAid,y,2,Ghana\n"
    headings, _layout, rows = layout(written(lines))
    assert headings == ["Name", "Contact Email", "Contact Phone", "Country"]
    assert rows[0].cells["Contact Phone"] == "1"


def test_merged_titles_of_a_workbook(layout, workbook):
    path = workbook(
        ["Name", "Where", None, "Website"], [None, "Country", "City", None],
        ["A", "Kenya", "Nairobi", "x"], ["B", None, "Kisumu", "y"],
    )  # fmt: skip
    book = load_workbook(path)
    for cells in ("A1:A2", "B1:C1", "D1:D2", "B3:B4"):
        book.active.merge_cells(cells)
    book.save(path)
    headings, _layout, rows = layout(path)
    assert headings == ["Name", "Where Country", "Where City", "Website"]
    # A reader of the sheet sees Kenya beside both.
    assert [row.cells["Where Country"] for row in rows] == ["Kenya", "Kenya"]


def test_a_title_over_all_columns_is_no_group(layout, workbook):
    path = workbook(["Our tools"], ["Name", "Country"], ["A", "Kenya"])
    book = load_workbook(path)
    book.active.merge_cells("A1:B1")
    book.save(path)
    assert layout(path)[0] == ["Name", "Country"]


def test_a_last_column_without_a_heading(read):
    headings, rows = read(FILES / "last-column-without-heading.csv")
    assert headings == ["Name", "Description", "Website", "(D)"]
    assert [(row.problems, row.cells["(D)"]) for row in rows] == [((), "see annex"), ((), "")]


def test_a_cell_far_below_behind_the_last_heading_is_told(written, read):
    lines = b"name,url,\n" + b"A,1,\n" * 40 + b"B,2,see annex\n"
    headings, rows = read(written(lines))
    assert headings == ["name", "url"]
    (problem,) = rows[-1].problems
    assert (problem["code"], problem["column"], problem["value"]) == (
        "cell_without_heading", "(C)", "see annex",
    )  # fmt: skip


def test_the_same_heading_twice(read):
    headings, rows = read(FILES / "same-heading-twice.csv")
    assert headings == ["Name", "Description", "Comment", "Country", "Comment (E)"]
    assert (rows[0].cells["Comment"], rows[0].cells["Comment (E)"]) == ("first", "second")


@pytest.mark.parametrize("cell", ["#org", "#org+name", "#date +start", "#ADM1 +name +fr"])
def test_tags(cell):
    assert is_tag_row([cell, ""])


@pytest.mark.parametrize("row", [["#1", "x"], ["# Title"], ["", ""], ["C#", "#tag"]])
def test_no_tags(row):
    assert not is_tag_row(row)


def test_a_row_of_data_describes_no_column():
    headings = ["Name", "Open source", "Year"]
    assert not describes_columns(["Link", "yes", "2019"], headings, KNOWN)
    assert not describes_columns(["Country", "", ""], headings, KNOWN)
