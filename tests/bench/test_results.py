import json

import pytest

from bench.results import UnreadableResultsError, merge, ratio, read_results, values
from bench.rows import Row

ROW = {"name": "list, p50", "value": 10.0, "unit": "ms", "target": 6.0, "met": False}


def test_a_new_row_replaces_the_one_of_its_name_and_others_stay():
    other = {**ROW, "name": "engine, p95"}
    merged = merge([ROW, other], [Row("list, p50", 5.0, "ms", 6.0, seen=10.6), Row("new", 1, "s")])
    assert values(merged) == {"list, p50": 5.0, "engine, p95": 10.0, "new": 1}
    assert merged[0]["met"] is True
    assert merged[0]["seen"] == 10.6


def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "bench.json"
    path.write_text(json.dumps(merge([], [Row("share", 80.0, "%", 75.0, at_least=True)])))
    assert read_results(path) == merge([], [Row("share", 80.0, "%", 75.0, at_least=True)])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b"[1]",
        b'[{"name": "list"}]',
        json.dumps([{**ROW, "value": "10"}]).encode(),
        json.dumps([{**ROW, "value": True}]).encode(),
        json.dumps([{**ROW, "value": float("nan")}]).encode(),
        json.dumps([{**ROW, "target": "6"}]).encode(),
        json.dumps([{**ROW, "unit": None}]).encode(),
    ],
)
def test_a_file_of_something_else_is_refused_with_its_name(tmp_path, content):
    path = tmp_path / "other.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableResultsError, match=r"other\.json (is no JSON|holds no figures)"):
        read_results(path)


def test_the_ratio_is_how_many_times_the_earlier_value():
    assert ratio(5.0, 10.0) == 0.5
    assert ratio(5.0, None) is None
    assert ratio(5.0, 0.0) is None
