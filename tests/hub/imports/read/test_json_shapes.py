"""The shapes in which records come in a JSON document."""

import json
from pathlib import Path

import pytest

from hub.imports.read.heading_rows import fold_heading
from hub.imports.read.json_shapes import find_lists
from hub.imports.read.sandbox import UnreadableFile, detect_file_format, open_rows

FILES = Path(__file__).resolve().parents[3] / "data" / "imports"
KNOWN = frozenset(
    map(fold_heading, ("name", "title", "description", "url", "country", "start date", "text"))
)
A, B = {"name": "A", "url": "1"}, {"name": "B", "url": "2"}


@pytest.fixture
def parsed(written):
    """The layout, the headings and the cells of a document."""

    def run(document, sheet=""):
        path = document if isinstance(document, Path) else written(json.dumps(document).encode())
        detected = detect_file_format(path)
        object.__setattr__(detected, "sheet", sheet)
        with open_rows(path, detected, known=KNOWN) as rows:
            found = [row.cells for chunk in rows.chunks() for row in chunk]
            return rows.layout, rows.headings, found

    return run


def test_objects_by_name(parsed):
    _layout, headings, rows = parsed(FILES / "objects-by-name.json")
    assert headings == ["name", "description", "url"]
    assert rows == [
        {"name": "Keyed One", "description": "A tool against trafficking",
         "url": "https://k1.example.org"},
        {"name": "Keyed Two", "description": "Another tool against trafficking",
         "url": "https://k2.example.org"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"A": {"url": "1"}, "B": {"url": "2"}}, [A, B]),
        ({"t1": A, "t2": B}, [{"key": "t1"} | A, {"key": "t2"} | B]),
        ({"tools": {"A": {"url": "1"}, "B": {"url": "2"}}}, [A, B]),
        ({"A": {"url": "1"}}, [A]),
        ([["name", "url"], ["A", "1"], ["B", "2"]], [A, B]),
        ({"columns": ["name", "url"], "rows": [["A", "1"], ["B", "2"]]}, [A, B]),
        ({"columns": ["name", "url"], "index": [0, 1], "data": [["A", "1"], ["B", "2"]]}, [A, B]),
        ({"meta": {"n": 2}, "table": {"fields": [{"id": "name"}, {"id": "url"}],
                                      "records": [["A", "1"], ["B", "2"]]}}, [A, B]),
        ({"name": ["A", "B"], "url": ["1", "2"]}, [A, B]),
        ({"name": {"0": "A", "1": "B"}, "url": {"0": "1", "1": "2"}}, [A, B]),
        ({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": A, "geometry": {"type": "Point",
                                                              "coordinates": [1, 2]}},
            {"type": "Feature", "properties": B, "geometry": None}]}, [A, B]),
        ({"tools": {"Kenya": [A], "Ghana": [B]}}, [{"tools": "Kenya"} | A, {"tools": "Ghana"} | B]),
        ({"Kenya": {"tools": [A]}, "Ghana": {"tools": [B]}},
         [{"group.name": "Kenya"} | A, {"group.name": "Ghana"} | B]),
        ({"groups": [{"title": "X", "tools": [A]}, {"title": "Y", "tools": [B]}]},
         [{"groups.title": "X"} | A, {"groups.title": "Y"} | B]),
        ({"result": {"data": [A, B]}, "links": [{"href": "x"}, {"href": "y"}, {"href": "z"}]},
         [A, B]),
        (A, [A]),
    ],
)  # fmt: skip
def test_the_records_are_found(parsed, document, expected):
    assert parsed(document)[2] == expected


def test_where_a_place_lies_is_not_read_and_told(parsed):
    feature = {"type": "Feature", "properties": A, "geometry": {"coordinates": [1, 2]}}
    layout, headings, _rows = parsed({"type": "FeatureCollection", "features": [feature]})
    assert (headings, layout["notes"]) == (["name", "url"], ["coordinates"])


def test_a_tree_of_one_kind_is_one_list(parsed):
    tree = {"children": [A | {"children": [B]}]}
    layout, _headings, rows = parsed(tree)
    assert [row["name"] for row in rows] == ["A", "B"]
    assert (rows[1]["children.name"], layout["lists"]) == ("A", ["children"])


def test_all_lists_are_named_and_another_one_can_be_read(parsed):
    document = {"tools": [A, B], "events": [{"title": "E", "start_date": "2026", "country": "ke"}]}
    layout, _headings, _rows = parsed(document)
    assert (layout["lists"], layout["list"]) == (["events", "tools"], "events")
    assert parsed(document, "tools")[2] == [A, B]


def test_a_list_that_is_not_there_is_named(parsed):
    with pytest.raises(UnreadableFile, match="no list named “people”"):
        parsed({"tools": [A, B]}, "people")


def test_lists_that_belong_to_a_record_are_no_records():
    tools = [A | {"sources": [{"url": "x", "title": "y", "name": "z"}]}, B]
    assert [found.name for found in find_lists({"tools": tools}, KNOWN)] == ["tools"]


def test_lists_of_cells_line_by_line(written, read):
    headings, rows = read(written(b'["name", "url"]\n["A", 1]\n["B", null]\n'))
    assert headings == ["name", "url"]
    assert [row.cells for row in rows] == [{"name": "A", "url": "1"}, {"name": "B", "url": ""}]


def test_sub_actions_that_are_texts_are_records_of_their_own(written, read):
    record = {"ref": "R-1", "text": "All", "sub_actions": ["First", "Second"]}
    _headings, rows = read(written(json.dumps([record]).encode()))
    assert [(row.cells["ref"], row.cells["text"]) for row in rows] == [
        ("R-1", "All"), ("R-1-a", "First"), ("R-1-b", "Second"),
    ]  # fmt: skip
