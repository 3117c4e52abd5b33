"""JSON documents and JSON Lines."""

import json
from dataclasses import replace

import pytest

from hub.imports.read.sandbox import UnreadableFile, detect_file_format, open_rows, read_rows


def test_entries_of_a_list_with_their_nested_values(written, read):
    entry = {"name": "A", "users": ["x", "y"], "open": True, "sources": [{"url": "u"}]}
    headings, rows = read(written(json.dumps([entry]).encode()))
    assert headings == ["name", "users", "open", "sources", "sources.url"]
    assert rows[0].cells == entry | {"sources.url": ["u"]}
    assert rows[0].number == 1


def test_the_longest_list_of_objects_in_a_document_is_read(written, read):
    document = {
        "meta": {"pages": [{"n": 1}]},
        "data": {"tools": [{"name": {"en": "A", "fr": "B"}}, {"name": {"en": "C"}}]},
    }
    headings, rows = read(written(json.dumps(document, indent=1).encode()))
    assert headings == ["name", "name.en", "name.fr"]
    assert [row.cells["name.en"] for row in rows] == ["A", "C"]


def test_a_heading_that_only_the_last_line_has(written, read):
    headings, rows = read(written(b'{"a": "1"}\n\n{"a": "2", "b": "3"}\n'))
    assert headings == ["a", "b"]
    assert [(row.number, row.cells) for row in rows] == [(1, {"a": "1"}), (3, {"a": "2", "b": "3"})]


def test_a_line_that_is_not_json_is_a_problem_of_that_line(written, read):
    _headings, rows = read(written(b'{"a": "1"}\n{"a": \n[1]\n{"a": "2"}\n'))
    assert [[problem["code"] for problem in row.problems] for row in rows] == [
        [],
        ["line_not_json"],
        ["not_an_object"],
        [],
    ]


def test_what_no_database_holds_is_left_out(written, read):
    _headings, rows = read(written(b'[{"a\\u0000": "x\\u0000y\\ud800z"}]'))
    assert rows[0].cells == {"a": "xyz"}


def test_numbers_that_no_database_holds_are_problems_of_their_cells(written, read):
    content = b'[{"a": 1e999, "b": [-1e999, 1.5], "c": NaN, "d": {"x": -Infinity}, "e": 1e3}]'
    cells = {"a": None, "b": [1.5], "c": None, "d": {"x": None}, "d.x": None, "e": 1000.0}
    for text in (content, content[1:-1] + b"\n" + content[1:-1]):
        _headings, rows = read(written(text))
        assert rows[0].cells == cells
        told = [
            (problem["code"], problem["column"], problem["value"]) for problem in rows[0].problems
        ]
        assert told == [
            ("no_number", "a", "1e999"), ("no_number", "b", "-1e999"), ("no_number", "c", "NaN"),
            ("no_number", "d", "-Infinity"),
        ]  # fmt: skip


def test_a_number_of_thousands_of_digits_is_a_problem_of_its_cell(written, read):
    content = b'[{"a": "x", "b": ' + b"9" * 5000 + b"}]"
    _headings, rows = read(written(content))
    assert (rows[0].cells, rows[0].problems[0]["code"]) == ({"a": "x", "b": None}, "no_number")


def test_what_is_no_number_in_a_list_of_lists_counts_as_empty_and_is_told(written, read):
    _headings, rows = read(written(b'[["name", "score"], ["A", NaN], ["B", 2]]'))
    assert [row.cells["score"] for row in rows] == ["", "2"]
    assert [problem["code"] for problem in rows[0].problems] == ["error_cell"]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("a\0\ud800b", "ab"), ("k" * 150, "k" * 100), ("two\nlines", "two lines"),
        ("\0", "()"), ("tools", "tools"),
    ],
)  # fmt: skip
def test_a_list_is_chosen_by_its_name_as_it_is_stored(written, key, name):
    document = {"meta": 1, "others": [{"name": "B"}], key: [{"name": "A"}, {"name": "C"}]}
    path = written(json.dumps(document).encode())
    detected = detect_file_format(path)
    with open_rows(path, detected) as opened:
        assert sorted(opened.layout["lists"]) == sorted([name, "others"])
    for chosen in (key, name):
        with open_rows(path, replace(detected, sheet=chosen)) as opened:
            assert opened.layout["list"] == name
            assert [row.cells["name"] for chunk in opened.chunks() for row in chunk] == ["A", "C"]


def test_an_entry_that_is_too_large_is_refused_and_those_before_it_are_read(written):
    nested = {"a": {"b": {"c": ["x" * 90_000] * 8}}}
    path = written(json.dumps([{"name": "A"}, nested]).encode())
    seen = []
    with pytest.raises(UnreadableFile, match="Row 2 is larger than 2 MB"):  # noqa: PT012
        for row in read_rows(path, detect_file_format(path)):
            seen.append(row.number)
    assert seen == [1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[]", "holds nothing"),
        (b"{}", "holds nothing"),
        (b"[1, 2]", "no object"),
        (b'[{"a": 1},\n {"a": ]', "line 2, character 8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"a": "' + b"x" * 200_000 + b'"}]', "Row 1 has a cell of more than 100000"),
        (b'{"a": "1"}\n{"a": "' + b"x" * 60_000_000 + b'"}', "Row 2 has a cell"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(written, read, content, words):
    with pytest.raises(UnreadableFile, match=words):
        read(written(content))


def test_more_headings_than_columns_may_be(written, read):
    wide = {f"c{place}": place for place in range(300)}
    with pytest.raises(UnreadableFile, match="more than 200 columns"):
        read(written(json.dumps([wide]).encode()))


def test_sub_actions_are_records_of_their_own_behind_the_one_they_stand_in(written, read):
    parts = [{"label": "a", "text": "First"}, {"label": "b", "text": "Second", "confidence": "low"}]
    record = {"ref": "R-1", "document": "D", "confidence": "high", "sub_actions": parts}
    _headings, rows = read(written(json.dumps([record, {"ref": "R-2"}]).encode()))
    assert [(row.number, row.cells["ref"]) for row in rows] == [
        (1, "R-1"), (2, "R-1-a"), (3, "R-1-b"), (4, "R-2"),
    ]  # fmt: skip
    assert "sub_actions" not in rows[0].cells
    assert rows[2].cells == parts[1] | {
        "ref": "R-1-b", "parent": "R-1", "document": "D", "counts_towards_total": False,
    }  # fmt: skip
