"""Dialects of CSV: what stands between cells, around them, and before marks within them."""

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.imports.read.csv_dialect import Dialect, find_dialect
from hub.imports.read.csv_reader import read_csv
from hub.imports.read.source_file import SourceFile
from hub.imports.read.table import ERROR_CELLS

FILES = Path(__file__).resolve().parents[3] / "data" / "imports"


def source_file(path):
    return SourceFile(os.open(path, os.O_RDONLY))


def cells(text, delimiter=""):
    dialect = find_dialect(text, delimiter)
    return [row for row in dialect.reader(io.StringIO(text, newline="")) if row]


def test_lines_of_an_old_macintosh_end_in_cr_alone(read):
    headings, rows = read(FILES / "old-mac-lines.csv")
    assert headings == ["Name", "Description", "Website"]
    assert [(row.number, row.problems) for row in rows] == [(2, ()), (3, ())]
    assert rows[1].cells == {
        "Name": "Mac Two",
        "Description": "A tool, made against trafficking, to map routes",
        "Website": "https://m2.example.org",
    }


def test_blanks_before_quotation_marks(read):
    headings, rows = read(FILES / "blank-before-quotation-mark.csv")
    assert headings == ["Name", "Description", "Website"]
    assert [row.problems for row in rows] == [(), ()]
    assert rows[0].cells["Description"] == "A tool, against trafficking, by phone"
    assert rows[1].cells["Description"] == "A tool against trafficking"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name, text\nA, "one"\nB, "two"\n', [["name", "text"], ["A", "one"], ["B", "two"]]),
        ("'name','text'\n'A','one, two'\n", [["name", "text"], ["A", "one, two"]]),
        ("'name','text'\n'A','it''s'\n", [["name", "text"], ["A", "it's"]]),
        ("name;text\nA;'one; two'\nB;x\n", [["name", "text"], ["A", "one; two"], ["B", "x"]]),
        ('"name","text"\n"A","say \\"hi\\", then"\n', [["name", "text"], ["A", 'say "hi", then']]),
        ("name,text\nA,one\\, two\nB,x\n", [["name", "text"], ["A", "one, two"], ["B", "x"]]),
        ("name\ttext\rA\tone\rB\ttwo\r", [["name", "text"], ["A", "one"], ["B", "two"]]),
        ('name,text\n"A" ,"one, two"\n', [["name", "text"], ["A ", "one, two"]]),
    ],
)
def test_a_dialect_is_known_by_how_it_reads(text, expected):
    assert cells(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,text\n'Hope',it's\n", [["name", "text"], ["'Hope'", "it's"]]),
        ("name,path\nA,C:\\new\nB,C:\\data\n", [["name", "path"], ["A", "C:\\new"],
                                               ["B", "C:\\data"]]),
        ('name,text\nA,5" pipe\nB,x\n', [["name", "text"], ["A", '5" pipe'], ["B", "x"]]),
        ('name,text\n"A","ends in \\"\nB,x\n', [["name", "text"], ["A", "ends in \\"],
                                                ["B", "x"]]),
    ],
)  # fmt: skip
def test_marks_that_belong_to_the_text_stay(text, expected):
    assert cells(text) == expected


def test_the_empty_cell_of_a_database_is_empty(written, read):
    _headings, rows = read(written(b"name\turl\ttext\nA\t\\N\tC:\\New\n\\N\tx\ty\n"))
    assert rows[0].cells == {"name": "A", "url": "", "text": "C:\\New"}
    assert rows[1].cells["name"] == ""


LETTERS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\\\u2028\u2029"
    ),
    max_size=12,
)
CELL = st.one_of(LETTERS, st.text("abc ,;|\"'\n", max_size=8)).map(str.strip)
CELL = CELL.filter(lambda cell: cell not in ERROR_CELLS)  # which say nothing, and are read so
QUOTED = {"quoting": csv.QUOTE_ALL}
DIALECTS = st.sampled_from(
    [
        (Dialect(delimiter, quote, escape), how)
        for delimiter in ",;\t|"
        for quote, escape, how in (
            ('"', "", {}), ('"', "", QUOTED), ("'", "", QUOTED), ('"', "\\", QUOTED),
        )
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(
    dialect=DIALECTS,
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8),
)
def test_reading_a_written_table_gives_it_back_in_any_dialect(
    tmp_path_factory, dialect, ending, rows
):
    how, options = dialect
    # The module quotes no line break but its own.
    rows = [["x" + cells[0], *cells[1:]] for cells in rows]
    rows = [[cell.replace("\n", ending) for cell in cells] for cells in rows]
    path = tmp_path_factory.mktemp("table") / "table"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(
            file, delimiter=how.delimiter, quotechar=how.quote, lineterminator=ending,
            escapechar=how.escape or None, doublequote=not how.escape, **options,
        )  # fmt: skip
        writer.writerow(["Name", "Description", "Website"])
        writer.writerows(rows)
    table = read_csv(source_file(path), "utf-8", how.delimiter)
    assert table.headings == ["Name", "Description", "Website"]
    assert [[cell.strip() for cell in found] for _number, found, _remarks in table.rows] == rows
