"""What a file is that holds no table: by its first bytes, or by how its lines are written.

Each kind is a code of ``messages.FILE_SENTENCES``.
"""

import re

BY_FIRST_BYTES = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rich_text"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"RIFF", "picture"),
    (b"SQLite format 3", "database"),
    (b"PAR1", "database"),
    (b"\x00\x01\x00\x00Standard", "database"),
)
# Parts by which a packed document is known, and its kind.
BY_PART = (
    ("word/document.xml", "word"),
    ("ppt/presentation.xml", "presentation"),
    ("meta-inf/container.xml", "book"),
    ("index/document.iwa", "numbers"),
    ("visio/document.xml", "drawing"),
    ("doc.kml", "map"),
)
# A page of the web may begin with any of its elements; other marked up texts name themselves.
HTML = re.compile(
    r"<(?:!doctype\s+html|!--|html|head|body|table|div|p|meta|title|style|script|h[1-6]|ul|ol)\b",
    re.IGNORECASE,
)
ROOTS = (("<kml", "map"), ("<rss", "news_feed"), ("<feed", "news_feed"), ("<opml", "news_feed"))
# Lines that only this kind of text begins with.
BY_FIRST_LINE = (
    (re.compile(r"BEGIN:VCARD", re.IGNORECASE), "contacts"),
    (re.compile(r"%YAML|---\s*(?:#.*)?$"), "yaml"),
    (re.compile(r"TY  - |PMID- |FN Clarivate|@\w+\{[^,{}]*,\s*$"), "bibliography"),
    (re.compile(r"\\documentclass|\\begin\{"), "latex"),
    (re.compile(r"#!|<\?php|import \w|from \w[\w.]* import "), "program"),
    (re.compile(r"(?:--|/\*).*|(?:CREATE|INSERT|DROP|SET|BEGIN|USE)\s+[^,;|\t]*", re.I), "sql"),
    (re.compile(r"(?:From|Return-Path|Received|Delivered-To|MIME-Version|Message-ID): "), "mail"),
)
SQL = re.compile(r"^[^\S\n]*+(?:CREATE TABLE|INSERT INTO|COPY \w)\b", re.IGNORECASE | re.MULTILINE)
MAIL_HEADER = re.compile(
    r"^(?:Subject|Date|To|From|MIME-Version|Message-ID): ", re.IGNORECASE | re.MULTILINE
)

HEADING_LINE = re.compile(r"#{1,6} \S")
RULED_TABLE = re.compile(r"\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?\s*+")
MARKDOWN_LINE = re.compile(
    r"#{1,6} \S|[-*+] \S|\d+\. \S|> |```|!?\[[^\]]+\]\([^)]+\)|\*\*[^*]+\*\*|(?:={3,}|-{3,})\s*$"
)
YAML_LINE = re.compile(r"\s*(?:- )?(?:[\w.-][\w .-]{0,60}|\"[^\"]+\"|'[^']+'):(?:\s.*)?$|\s*- \S")
LINES_LOOKED_AT = 60


def kind_of_bytes(start: bytes) -> str:
    """The kind of a file that is known by how it begins; "" for none."""
    for mark, kind in BY_FIRST_BYTES:
        if start.startswith(mark):
            return kind
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = start[:800].decode("utf-16", "ignore")
    else:
        text = start[:800].decode("latin-1")
    text = text.lstrip("\xef\xbb\xbf\ufeff \t\r\n")
    if HTML.match(text):
        return "markup"
    if text.startswith("<?xml") or re.match(r"<\w[\w:.-]*(?:\s[^<>]*)?/?>", text):
        head = text.lower()
        return next((kind for root, kind in ROOTS if root in head), "markup")
    return ""


def kind_of_parts(names: set[str]) -> str:
    """The kind of a packed file by the names of its parts, in small letters; "" for none."""
    return next((kind for part, kind in BY_PART if part in names), "")


def kind_of_text(text: str) -> str:
    """The kind of a text that is no table; "" where it may be one."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()][:LINES_LOOKED_AT]
    if not lines:
        return ""
    for pattern, kind in BY_FIRST_LINE:
        if pattern.match(lines[0]) and _is_so(kind, text, lines):
            return kind
    if _is_markdown(lines):
        return "markdown"
    return "yaml" if _is_yaml(lines) else ""


def _is_so(kind: str, text: str, lines: list[str]) -> bool:
    """Whether the rest bears out what the first line looks like."""
    if kind == "sql":
        return SQL.search(text) is not None
    if kind == "mail":
        return len(MAIL_HEADER.findall(text)) > 2
    if kind == "yaml":
        # The front of a page in Markdown is YAML between two such lines.
        return lines[0].startswith("%") or any(map(YAML_LINE.fullmatch, lines[1:4]))
    return kind != "program" or not lines[0].count(",")


def _is_markdown(lines: list[str]) -> bool:
    """A ruled table, or lines of which most are written as in Markdown, a heading among them."""
    if any("-" in line and "|" in line and RULED_TABLE.fullmatch(line) for line in lines[:20]):
        return True
    marked = sum(MARKDOWN_LINE.match(line) is not None for line in lines)
    is_headed = HEADING_LINE.match(lines[0]) is not None
    if is_headed and not _is_cut_alike(lines):
        return True
    headings = sum(HEADING_LINE.match(line) is not None for line in lines)
    return headings > 0 and marked * 2 > len(lines)


def _is_cut_alike(lines: list[str]) -> bool:
    """Whether lines are cut into as many cells: a table with a remark above it."""
    counts = ({line.count(mark) for line in lines[1:4]} for mark in ",;\t|")
    return any(len(of_mark) == 1 and of_mark != {0} for of_mark in counts)


def _is_yaml(lines: list[str]) -> bool:
    """Keys and values, line by line; a table of one column may hold a colon here and there."""
    if len(lines) < 2 or not all(map(YAML_LINE.fullmatch, lines[:2])):
        return False
    keys = sum(YAML_LINE.fullmatch(line) is not None for line in lines)
    has_key = any(re.match(r"\s*(?:- )?[\w\"'][^,;|\t]*:(?:\s|$)", line) for line in lines)
    return has_key and keys * 5 >= len(lines) * 4
