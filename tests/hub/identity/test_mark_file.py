"""A mark stands alone: nothing in it runs, fetches or grows."""

import base64
import io
import struct
import zlib
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hub.identity.mark_file import MAX_BYTES, MAX_UPLOAD, MarkRefusedError, mark_content, read_mark

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def upload(content):
    data = content if isinstance(content, bytes) else content.encode()
    return SimpleUploadedFile("mark", data)


def svg(inner, head=HEAD):
    return read_mark(upload(f"{head}{inner}</svg>"))["data"]


def png(size, *, colour=None, mode="RGB"):
    written = io.BytesIO()
    Image.new(mode, size, colour or 0).save(written, "PNG")
    return written.getvalue()


def test_a_plain_drawing_is_kept():
    cleaned = svg('<g fill="#123456"><path d="M0 0h8v8H0z"/><title>House</title></g>')
    assert '<path d="M0 0h8v8H0z"' in cleaned
    assert 'fill="#123456"' in cleaned
    assert "House" in cleaned


def test_what_a_drawing_program_noted_is_left_out():
    cleaned = svg(
        '<metadata><a xmlns="http://x.example/">Ada</a></metadata>'
        '<sodipodi:namedview xmlns:sodipodi="http://s.example/" author="Ada"/>'
        '<path d="M0 0" data-author="Ada" sodipodi:x="1" xmlns:sodipodi="http://s.example/"/>'
    )
    assert "Ada" not in cleaned
    assert "sodipodi" not in cleaned


def test_its_own_size_becomes_what_it_shows():
    cleaned = svg("", head='<svg xmlns="http://www.w3.org/2000/svg" width="32px" height="16">')
    assert 'viewBox="0 0 32 16"' in cleaned
    assert "width=" not in cleaned


@pytest.mark.parametrize(
    ("inner", "sentence"),
    [
        ("<script>alert(1)</script>", "holds a script"),
        ('<path d="M0 0" onload="alert(1)"/>', "holds a script"),
        ('<path d="M0 0" ONCLICK="alert(1)"/>', "holds a script"),
        ("<foreignObject><p/></foreignObject>", "holds a page"),
        ('<image href="data:image/png;base64,AA=="/>', "holds a picture"),
        ('<animate attributeName="href" to="javascript:x"/>', "cannot have"),
        ('<set attributeName="fill" to="red"/>', "cannot have"),
        ('<a href="https://x.example/"><path d="M0 0"/></a>', "cannot have"),
        ('<use href="https://x.example/a.svg#b"/>', "outside itself"),
        (f'<use {LINK} xlink:href="//x.example/a.svg#b"/>', "outside itself"),
        ('<use href="javascript:alert(1)"/>', "outside itself"),
        ('<path d="M0 0" fill="url(https://x.example/a)"/>', "outside itself"),
        ('<path d="M0 0" style="fill:URL( \'//x.example/a\' )"/>', "outside itself"),
        ('<path d="M0 0" style="fill:u\\72l(//x.example)"/>', "outside itself"),
        ("<style>@import url(https://x.example/a.css);</style>", "styles load"),
        ("<style>@font-face{src:url(#a)}</style>", "styles load"),
        ("<g>" * 60 + "</g>" * 60, "too many groups"),
        ('<use href="#a"/>' * 9, "too often"),
    ],
)
def test_what_runs_or_fetches_is_refused_with_a_sentence(inner, sentence):
    with pytest.raises(MarkRefusedError, match=sentence):
        svg(inner)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD + "&a;</svg>", "entities"),
        ('<?xml version="1.0"?><!DOCTYPE svg SYSTEM "x.dtd">' + HEAD + "</svg>", "entities"),
        (HEAD + "<path></svg>", "well-formed"),
        ('<?xml version="1.0" encoding="nonsense"?>' + HEAD + "</svg>", "well-formed"),
        ("<html><body/></html>", "neither"),
        ('<svg viewBox="0 0 1 1"/>', "neither"),  # of no namespace: nothing shows it
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "viewBox"),
        (HEAD + f'<path d="{"M0 0" * 2000}"/></svg>', "more than 6 KB"),
        ("GIF89a", "neither"),
        ("", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"nothing", "damaged"),
    ],
)
def test_what_is_no_mark_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(MarkRefusedError, match=sentence):
        read_mark(upload(content))


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    class Endless(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("it was read")

    large = Endless("mark", b"<svg>")
    large.size = 50 * 1024 * 1024
    with pytest.raises(MarkRefusedError, match="512 KB"):
        read_mark(large)
    assert large.size > MAX_UPLOAD


def test_a_png_is_written_anew_without_what_stands_beside_the_picture():
    written = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Ada Example")
    Image.new("RGB", (300, 200), "#0a4d54").save(written, "PNG", pnginfo=notes)
    mark = read_mark(upload(written.getvalue() + b"<script>after the end</script>"))
    content, media_type = mark_content(mark)
    assert media_type == "image/png"
    assert b"Ada" not in content
    assert b"script" not in content
    assert len(content) <= MAX_BYTES
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (96, 64)


def test_a_picture_that_unpacks_to_gigabytes_is_refused_by_its_header():
    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000), 9)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
    with pytest.raises(MarkRefusedError, match=r"too large a picture|damaged"):
        read_mark(upload(bomb))


def test_a_picture_of_many_colours_is_painted_with_fewer():
    many = Image.frombytes("RGB", (96, 96), Random(7).randbytes(96 * 96 * 3))  # noqa: S311
    written = io.BytesIO()
    many.save(written, "PNG")
    assert written.tell() > MAX_BYTES
    mark = read_mark(upload(written.getvalue()))
    assert len(base64.b64decode(mark["data"])) <= MAX_BYTES
