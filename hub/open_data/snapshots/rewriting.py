"""Records and texts taken out of files that were made before: nothing else in them changes.

What a file says is read from itself, since the declarations of today may be others than those that
it was made by.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.open_data.exported_values import NOT_KNOWN
from hub.open_data.snapshots import line_file, table_file
from hub.records import cell_format
from hub.records.cell_format import ADDRESS, SOURCE


class NoText:
    """Of a removal that is about whole records."""

    def is_in(self, value: Any) -> bool:
        return False

    def without(self, value: Any) -> Any:
        return value


@dataclass
class Removal:
    """``identities``: of records that go, with each mention of them in others. ``text``: what goes
    in every record, by ``is_in`` and ``without`` (see the keepers of texts).

    ``addresses``: of the pages of these records, as they are met in the files.
    """

    identities: Collection[str] = frozenset()
    text: Any = field(default_factory=NoText)
    addresses: set[str] = field(default_factory=set)

    def is_in(self, line: bytes, record: dict[str, Any]) -> bool:
        """Whether a record that stays mentions what goes."""
        mentions = any(identity.encode() in line for identity in self.identities)
        return mentions or self.text.is_in(record)


def rewrite_folder(folder: Path, removal: Removal, rows: dict[str, int]) -> bool:
    """Take it out of the lines and the tables of a folder; whether anything was in them.

    ``rows``: how many each file has, by its name, and has then.
    """
    lines = folder / line_file.NAME
    touched = _rewrite_lines(lines, removal, rows)
    if not touched:
        return False
    for path in sorted(folder.glob(f"*{table_file.ENDING}")):
        _rewrite_table(path, removal, touched, rows)
    return True


def _rewrite_lines(path: Path, removal: Removal, rows: dict[str, int]) -> set[str]:
    """The identities of the records that went, or are others now."""
    for line in line_file.read_lines(path):
        if line_file.head_of(line)[1] in removal.identities:
            removal.addresses.add(json.loads(line)["address"])
    touched: set[str] = set()
    count = 0

    def kept() -> Iterator[bytes]:
        nonlocal count
        for line in line_file.read_lines(path):
            _kind, identity = line_file.head_of(line)
            if identity in removal.identities:
                touched.add(identity)
                continue
            record = json.loads(line)
            if removal.is_in(line, record):
                touched.add(identity)
                line = line_file.line_of(removal.text.without(_pruned_record(record, removal)))
            count += 1
            yield line

    draft = path.with_suffix(".new")
    line_file.write_lines(draft, kept())
    draft.replace(path)
    rows[path.name] = count
    return touched


def _pruned_record(record: dict[str, Any], removal: Removal) -> dict[str, Any]:
    for fact in record["facts"].values():
        value = fact["value"]
        if isinstance(value, list):
            kept = [each for each in value if not _mentions(each, removal)]
            fact["value"] = kept or None
        elif _mentions(value, removal):
            fact["value"] = None
        if value and not fact["value"]:
            fact |= {"state": NOT_KNOWN, "sources": []}
    return record


def _mentions(value: Any, removal: Removal) -> bool:
    """Whether it is a record that goes, or an entry about one."""
    if isinstance(value, dict):
        return value.get("id") in removal.identities or any(
            _mentions(part, removal) for part in value.values()
        )
    return False


# Tables


def _rewrite_table(
    path: Path, removal: Removal, touched: Collection[str], rows: dict[str, int]
) -> None:
    table = table_file.read_rows(path)
    header = next(table)
    places = {name: place for place, name in enumerate(header)}
    pairs = [(places[name], places[f"{name}{ADDRESS}"], places.get(f"{name}{SOURCE}"))
             for name in header if f"{name}{ADDRESS}" in places]  # fmt: skip
    count = 0

    def kept() -> Iterator[list[str]]:
        nonlocal count
        yield header
        for row in table:
            if row[0] in removal.identities:
                continue
            count += 1
            yield _pruned_row(row, pairs, removal) if row[0] in touched else row

    draft = path.with_suffix(".new")
    table_file.write_rows(draft, kept())
    draft.replace(path)
    rows[path.name] = count


def _pruned_row(
    row: list[str], pairs: list[tuple[int, int, int | None]], removal: Removal
) -> list[str]:
    for name, address, source in pairs:
        addresses = row[address].split(cell_format.SEPARATOR)
        if removal.addresses.isdisjoint(addresses):
            continue
        titles = cell_format.split_list_cell(row[name])
        staying = [
            pair
            for pair in zip(titles, addresses, strict=False)
            if pair[1] not in removal.addresses
        ]
        row[name] = cell_format.list_cell(title for title, _address in staying)
        row[address] = cell_format.SEPARATOR.join(each for _title, each in staying)
        if not staying:
            row[name] = cell_format.NOT_KNOWN
            if source is not None:
                row[source] = ""
    return [removal.text.without(_pruned_entries(cell, removal)) for cell in row]


def _pruned_entries(cell: str, removal: Removal) -> str:
    """Of a cell with entries, which stand in it as JSON."""
    if not (cell.startswith("[") and any(each in cell for each in removal.identities)):
        return cell
    try:
        entries = json.loads(cell)
    except ValueError:
        return cell
    staying = [each for each in entries if not _mentions(each, removal)]
    return line_file.encode_json(staying) if staying else cell_format.NOT_KNOWN
