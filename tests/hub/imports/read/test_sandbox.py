"""The child and its limits, seen from the parent."""

import json
import os
import time

import pytest
from openpyxl import Workbook

from hub.imports.read import sandbox
from hub.imports.read.sandbox import (
    ReadLimits,
    UnreadableFile,
    detect_file_format,
    open_rows,
    read_rows,
)
from tests.plugins.steps import fails_after


def test_memory_is_limited(written):
    path = written(b"[" + b"[[],[]]," * 1_000_000 + b"{}]")
    detected = detect_file_format(path)
    with (
        pytest.raises(UnreadableFile, match="more memory"),
        open_rows(path, detected, limits=ReadLimits(memory=100 * 1024 * 1024)) as found,
    ):
        list(found.chunks())


def test_a_child_that_says_nothing_is_ended(written, monkeypatch):
    monkeypatch.setattr(sandbox, "START", "import time; time.sleep(60)")
    with (
        fails_after(10),
        pytest.raises(UnreadableFile, match="takes longer"),
        open_rows(written(b"name"), CSV, limits=ReadLimits(silence_seconds=1.0)),
    ):
        pass


def test_a_child_whose_line_has_no_end_is_ended(written, monkeypatch):
    endless = "import sys\nwhile True: sys.stdout.write('x' * 100_000)"
    monkeypatch.setattr(sandbox, "START", endless)
    others = _children()
    with (
        fails_after(10),
        pytest.raises(UnreadableFile, match="more memory"),
        open_rows(written(b"name"), CSV),
    ):
        pass
    assert _children() <= others


CSV = sandbox.DetectedFormat("csv", encoding="utf-8", delimiter=",")


def test_time_of_ours_is_not_the_childs(written):
    path = written(b"name,url\n" + b"A,1\n" * 5000)
    with open_rows(path, CSV, limits=ReadLimits(silence_seconds=1.0)) as found:
        batches = found.chunks()
        count = len(next(batches))
        time.sleep(1.5)
        assert count + sum(len(batch) for batch in batches) == 5000


def test_the_child_is_gone_when_reading_is_left_early(written):
    path = written(b"name,url\n" + b"A,1\n" * 100_000)
    others = _children()
    with open_rows(path, CSV) as found:
        next(found.chunks())
        assert len(_children() - others) == 1
    assert _children() <= others


def _children():
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return set(file.read().split())


def test_the_child_knows_no_secret_of_the_site(written, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    path = written(b"name,url\n" + b"A,1\n" * 100_000)
    others = _children()
    with open_rows(path, CSV) as found:
        next(found.chunks())
        (child,) = _children() - others
        with open(f"/proc/{child}/environ") as file:
            assert "hidden" not in file.read()


def test_what_stands_before_the_trouble_is_handed_on(written):
    path = written(b"name,url\n" + b"A,1\n" * 40 + b"x" * 3_000_000)
    seen = []
    with pytest.raises(UnreadableFile, match="Row 42"):  # noqa: PT012 (what came before counts)
        for row in read_rows(path, CSV):
            seen.append(row.number)
    assert seen == list(range(2, 42))


def test_a_workbook_whose_cells_share_one_long_text_is_refused_with_row_and_limit(tmp_path):
    """20 KB that unpack to 20 MB a row."""
    book = Workbook()
    book.active.append([f"column {number}" for number in range(200)])
    for _row in range(40):
        book.active.append(["x" * 99_999] * 200)
    book.save(tmp_path / "book.xlsx")
    detected = detect_file_format(tmp_path / "book.xlsx")
    with pytest.raises(UnreadableFile, match="Row 2 is larger than 2 MB"):
        list(read_rows(tmp_path / "book.xlsx", detected))


def test_all_rows_together_are_limited_also_where_they_are_read_in_several_steps(written):
    path = written(b"name\n" + (b"x" * 90_000 + b"\n") * 30)
    limits = ReadLimits(content_bytes=2 * 1024 * 1024)
    with (
        pytest.raises(UnreadableFile, match="With row 25 the rows of this file become larger than"),
        open_rows(path, CSV, limits=limits) as found,
    ):
        list(found.chunks())
    with (
        pytest.raises(UnreadableFile, match="With row 13 "),
        open_rows(path, CSV, after=7, sent=1_600_000, limits=limits) as found,
    ):
        list(found.chunks())


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            '{"headings": ["a"], "layout": {}}\n' + '{"rows": [[2, ["x"], []]]}\n' * 9,
            "more memory",
        ),
        ('{"headings": ["a"], "layout": {}}\n{"rows": [[2, ["x", "y"], []]]}\n', "damaged"),
        ('{"headings": ["a"], "layout": {}}\n{"rows": [[-2, ["x"], []]]}\n', "damaged"),
        ('{"headings": ["a"], "layout": {}}\n{"rows": [[2, [NaN], []]]}\n', "damaged"),
        ('{"headings": 7}\n', "damaged"),
        ("[]\n", "damaged"),
        ("what is no JSON\n", "damaged"),
        ('{"problem": "large_row", "details": {}}\n', "damaged"),
    ],
)
def test_a_child_that_a_file_has_taken_over_cannot_print_what_it_likes(
    written, monkeypatch, lines, words
):
    monkeypatch.setattr(sandbox, "START", f"import sys; sys.stdout.write({lines!r})")
    monkeypatch.setattr(sandbox, "MAX_BESIDE_ROWS", 100)
    limits = ReadLimits(content_bytes=20, row_bytes=20)
    with (
        pytest.raises(UnreadableFile, match=words),
        open_rows(written(b"name"), CSV, limits=limits) as found,
    ):
        list(found.chunks())


@pytest.mark.parametrize("word", ["format", "encoding", "delimiter", "sheet"])
def test_a_format_of_longer_words_than_are_stored_is_none(written, monkeypatch, word):
    line = json.dumps({"detected": {"format": "csv", "sheets": [], "samples": [], word: "x" * 101}})
    monkeypatch.setattr(sandbox, "START", f"import sys; sys.stdout.write({line!r} + chr(10))")
    with pytest.raises(UnreadableFile, match="damaged"):
        detect_file_format(written(b"name"))


def test_what_no_database_holds_never_leaves_the_child(written, monkeypatch):
    row = r'{"rows": [[2, ["x\u0000\ud800\ud83d\ude00"], []]]}'
    lines = "\n".join(['{"headings": ["a"], "layout": {}}', row, '{"end": true}', ""])
    monkeypatch.setattr(sandbox, "START", f"import sys; sys.stdout.write({lines!r})")
    with open_rows(written(b"name"), CSV) as found:
        assert [row.cells for rows in found.chunks() for row in rows] == [{"a": "x😀"}]


def test_a_file_that_is_not_there_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        detect_file_format(tmp_path / "nothing")


def test_every_sentence_can_be_written():
    details = dict.fromkeys(
        ["heading", "first", "second", "column", "row", "most", "sheet", "encoding", "escapes"], "x"
    )
    sentences = [
        sandbox.messages.file_sentence(code, details) for code in sandbox.messages.FILE_SENTENCES
    ]
    assert all(sentence.endswith((".", "?")) and "%" not in sentence for sentence in sentences)


@pytest.mark.parametrize(
    "content", [b'"name","url"\nA,1\n', b'[{"name": "A"}]', b'{"name": "A"}\n{"name": "B"}\n']
)
def test_a_byte_order_mark_is_no_part_of_a_heading_whatever_encoding_was_named(
    written, read, content
):
    headings, _rows = read(written(b"\xef\xbb\xbf" + content), encoding="utf-8")
    assert headings[0] == "name"
