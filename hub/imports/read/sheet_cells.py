"""The cells of a sheet as its reader sees them: stored results, dates as they are shown, merged
cells, and the addresses behind words. Formulas are never evaluated."""

import datetime
import math
import posixpath
import re
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import ParseError, fromstring
from openpyxl import Workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from .cell_parser import parse_rows
from .heading_rows import Line, Merge
from .limits import MAX_CELL, MAX_COLUMNS, FileRefused
from .table import column_letter, part_name

# The rows of Excel's own sheet; what numbers them higher was not made by it.
LAST_ROW = 1_048_576
BLOCK = 1024 * 1024
# What stands behind the rows of a sheet, above all links and merged cells, is read so far.
MAX_TAIL = 32 * BLOCK

END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
ELEMENT = re.compile(rb"<(?:\w+:)?(hyperlink|mergeCell)\s([^>]*?)/?>")
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
WEB = re.compile(r"https?://\S+", re.IGNORECASE)
HYPERLINK = re.compile(
    r'HYPERLINK\(\s*"([^"]*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)', re.IGNORECASE
)
LITERAL = re.compile(r'"((?:[^"]|"")*)"')
# What a number format says beside its letters.
NOT_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')

NO_RESULT = "formula_without_result"


class SheetCells:
    """One sheet. ``links`` and ``remarks`` are by the number of a row, from when its line was read:
    {place: address}, [(code, place, value)]."""

    def __init__(self, workbook: Workbook, sheet: str) -> None:
        sheets = sheets_by_name(workbook)
        name = part_name(sheet) if sheet else next(iter(sheets), "")
        if sheet and name not in sheets:
            raise FileRefused("no_such_sheet", sheet=name)
        worksheet = sheets.get(name)
        if worksheet is None or not hasattr(worksheet, "reset_dimensions"):
            raise FileRefused("empty")
        self.workbook: Any = workbook
        self.worksheet: Any = worksheet
        self.links: dict[int, dict[int, str]] = {}
        self.remarks: dict[int, list[tuple[str, int, str]]] = {}
        self.merges: list[Merge] = []
        self._read_tail()

    def lines(self) -> Iterator[Line]:
        """Number and texts of each row with content. Raises FileRefused."""
        formats = _shown_formats(self.workbook)
        tall = _tall_merges(self.merges)
        merged: dict[int, tuple[int, str]] = {}
        before = 0
        for number, cells in parse_rows(self.workbook, self.worksheet):
            if number > LAST_ROW:
                raise FileRefused("too_many_rows", most=LAST_ROW)
            if number <= before:
                continue
            before = number
            texts = self._texts(number, cells, formats) if cells else []
            if not any(texts):
                continue
            for place, last in tall.pop(number, ()):
                if place < len(texts) and texts[place]:
                    merged[place] = (last, texts[place])
            if merged:
                merged = {place: span for place, span in merged.items() if span[0] >= number}
                texts = _with_merged(texts, merged)
            yield number, texts

    def links_behind(self, number: int, texts: list[str]) -> dict[int, str]:
        """The addresses behind the words of a row; one that is the very text is none."""
        links = self.links.get(number)
        if not links:
            return {}
        return {
            place: address
            for place, address in links.items()
            if place < len(texts) and texts[place].strip() and not _is_shown(address, texts[place])
        }

    def _texts(
        self, number: int, cells: list[dict[str, Any]], formats: dict[int, str]
    ) -> list[str]:
        texts: list[str] = []
        for cell in cells:
            text, place = self._text(number, cell, formats), cell["column"] - 1
            if not text:
                continue
            if place >= MAX_COLUMNS:
                raise FileRefused("too_many_columns", most=MAX_COLUMNS)
            if len(text) > MAX_CELL:
                raise FileRefused(
                    "long_cell_at", row=number, column=column_letter(place), most=MAX_CELL
                )
            texts += [""] * (place + 1 - len(texts))
            texts[place] = text.replace("\0", "") if "\0" in text else text
        return texts

    def _text(self, number: int, cell: dict[str, Any], formats: dict[int, str]) -> str:
        value = cell["value"]
        formula = cell.get("formula")
        if formula is not None:
            link = HYPERLINK.fullmatch(formula)
            if link and WEB.fullmatch(link[1]):
                self.links.setdefault(number, {})[cell["column"] - 1] = link[1]
            if value is None and not cell["has_result"]:
                literal = LITERAL.fullmatch(formula)
                shown = (link[2] or link[1]) if link else literal[1] if literal else None
                if shown is None:
                    self._remark(number, cell, NO_RESULT, f"={formula}"[:300])
                    return ""
                return shown.replace('""', '"')
        if type(value) is str:
            return value
        if "unreadable" in cell:
            code = "no_number" if cell["data_type"] == "n" else "error_cell"
            self._remark(number, cell, code, cell["unreadable"][:300])
            return ""
        try:
            return cell_text(value, formats.get(cell["style_id"], ""))
        except OverflowError:
            self._remark(number, cell, "no_number", str(value)[:300])
            return ""

    def _remark(self, number: int, cell: dict[str, Any], code: str, value: str) -> None:
        self.remarks.setdefault(number, []).append((code, cell["column"] - 1, value))

    # What stands behind the rows

    def _read_tail(self) -> None:
        targets = self._link_targets()
        for name, attributes in self._tail_elements():
            if name == b"mergeCell":
                self._add_merge(attributes.get(b"ref", b"").decode("ascii", "ignore"))
            elif address := targets.get(_id_of(attributes)):
                place = attributes.get(b"ref", b"").decode("ascii", "ignore")
                self._add_link(place, address)

    def _tail_elements(self) -> Iterator[tuple[bytes, dict[bytes, bytes]]]:
        tail, is_behind = b"", False
        with self.worksheet._get_source() as source:
            while (block := source.read(BLOCK)) and len(tail) < MAX_TAIL:
                tail += block
                if not is_behind:
                    end = END_OF_ROWS.search(tail)
                    is_behind = end is not None
                    tail = tail[end.end() :] if end else tail[-64:]
        for match in ELEMENT.finditer(tail) if is_behind else ():
            yield match[1], dict(ATTRIBUTE.findall(match[2]))

    def _link_targets(self) -> dict[str, str]:
        """Addresses of the web by the keys under which the sheet names them; no one's mail."""
        folder, name = posixpath.split(self.worksheet._worksheet_path)
        archive = self.workbook._archive
        try:
            root = fromstring(archive.read(f"{folder}/_rels/{name}.rels"), forbid_dtd=True)
        except (KeyError, ParseError):
            return {}
        return {
            str(relation.get("Id")): target
            for relation in root
            if WEB.fullmatch(target := str(relation.get("Target") or "").strip())
        }

    def _add_merge(self, reference: str) -> None:
        try:
            first_column, first_row, last_column, last_row = range_boundaries(reference)
        except (ValueError, TypeError):
            return
        self.merges.append((first_row, first_column, last_row, last_column))  # type: ignore[arg-type]

    def _add_link(self, reference: str, address: str) -> None:
        try:
            row, column = coordinate_to_tuple(reference.split(":")[0])
        except (ValueError, TypeError):
            return
        self.links.setdefault(row, {})[column - 1] = address


def sheets_by_name(workbook: Workbook) -> dict[str, Any]:
    """The sheets of cells by their ``part_name``, in their order; the first of one name."""
    sheets: dict[str, Any] = {}
    for worksheet in workbook.worksheets:
        sheets.setdefault(part_name(worksheet.title), worksheet)
    return sheets


def _id_of(attributes: dict[bytes, bytes]) -> str:
    return next(
        (value.decode("ascii", "ignore") for name, value in attributes.items()
         if name.endswith(b":id")),
        "",
    )  # fmt: skip


def _is_shown(address: str, text: str) -> bool:
    """Whether a text is the address itself, whatever of it is left out."""
    return _bare(address) == _bare(text)


def _bare(address: str) -> str:
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", address.strip().casefold())
    return bare.rstrip("/")


def _tall_merges(merges: list[Merge]) -> dict[int, list[tuple[int, int]]]:
    """Cells merged with cells below: by row, the place of the column and the last row."""
    tall: dict[int, list[tuple[int, int]]] = {}
    for row, column, last, _end in merges:
        if last > row:
            tall.setdefault(row, []).append((column - 1, last))
    return tall


def _with_merged(texts: list[str], merged: dict[int, tuple[int, str]]) -> list[str]:
    texts = texts + [""] * (max(merged, default=-1) + 1 - len(texts))
    for place, (_last, text) in merged.items():
        texts[place] = texts[place] or text
    return texts


def cell_text(value: Any, shown: str = "") -> str:
    """A cell as text: dates as ISO 8601, whole numbers without a point.

    ``shown``: what the format of the cell makes of it; see ``_shown_formats``. Raises OverflowError
    for a number that is infinite, undefined or as a percentage too long.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number_text(value, shown)
    if isinstance(value, datetime.datetime):
        if shown in ("year", "month"):
            return value.date().isoformat()[: 4 if shown == "year" else 7]
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _number_text(value: float, shown: str) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        raise OverflowError(value)
    if shown == "percent":
        hundredfold = float(value) * 100
        if math.isinf(hundredfold):
            raise OverflowError(value)
        return f"{hundredfold:.12g}%"
    if isinstance(value, float) and not (value.is_integer() and abs(value) < 1e15):
        return f"{value:.15g}"
    return str(int(value)).zfill(int(shown) if shown.isdecimal() else 0)


def _shown_formats(workbook: Any) -> dict[int, str]:
    """By the key of a style, where its number format shows other than the value: "year" or "month"
    of a day, "percent", or the digits to which a number is filled with zeros."""
    formats = {}
    for key, style in enumerate(workbook._cell_styles):
        code = _format_code(workbook, style.numFmtId)
        if shown := _shown(NOT_LETTERS.sub("", code.split(";")[0]).lower()):
            formats[key] = shown
    return formats


def _format_code(workbook: Any, number: int) -> str:
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(number, ""))
    own = workbook._number_formats
    place = number - BUILTIN_FORMATS_MAX_SIZE
    return str(own[place]) if place < len(own) else ""


def _shown(code: str) -> str:
    if "%" in code:
        return "percent"
    if re.fullmatch("0{2,15}", code):
        return str(len(code))
    if "y" in code and not set("dhs") & set(code):
        return "month" if "m" in code else "year"
    return ""
