"""The child and its limits, seen from the parent."""

import os
import time

import pytest

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


def test_a_child_that_says_nothing_is_ended(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with (
        fails_after(10),
        pytest.raises(UnreadableFile, match="takes longer"),
        open_rows(tmp_path / "pipe", CSV, limits=ReadLimits(silence_seconds=1.0)),
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


def test_a_file_that_is_not_there_is_no_riddle(tmp_path):
    with pytest.raises(UnreadableFile, match="damaged"):
        detect_file_format(tmp_path / "nothing")


def test_every_sentence_can_be_written():
    details = dict.fromkeys(
        ["heading", "first", "second", "column", "row", "most", "sheet", "encoding"], "x"
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
