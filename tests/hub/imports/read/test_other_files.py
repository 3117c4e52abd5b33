"""What is no table says what it is."""

import zipfile

import pytest

from hub.imports.read.other_files import kind_of_text
from hub.imports.read.sandbox import UnreadableFile, detect_file_format

MARKDOWN = "# Tools\n\nA list.\n\n| Name | Country |\n|------|---------|\n| A    | Kenya   |\n"
YAML = "- name: A\n  country: Kenya\n- name: B\n  country: Ghana\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"{\\rtf1 x}", "RTF"),
        (b"\x1f\x8b\x08x", "packed archive"),
        (b"7z\xbc\xaf\x27\x1cx", "packed archive"),
        (b"\x89PNG\r\n\x1a\nx", "picture"),
        (b"\xff\xd8\xff\xe0x", "picture"),
        (b"SQLite format 3\0x", "database program"),
        (b"<html><table>", "web page"),
        (b"<!DOCTYPE html><p>", "web page"),
        (b"\n<table><tr><td>Name</td></tr></table>", "web page"),
        ("<html><table>".encode("utf-16"), "web page"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "news feed"),
        (b"<?xml version='1.0'?><kml/>", "map"),
        (b"<tools><tool/></tools>", "XML"),
        (MARKDOWN.encode(), "Markdown"),
        (b"| Name | Country |\n| --- | :---: |\n| A | Kenya |\n", "Markdown"),
        (b"a|b\n:--|--:|\n1|2\n", "Markdown"),
        (b"# Our tools\n\n- one\n- two\n", "Markdown"),
        (b"---\ntitle: Tools\n---\n\nText.\n", "YAML"),
        (YAML.encode(), "YAML"),
        (b"tools:\n  - name: A\n    url: https://a.example.org\n", "YAML"),
        (b"%YAML 1.2\n---\nname: A\n", "YAML"),
        (b"BEGIN:VCARD\r\nFN:Jane Doe\r\nEND:VCARD\r\n", "contact cards"),
        (b"TY  - JOUR\nTI  - A study\nER  - \n", "bibliography"),
        (b"@article{doe2020,\n title={A},\n}\n", "bibliography"),
        (b"\\documentclass{article}\n", "LaTeX"),
        (b"-- dump\nCREATE TABLE tools (name text);\nINSERT INTO tools VALUES ('A');\n", "SQL"),
        (
            b"From: a@example.org\nTo: b@example.org\nSubject: List\nMIME-Version: 1.0\n\nx",
            "e-mail",
        ),
        (b"#!/usr/bin/env python\nprint(1)\n", "program"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "word processor",
        ),
    ],
)
def test_a_file_that_is_no_table_is_named(written, content, words):
    with pytest.raises(UnreadableFile, match=words):
        detect_file_format(written(content))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"word/document.xml": "x", "[Content_Types].xml": "x"}, "word processor"),
        ({"ppt/presentation.xml": "x"}, "presentation"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}, "word proc"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"},
         "another kind"),
        ({"META-INF/container.xml": "x"}, "electronic book"),
        ({"tools.csv": "name,url\n"}, "Unpack it"),
    ],
)  # fmt: skip
def test_a_packed_file_is_named(tmp_path, parts, words):
    with zipfile.ZipFile(tmp_path / "x", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(UnreadableFile, match=words):
        detect_file_format(tmp_path / "x")


@pytest.mark.parametrize(
    "content",
    [
        b"#org+name,#country\nA,Kenya\n",
        b"# exported 2024-01-01\nname,url\nA,1\nB,2\n",
        b"name\nA\nB\n",
        b"Name: long\nA\nB\n",
        b"From,To\nA,B\n",
        b"import,export\n1,2\n",
        b"name|url\nA|1\n",
        b"name | url\n--- | x\nA | 1\n",
        b"SET,name\n1,A\n",
        b"<18,name\n1,A\n",
    ],
)
def test_a_table_that_looks_a_little_like_something_else_is_one(written, content):
    assert detect_file_format(written(content)).format == "csv"


@pytest.mark.parametrize(
    "text",
    [
        "a|b\n|--" + " " * 200_000 + "x\n1|2\n",
        "a|b\n" + "|--" * 100_000 + "x\n1|2\n",
        "-- a|b" + "\n" * 200_000 + "1|2\n",
    ],
)
def test_a_long_line_that_is_no_rule_is_read_once(text):
    assert kind_of_text(text) == ""
