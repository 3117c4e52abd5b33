"""What names a row in its source, and the slug of a row that has none."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

from catalogue.row_readers.reader import Row
from hub.imports.map.missing_values import is_missing
from hub.imports.record_types import RecordImporter
from hub.records.models.ledger import Facts
from hub.records.readable_values import readable
from hub.records.text_folding import slugify

MAX_KEY = 300


def source_key(
    importer: RecordImporter,
    canonical: Row,
    cells: dict[str, Any],
    key_field: str,
    repeated: Collection[str] = (),
) -> tuple[str, str]:
    """What names the row in its source: a field of ours, else a column of its own.

    Without it the name serves, so that a list without slugs can be imported again; with a date
    behind it where things of one name differ by that. Then the plain name comes second, by which
    earlier imports know the record. ``repeated``: keys of this kind that stand in the file twice.
    """
    field_name = "ref" if key_field == "slug" and "ref" in importer.by_name else key_field
    own = canonical.get(field_name) or _key_cell(cells.get(key_field))
    name = canonical.get("name") or canonical.get("title")
    if (own and own != name) or not name:
        return _shortened(readable(own or canonical.get("url")).strip()), ""
    plain = readable(name).strip()
    key = key_of_name(plain, (canonical.get(part) for part in importer.told_apart_by))
    if key in repeated:
        key = key_of_name(key, (canonical.get(part) for part in importer.else_by))
    return _shortened(key), _shortened(plain) if key != plain else ""


def key_of_name(name: str, more: Iterable[Any]) -> str:
    return " · ".join([name, *(readable(part).strip() for part in more if part)])


def _shortened(text: str) -> str:
    if len(text) <= MAX_KEY:
        return text
    return text[: MAX_KEY - 17] + "-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _key_cell(value: Any) -> Any:
    """A cell that names its row; "N/A" names none."""
    return None if isinstance(value, str) and is_missing(value) else value


def slug_for(importer: RecordImporter, facts: Facts, key: str, *, with_hash: bool = False) -> str:
    """A slug for a row that has none, always the same for a key.

    ``with_hash``: the plain one is taken.
    """
    plain = slugify(str(facts.get("name") or facts.get("title") or key))[:180].strip("-_")
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    if not plain or plain in importer.model.reserved_slugs:
        return f"{importer.name}-{digest}"
    return f"{plain}-{digest}" if with_hash else plain
