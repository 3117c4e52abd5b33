"""The picture of the site, as somebody uploads it: an SVG is cleaned, a PNG written anew.

What is refused is refused with a sentence; what no page needs, such as the notes of a drawing
program, is left out.
"""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, tostring  # nosec

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

MAX_BYTES = 6 * 1024
MAX_UPLOAD = 512 * 1024
MAX_SIDE = 2000  # pixels of a PNG
SIDE = 96  # pixels of the PNG that pages show
MAX_DEPTH, MAX_USES = 40, 8
PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
# SVG 2: shapes, what paints them, and texts. Whatever moves, runs or fetches is not among them.
ELEMENTS = {
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "text", "tspan",
    "title", "desc", "style",
}  # fmt: skip
LEFT_OUT = {"metadata"}
ATTRIBUTES = re.compile(
    r"(id|class|style|d|points|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|fx|fy|dx|dy|width|height|viewBox|href"
    r"|preserveAspectRatio|transform|offset|gradientUnits|gradientTransform|spreadMethod|clipPathUnits"
    r"|maskUnits|maskContentUnits|pathLength|text-anchor|letter-spacing|opacity|color|display"
    r"|visibility|mask|(fill|stroke|stop|clip|font|paint)(-[a-z]+)*)"
)
ELSEWHERE = re.compile(r"url\(\s*[\"']?\s*(?!#)|@import|@font-face|\\|expression\(", re.IGNORECASE)


class MarkRefusedError(Exception):
    """The message is a sentence for whoever uploaded it."""


def read_mark(upload: UploadedFile[bytes]) -> dict[str, str]:
    """The cleaned picture as ``{"type", "data"}``. Raises MarkRefusedError; reads no large file."""
    if not upload.size or upload.size > MAX_UPLOAD:
        raise MarkRefusedError(
            _("The mark is empty.")
            if not upload.size
            else _("The mark is too large a file: 512 KB at most, and 6 KB once it is cleaned.")
        )
    content = upload.read(MAX_UPLOAD)
    if content.startswith(PNG):
        return {"type": "png", "data": base64.b64encode(write_png(content)).decode()}
    if b"<" in content[:200]:
        return {"type": "svg", "data": clean_svg(content)}
    raise MarkRefusedError(_("The mark is neither an SVG nor a PNG."))


def mark_content(mark: dict[str, str]) -> tuple[bytes, str]:
    """Its bytes and media type."""
    if mark["type"] == "png":
        return base64.b64decode(mark["data"]), "image/png"
    return mark["data"].encode(), "image/svg+xml"


def data_address(mark: dict[str, str]) -> str:
    """The picture within an address, for pages that show it before it is published."""
    content, media_type = mark_content(mark)
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def clean_svg(content: bytes) -> str:
    """The drawing alone. Raises MarkRefusedError."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise MarkRefusedError(
            _("The SVG defines entities or a document type. Save it as a plain SVG.")
        ) from None
    except (ParseError, ValueError, LookupError):
        raise MarkRefusedError(_("The SVG cannot be read: it is not well-formed.")) from None
    if root.tag != f"{SVG}svg":
        raise MarkRefusedError(_("The mark is neither an SVG nor a PNG."))
    _give_view_box(root)
    if sum(1 for _element in root.iter(f"{SVG}use")) > MAX_USES:
        raise MarkRefusedError(_("The SVG repeats its parts too often."))
    cleaned = _cleaned(root, 0)
    cleaned.set("xmlns", SVG.strip("{}"))
    svg: str = tostring(cleaned, encoding="unicode")
    if len(svg.encode()) > MAX_BYTES:
        raise MarkRefusedError(
            _("The drawing has more than 6 KB. Simplify its paths, or upload it as a PNG.")
        )
    return svg


def _give_view_box(root: Element) -> None:
    """Its own width and height go: pages choose how large it is shown."""
    width, height = root.attrib.pop("width", ""), root.attrib.pop("height", "")
    if "viewBox" in root.attrib:
        return
    sizes = [re.fullmatch(r"([0-9.]+)(px)?", text.strip()) for text in (width, height)]
    if not all(sizes):
        raise MarkRefusedError(_("The SVG does not say how large it is: it needs a viewBox."))
    root.set("viewBox", "0 0 " + " ".join(size[1] for size in sizes if size))


def _cleaned(element: Element, depth: int) -> Element:
    if depth > MAX_DEPTH:
        raise MarkRefusedError(_("The SVG has too many groups within one another."))
    name = _name(element)
    new = Element(name, dict(_attributes(element)))
    new.text = _style(element.text or "") if name == "style" else _text(element.text)
    for child in element:
        if not str(child.tag).startswith(SVG) or _name(child) in LEFT_OUT:
            continue  # of a drawing program
        _refuse_element(_name(child))
        part = _cleaned(child, depth + 1)
        part.tail = _text(child.tail)
        new.append(part)
    return new


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(SVG)


def _text(text: str | None) -> str | None:
    return text if text and text.strip() else None


def _refuse_element(name: str) -> None:
    if name in ELEMENTS:
        return
    sentences = {
        "script": _("The SVG holds a script. Save it without."),
        "foreignObject": _("The SVG holds a page within it (foreignObject). Save it without."),
        "image": _("The SVG holds a picture within it. Upload that as a PNG instead."),
    }
    unknown = _("The SVG holds “%(name)s”, which a mark cannot have.") % {"name": name[:40]}
    raise MarkRefusedError(sentences.get(name, unknown))


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name.lower().startswith("on"):
            raise MarkRefusedError(_("The SVG holds a script. Save it without."))
        is_link = name in ("href", XLINK_HREF)
        if (is_link and not value.startswith("#")) or ELSEWHERE.search(value):
            raise MarkRefusedError(
                _("The SVG refers to something outside itself. A mark must stand alone.")
            )
        if is_link or ATTRIBUTES.fullmatch(name):
            yield ("href" if is_link else name), value


def _style(rules: str) -> str:
    if ELSEWHERE.search(rules):
        raise MarkRefusedError(_("The SVG’s styles load something from outside, or hide it."))
    return rules


def write_png(content: bytes) -> bytes:
    """The picture anew, 96 pixels at most. Raises MarkRefusedError."""
    # Loaded by whoever changes the mark alone: it takes 20 MB of memory.
    from PIL import Image

    refusals = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error,
                Image.DecompressionBombError)  # fmt: skip
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > MAX_SIDE:  # of its header: nothing is unpacked yet
                raise MarkRefusedError(
                    _("The PNG is too large a picture: 2,000 by 2,000 pixels at most.")
                )
            image = picture.convert("RGBA")
    except refusals:
        raise MarkRefusedError(_("The PNG cannot be read: it is damaged.")) from None
    image.thumbnail((SIDE, SIDE))
    for colours in (0, 128, 32):
        written = io.BytesIO()
        shown = image.quantize(colours, Image.Quantize.FASTOCTREE) if colours else image
        shown.save(written, "PNG", optimize=True)
        if written.tell() <= MAX_BYTES:
            return written.getvalue()
    raise MarkRefusedError(
        _("The picture has more than 6 KB even at 96 pixels: choose a plainer one.")
    )
