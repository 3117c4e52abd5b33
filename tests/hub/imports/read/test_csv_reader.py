"""Text tables, well made and not."""

import pytest

from hub.imports.read.sandbox import UnreadableFile, detect_file_format


def codes(row):
    return [problem["code"] for problem in row.problems]


def test_rows_are_numbered_as_a_person_counts(written, read):
    headings, rows = read(written(b"name,url\nA,1\n\nB,2\n"))
    assert headings == ["name", "url"]
    assert [(row.number, row.cells) for row in rows] == [
        (2, {"name": "A", "url": "1"}),
        (4, {"name": "B", "url": "2"}),
    ]


def test_a_text_with_line_breaks_is_one_cell(written, read):
    _headings, rows = read(written(b'name,text\nA,"one\ntwo"\nB,three\n'))
    assert [(row.number, row.cells["text"]) for row in rows] == [(2, "one\ntwo"), (3, "three")]


def test_reading_goes_on_behind_a_row(written, read):
    _headings, rows = read(written(b"name,url\nA,1\nB,2\nC,3\n"), after=3)
    assert [row.cells["name"] for row in rows] == ["C"]


def test_headings_only(written, read):
    with pytest.raises(UnreadableFile, match="headings and no row"):
        read(written(b"name,url\n"))


def test_a_heading_that_stands_twice_has_its_letter_behind_it(written, read):
    headings, rows = read(written(b"Name,url,name\nA,1,B\n"))
    assert headings == ["Name", "url", "name (C)"]
    assert rows[0].cells == {"Name": "A", "url": "1", "name (C)": "B"}


def test_a_column_without_a_heading_is_called_by_its_letter(written, read):
    assert read(written(b"name,,url\nA,1,2\n"))[0] == ["name", "(B)", "url"]


def test_a_row_with_too_many_cells_is_a_problem_of_that_row(written, read):
    _headings, rows = read(written(b"name,url\nA,1\nB,2,3\n"))
    assert [codes(row) for row in rows] == [[], ["too_many_cells"]]
    assert (rows[1].number, "quotation marks" in rows[1].problems[0]["sentence"]) == (3, True)


def test_a_row_with_too_few_cells_is_a_problem_of_that_row(written, read):
    _headings, rows = read(written(b"name,url,place\nA,1,2\nB\n"))
    assert [codes(row) for row in rows] == [[], ["too_few_cells"]]
    assert rows[1].cells == {"name": "B", "url": "", "place": ""}


def test_empty_cells_behind_the_last_heading_are_nothing(written, read):
    _headings, rows = read(written(b"name,url,,\nA,1,,\n"))
    assert codes(rows[0]) == []


def test_a_title_above_the_headings_is_passed_over(written, read):
    headings, rows = read(written(b"Our tools,,,\n,,,\nname,url,place,kind\nA,1,2,3\n"))
    assert (headings[0], rows[0].number) == ("name", 4)


def test_a_formula_is_the_text_it_is(written, read):
    _headings, rows = read(written(b"name,url\n=cmd|' /C calc'!A0,@x\n"))
    assert rows[0].cells["name"] == "=cmd|' /C calc'!A0"


def test_zero_bytes_do_not_reach_the_database(written, read):
    path = written(b"name,url\nA" + b"x" * 70_000 + b"\0,1\n")
    assert "\0" not in read(path)[1][0].cells["name"]


def test_another_encoding_than_the_files_is_refused_at_its_row(written, read):
    with pytest.raises(UnreadableFile, match=r"Near row .* not utf-8"):
        read(written("name,place\nA,Köln\n".encode("cp1252")), encoding="utf-8")


def test_a_cell_of_sixty_megabytes_is_refused(written, read):
    with pytest.raises(UnreadableFile, match="Row 3 has a cell of more than 100000"):
        read(written(b"name,url\nA,1\nB," + b"x" * 60_000_000 + b"\n"))


def test_a_quotation_mark_left_open_is_refused_at_its_row(written, read):
    with pytest.raises(UnreadableFile, match=r"Row 2 .* left open"):
        read(written(b'name,url\n"A,1\n' + b"B,2\n" * 40_000))


def test_too_many_columns(written, read):
    line = ",".join(f"c{place}" for place in range(300))
    with pytest.raises(UnreadableFile, match="more than 200 columns"):
        read(written(f"{line}\n{line}\n".encode()))


@pytest.mark.slow
def test_too_many_rows(written, read):
    with pytest.raises(UnreadableFile, match="more than 250000 rows"):
        read(written(b"name,url\n" + b"A,1\n" * 250_001))


def test_sniffing_reads_the_delimiter_of_a_single_column(written, read):
    path = written(b"name\nA\nB\n")
    assert detect_file_format(path).format == "csv"
    assert len(read(path)[1]) == 2


@pytest.mark.parametrize("good", [0, 1, 5])
def test_a_row_with_far_too_many_cells_is_not_taken_for_the_headings(written, read, good):
    content = b"name,text,url\n" + b"A,good,1\n" * good + b"B,one, two, three, four, five,2\n"
    headings, rows = read(written(content))
    assert headings == ["name", "text", "url"]
    assert [codes(row) for row in rows] == [*[[]] * good, ["too_many_cells"]]


def test_a_title_above_few_rows_is_no_row_of_headings(written, read):
    headings, rows = read(written(b"A list of tools\n2024\nname,text,url\nA,good,1\n"))
    assert (headings, len(list(rows))) == (["name", "text", "url"], 1)


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row(written, read):
    rows = [f'"Tool {n}","text, {n}"' for n in range(30)]
    rows[5] = '"Tool 5","left open'
    content = "\n".join(["name,text", *rows, ""]).encode()
    with pytest.raises(UnreadableFile, match="opens in row 7 is never closed"):
        list(read(written(content))[1])


@pytest.mark.parametrize(
    "last", ['"several\nlines"', 'a 5" pipe', '"a ""quoted"" word"', '"a\n""b"""']
)
def test_a_quotation_mark_that_is_closed_is_none(written, read, last):
    rows = list(read(written(f"name,text\nA,one\nB,{last}\n".encode()))[1])
    assert len(rows) == 2
