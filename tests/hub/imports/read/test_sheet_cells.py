"""The cells of a workbook as its reader sees them."""

import datetime
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hub.imports.read.sheet_cells import cell_text

FILES = Path(__file__).resolve().parents[3] / "data" / "imports"


def codes(row):
    return [(problem["code"], problem["column"], problem["value"]) for problem in row.problems]


@pytest.fixture
def stored(workbook):
    """A workbook with formulas and the results that a spreadsheet program stored with them."""

    def write(*rows, **results):
        path = workbook(*rows)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = "xl/worksheets/sheet1.xml"
        text = parts[name].decode()
        for place, (kind, result) in results.items():
            text = re.sub(
                rf'<c r="{place}"([^>]*)>(<f>.*?</f>)<v\s*/?>(?:</v>)?',
                rf'<c r="{place}" t="{kind}">\2<v>{result}</v>',
                text,
            )
        parts[name] = text.encode()
        with zipfile.ZipFile(path, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        return path

    return write


def test_stored_results_are_read_and_addresses_behind_words_have_a_column(read):
    headings, rows = read(FILES / "formulas.xlsx")
    assert headings == ["Name", "Description", "Website", "Country", "Name (link)"]
    assert [list(row.cells.values()) for row in rows] == [
        ["Formula One", "A tool against trafficking that is named by a formula", "", "Kenya",
         "https://one.example.org"],
        ["Formula Two", "A tool against trafficking made in Ghana", "", "Ghana", ""],
    ]  # fmt: skip
    assert [row.problems for row in rows] == [(), ()]


def test_an_empty_result_is_a_result(stored, read):
    path = stored(["name", "url"], ["A", '=IF(1=2,"x","")'], B2=("str", ""))
    _headings, rows = read(path)
    assert (rows[0].cells["url"], rows[0].problems) == ("", ())


def test_an_error_is_empty_and_told(stored, read):
    path = stored(["name", "url"], ["A", "=1/0"], ["B", "#N/A"], B2=("e", "#DIV/0!"))
    _headings, rows = read(path)
    assert [row.cells["url"] for row in rows] == ["", ""]
    assert [codes(row) for row in rows] == [
        [("error_cell", "url", "#DIV/0!")], [("error_cell", "url", "#N/A")],
    ]  # fmt: skip


def test_an_error_in_a_text_table_is_empty_and_told(written, read):
    _headings, rows = read(written(b"name,url\nA,#REF!\n"))
    assert (rows[0].cells["url"], codes(rows[0])) == ("", [("error_cell", "url", "#REF!")])


def test_addresses_behind_words_are_read_and_those_of_mail_are_not(workbook, read):
    path = workbook(
        ["Name", "Home", "Contact"], ["A", "visit", "write"], ["B", "b.example.org", "x"]
    )
    book = load_workbook(path)
    book.active["B2"].hyperlink = "https://a.example.org/tool?x=1&y=2"
    book.active["B3"].hyperlink = "https://b.example.org/"
    book.active["C2"].hyperlink = "mailto:jane@example.org"
    book.save(path)
    headings, rows = read(path)
    assert headings == ["Name", "Home", "Contact", "Home (link)"]
    assert [row.cells["Home (link)"] for row in rows] == ["https://a.example.org/tool?x=1&y=2", ""]


def test_a_column_of_addresses_that_are_links_to_themselves_stays_one(workbook, read):
    path = workbook(["Name", "Home"], ["A", "https://a.example.org"])
    book = load_workbook(path)
    book.active["B2"].hyperlink = "https://a.example.org"
    book.save(path)
    assert read(path)[0] == ["Name", "Home"]


def test_a_link_far_below_is_told(workbook, read):
    path = workbook(["Name", "Home"], *(["A", "x"] for _row in range(600)))
    book = load_workbook(path)
    book.active["B601"].hyperlink = "https://a.example.org"
    book.save(path)
    headings, rows = read(path)
    assert headings == ["Name", "Home"]
    assert codes(rows[-1]) == [("link_left_out", "Home", "https://a.example.org")]


@pytest.mark.parametrize(
    ("value", "format_", "text"),
    [
        (datetime.date(2019, 1, 1), "yyyy", "2019"),
        (datetime.date(2019, 5, 1), "mmm yyyy", "2019-05"),
        (datetime.date(2019, 5, 1), "mm/yy", "2019-05"),
        (datetime.date(2019, 5, 7), "d mmm yyyy", "2019-05-07"),
        (datetime.date(2019, 5, 7), '[$-409]d" of "mmmm yyyy', "2019-05-07"),
        (datetime.time(9, 30), "h:mm", "09:30:00"),
        (0.25, "0%", "25%"),
        (7, "000", "007"),
        (1234.5, "#,##0.00", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (2019.0, "General", "2019"),
    ],
)
def test_a_value_is_read_as_precisely_as_it_is_shown(workbook, read, value, format_, text):
    path = workbook(["name", "x"], ["A", value])
    book = load_workbook(path)
    book.active["B2"].number_format = format_
    book.save(path)
    assert read(path)[1][0].cells["x"] == text


def test_words_that_are_not_of_their_kind_are_a_problem_of_their_cell(workbook, read):
    numbers = [
        "nan", "NaN", "inf", "-inf", "INF", "Infinity", "1.#INF", "1e400", "-1E999", "1,5", "abc",
        "9" * 5000,
    ]  # fmt: skip
    others = {
        't="d"': ["99999-99-99", "soon", "2021-02-30"],
        't="b"': ["yes"],
        't="s"': ["4711", "-1", "x"],
    }
    cells = [('t="n"', number, "no_number") for number in numbers]
    cells += [(kind, words, "error_cell") for kind in others for words in others[kind]]
    cells += [('t="n" r="?"', "7", "error_cell")]
    path = workbook([f"c{place}" for place in range(len(cells) + 2)], ["A"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    written = "".join(f"<c {kind}><v>{words}</v></c>" for kind, words, _code in cells)
    styled = '<c t="n" s="none"><v>7</v></c>'
    lost = "<row><c><v>nan</v></c></row>"
    rows = f'<row r="2"><c t="str"><v>A</v></c>{written}{styled}</row>{lost}'
    rows += f'<row r="?"><c><v>1</v></c></row>{lost}'
    name = "xl/worksheets/sheet1.xml"
    text = re.sub(rb"<row r=.2.*</row>", rows.encode(), parts[name])
    parts[name] = text.replace(b"<sheetData", b'<cols><col min="x" width="?"/></cols><sheetData')
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    _headings, (row, empty, below, last) = read(path)
    assert codes(row) == [
        (code, f"c{place}", str(float(words)) if "e4" in words or "E9" in words else words[:300])
        for place, (_kind, words, code) in enumerate(cells, start=1)
    ]
    assert [text for text in row.cells.values() if text] == ["A", "7"]
    assert (below.number, below.cells["c0"], below.problems) == (4, "1", ())
    for number, unread in ((3, empty), (5, last)):
        assert (unread.number, codes(unread)) == (number, [("no_number", "c0", "nan")])


def test_an_endless_number_is_text():
    assert cell_text(1e300) == "1e+300"
    for number in (10**400, 1e308):
        with pytest.raises(OverflowError):
            cell_text(number, "percent")
