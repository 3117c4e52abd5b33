"""Cells of the files that this site gives out, so that they come in again as they went.

Whoever writes a file and whoever reads it back use this module, and nothing else says how a cell
is written.
"""

from __future__ import annotations

from collections.abc import Iterable

from hub.records.text_cleaning import FORMULA, guarded, without_guard

NOT_KNOWN, NONE = "not known", "none"  # the same in every language: programs compare them
WITHHELD = "not redistributable"  # known, and shown on the site only: a licence says so
STATES = frozenset((NOT_KNOWN, NONE, WITHHELD))  # casefolded
# Stands for a text that is too long for a cell of a workbook; read back it says nothing.
CUT = "too long for a cell: see the JSON or CSV of this list"
SEPARATOR = "; "  # between the values of a cell
SOURCE, ADDRESS = "_source", "_address"  # endings of the columns beside that of a value
IDENTITY = ("id", "address")  # the first columns of every file of ours
# Around a value in which the separator stands; one is chosen that the value does not hold.
QUOTES = (('"', '"'), ("“", "”"), ("«", "»"), ("「", "」"))
QUOTED_FROM = "".join(opening for opening, _closing in QUOTES)
UNSAFE = frozenset(FORMULA + "' \u00a0\ufeff")  # first letters of cells that are looked at closer


def text_cell(text: str) -> str:
    """A text as a cell that no spreadsheet program evaluates and that says nothing else."""
    if text[:1] not in UNSAFE and text.casefold() not in STATES:
        return text
    if text.lstrip("'").casefold() in STATES:
        return f"'{text}"
    return guarded(text)


def read_text_cell(cell: str) -> str:
    """The text of ``text_cell``."""
    if cell[:1] == "'" and cell.lstrip("'").casefold() in STATES:
        return cell[1:]
    return without_guard(cell)


def list_cell(values: Iterable[str]) -> str:
    """Several values in a cell."""
    return text_cell(SEPARATOR.join(map(_quoted, values)))


def _quoted(value: str) -> str:
    plain = value.strip()
    if ";" not in plain and "\n" not in plain and plain[:1] not in QUOTED_FROM and plain:
        return value
    opening, closing = next(
        (pair for pair in QUOTES if not any(mark in value for mark in pair)), QUOTES[0]
    )
    return f"{opening}{value}{closing}"


def split_list_cell(cell: str) -> list[str]:
    """The values of ``list_cell``."""
    rest, values = read_text_cell(cell), []
    while rest:
        pair = next((pair for pair in QUOTES if rest.startswith(pair[0])), None)
        end = rest.find(f"{pair[1]};", 1) if pair else -1
        if pair and (end >= 0 or rest.rstrip().endswith(pair[1])):
            end = end if end >= 0 else len(rest.rstrip()) - 1
            values.append(rest[1:end])
            rest = rest[end + 1 :].removeprefix(";").lstrip()
            continue
        value, _mark, rest = rest.partition(";")
        values.append(value.strip())
        rest = rest.lstrip()
    return [value for value in values if value]
