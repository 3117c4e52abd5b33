"""Workbooks: cells as text, and the hostile ones."""

import datetime
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hub.imports.read.limits import FileRefused
from hub.imports.read.sandbox import ReadLimits, UnreadableFile, detect_file_format, open_rows
from hub.imports.read.source_file import SourceFile
from hub.imports.read.workbook_reader import check_archive

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def source_file(path):
    return SourceFile(os.open(path, os.O_RDONLY))


@pytest.fixture
def changed(workbook):
    """A workbook of two rows with some of its parts replaced or added."""

    def change(parts, **options):
        path = workbook(["name", "url"], ["A", "1"])
        with zipfile.ZipFile(path) as archive:
            old = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
            for name, content in (old | parts).items():
                archive.writestr(name, content)
        return path

    return change


def sheet(rows: str) -> bytes:
    return (
        f"<?xml version='1.0'?><worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()
    )


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


TWO = f'<row r="1">{inline("A1", "name")}{inline("B1", "url")}</row>'


def test_cells_become_text(workbook, read):
    values = ["A", 3, 2.5, True, datetime.date(2021, 10, 18), datetime.datetime(2021, 1, 2, 9, 30)]  # noqa: DTZ001 (a cell knows no zone)
    _headings, rows = read(workbook(["a", "b", "c", "d", "e", "f"], values))
    assert list(rows[0].cells.values()) == [
        "A",
        "3",
        "2.5",
        "true",
        "2021-10-18",
        "2021-01-02T09:30:00",
    ]


def test_a_formula_without_a_stored_result_is_a_problem_of_its_cell_and_never_evaluated(
    workbook, read
):
    _headings, rows = read(workbook(["name", "url", "x"], ["=1+1", "=cmd|' /C calc'!A0", "y"]))
    assert list(rows[0].cells.values()) == ["", "", "y"]
    assert [(problem["code"], problem["column"], problem["value"])
            for problem in rows[0].problems] == [
        ("formula_without_result", "name", "=1+1"),
        ("formula_without_result", "url", "=cmd|' /C calc'!A0"),
    ]  # fmt: skip


def test_a_short_row_is_no_problem_in_a_workbook(workbook, read):
    _headings, rows = read(workbook(["name", "url", "place"], ["A"]))
    assert (rows[0].problems, rows[0].cells["place"]) == ((), "")


def test_a_title_merged_above_the_headings_is_passed_over(workbook, read):
    path = workbook(["List of tools"], [], ["name", "url", "place"], ["A", 1, 2])
    book = load_workbook(path)
    book.active.merge_cells("A1:C1")
    book.save(path)
    headings, rows = read(path)
    assert (headings, rows[0].number) == (["name", "url", "place"], 4)


def test_another_sheet_can_be_read(workbook, read):
    path = workbook(["name"], ["A"])
    book = load_workbook(path)
    book.create_sheet("Second").append(["title"])
    book["Second"].append(["B"])
    book.save(path)
    assert detect_file_format(path).sheets == ("Sheet", "Second")
    assert read(path, sheet="Second")[1][0].cells == {"title": "B"}


def test_the_name_of_a_sheet_is_no_longer_than_it_can_be_stored(workbook, read):
    path = workbook(["name"], ["A"])
    book = load_workbook(path)
    for last in ("a", "b"):
        with pytest.warns(UserWarning, match="more than 31"):
            book.create_sheet().title = "S" * 150 + last
    book.worksheets[1].append(["title"])
    book.worksheets[1].append(["B"])
    book.save(path)
    detected = detect_file_format(path)
    assert detected.sheets == ("Sheet", "S" * 100)
    assert read(path, sheet=detected.sheets[1])[1][0].cells == {"title": "B"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [([], "holds nothing"), ([["name", "url"]], "headings and no row")],
)
def test_nothing_to_read(workbook, read, rows, words):
    with pytest.raises(UnreadableFile, match=words):
        read(workbook(*rows))


def test_a_zip_bomb_is_counted_and_not_opened(changed, monkeypatch):
    rows = f"<row>{'<c/>' * 1000}</row>".encode() * 80_000
    path = changed({SHEET: rows}, compresslevel=1)
    with pytest.raises(UnreadableFile, match="larger than 300 MB when it is unpacked"):
        detect_file_format(path)
    opened = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda _archive, part: opened.append(part))
    with pytest.raises(FileRefused):
        check_archive(source_file(path))
    assert opened == []


def test_a_directory_that_lies_about_sizes_is_damage(changed):
    path = changed({SHEET: sheet(TWO * 1000)})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        real = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    path.write_bytes(content.replace(real, (10).to_bytes(4, "little")))
    with pytest.raises(UnreadableFile, match="damaged"):
        detect_file_format(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_external_entities_are_refused(changed, encoding):
    cell = f"<row>{inline('A1', '&secret;')}</row>"
    text = (
        f"<?xml version='1.0' encoding='{encoding}'?>"
        "<!DOCTYPE x [<!ENTITY secret SYSTEM 'file:///etc/passwd'>]>"
        f"<worksheet {MAIN}><sheetData>{cell}</sheetData></worksheet>"
    )
    with pytest.raises(UnreadableFile, match="document type declaration"):
        detect_file_format(changed({SHEET: text.encode(encoding)}))


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/vbaProject.bin", b"x"),
        ("xl/macrosheets/sheet1.xml", b"<x/>"),
    ],
)
def test_a_workbook_with_macros_is_refused(changed, part, content):
    with pytest.raises(UnreadableFile, match="holds macros"):
        detect_file_format(changed({part: content}))


def test_a_workbook_that_calls_itself_one_with_macros_is_refused(workbook):
    path = workbook(["name"], ["A"])
    book = load_workbook(path, keep_vba=True)
    book.save(path)
    book.vba_archive.close()  # else the collector does, of Python 3.13 with a warning
    with pytest.raises(UnreadableFile, match="holds macros"):
        detect_file_format(path)


def test_an_encrypted_part_is_refused(workbook):
    path = workbook(["name"], ["A"])
    content = bytearray(path.read_bytes())
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="password"):
        detect_file_format(path)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["xl/workbook.bin", "[Content_Types].xml"], "another kind"),
        (["mimetype", "content.xml"], "another kind"),
        (["notes.txt"], "is no workbook"),
    ],
)
def test_other_archives_are_refused(tmp_path, names, words):
    with zipfile.ZipFile(tmp_path / "x", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    with pytest.raises(UnreadableFile, match=words):
        detect_file_format(tmp_path / "x")


def test_a_broken_archive_is_refused(workbook):
    path = workbook(["name"], ["A"])
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(UnreadableFile, match="damaged"):
        detect_file_format(path)


def test_a_sheet_of_broken_xml_is_refused(changed, read):
    with pytest.raises(UnreadableFile, match=r"damaged"):
        read(changed({SHEET: sheet(TWO + "<row><c></row>")}))


def test_a_cell_of_sixty_megabytes_is_refused(changed, read):
    rows = TWO + f'<row r="2">{inline("A2", "x" * 60_000_000)}</row>'
    with pytest.raises(UnreadableFile, match="row 2, column A has more than 100000"):
        read(changed({SHEET: sheet(rows)}, compresslevel=1))


def empty_rows(first, end):
    return "".join(
        f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(first, end)
    )


@pytest.mark.parametrize("last", [100_000, pytest.param(1_048_576, marks=pytest.mark.slow)])
def test_a_million_empty_rows_are_passed_over(changed, last):
    """Within half of the processor time that a file may take; `make bench` measures it."""
    rows = TWO + empty_rows(2, last) + f'<row r="{last}">{inline(f"A{last}", "last")}</row>'
    path = changed({SHEET: sheet(rows)}, compresslevel=1)
    limits = ReadLimits(processor_seconds=60, silence_seconds=600.0)
    with open_rows(path, detect_file_format(path), limits=limits) as sheet_rows:
        assert [row.number for chunk in sheet_rows.chunks() for row in chunk] == [last]


def test_a_row_number_beyond_the_last_of_excel_ends_the_reading(changed, read):
    far = f'<row r="999999999999">{inline("A2", "far")}</row>'
    with pytest.raises(UnreadableFile, match="more than 1048576 rows"):
        read(changed({SHEET: sheet(TWO + far)}))


def test_what_a_sheet_says_of_its_own_size_is_not_believed(changed, read):
    rows = sheet(TWO + f'<row r="2">{inline("A2", "A")}</row>')
    lying = rows.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    assert len(read(changed({SHEET: lying}))[1]) == 1


def test_a_cell_in_a_far_column_is_refused(changed, read):
    with pytest.raises(UnreadableFile, match="more than 200 columns"):
        read(changed({SHEET: sheet(TWO + f"<row r='2'>{inline('XFD2', 'far')}</row>")}))


def test_processor_time_is_limited(changed):
    path = changed({SHEET: sheet(TWO + empty_rows(2, 400_000))}, compresslevel=1)
    detected = detect_file_format(path)
    with (
        pytest.raises(UnreadableFile, match="takes longer"),
        open_rows(path, detected, limits=ReadLimits(processor_seconds=1)) as found,
    ):
        list(found.chunks())


def test_a_workbook_is_read_from_its_bytes_whatever_its_name(workbook, tmp_path: Path):
    path = workbook(["name"], ["A"])
    bare = tmp_path / "bare"
    bare.write_bytes(path.read_bytes())
    assert detect_file_format(bare).format == "xlsx"


def test_a_sheet_that_is_not_there_is_named(workbook, read):
    with pytest.raises(UnreadableFile, match="no sheet named “Tools”"):
        read(workbook(["name"], ["A"]), sheet="Tools")
