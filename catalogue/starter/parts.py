"""The parts of the starter data, in the order in which they are loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catalogue.models import Load, Organisation, OrganisationName
from catalogue.models.organisation import matching_key
from catalogue.row_readers.misuse import read_misuse, write_misuse
from catalogue.row_readers.organisations import parents_first
from catalogue.row_readers.practice import read_practice, write_practice
from catalogue.row_readers.reader import KnownRecords, Row
from hub.vocabulary import vocabulary_loader as vocabulary
from hub.vocabulary.models import Scheme, Term

FOLDER = Path(__file__).parent.parent / "data"
Numbered = tuple[int, Row]  # a row with its number in the file, counted from 1


@dataclass(frozen=True)
class StarterPart:
    """A file of rows. ``write(number, row, known, run)`` says whether it made a record; it raises
    RowError, ValidationError or a database error for a row that cannot be loaded."""

    name: str
    read: Callable[[], list[Numbered]]
    write: Callable[[int, Row, KnownRecords, str], bool]
    chunk: int  # rows written in one transaction
    key: str = "slug"  # the field that names a row; "" where several rows may name the same


@dataclass(frozen=True)
class RecordPart:
    """A file of records of a kind that can also be imported: it comes in by the same way."""

    name: str
    kind: str  # as the importer calls it
    read: Callable[[], list[Numbered]]
    key: str = "slug"


class Importer(Protocol):
    """What brings the rows of a RecordPart in. Both take one short step."""

    def work(self, load: Load) -> bool | None:
        """A step of an import that is under way, in transactions of its own.

        False: another worker is at it. None: there is no such import, or it waits for the load.
        """
        ...

    def bring_in(self, part: RecordPart, load: Load, rows: list[Numbered]) -> bool:
        """A step in a transaction of the caller's, who holds the load's lock and saves it.

        False where another import is in the way: try again later.
        """
        ...


def rows_of(path: Path) -> list[Numbered]:
    """The rows of a JSON file, numbered from 1; one that is no object counts as an empty one."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [(number, row if isinstance(row, dict) else {}) for number, row in enumerate(rows, 1)]


PARTS: list[StarterPart | RecordPart] = [
    StarterPart(
        "schemes",
        lambda: list(enumerate(vocabulary.read_schemes(), 1)),
        lambda number, row, known, run: vocabulary.write_scheme(row, number) > 0,
        chunk=6,
        key="",
    ),
    StarterPart(
        "labels",
        lambda: list(enumerate(vocabulary.read_labels(), 1)),
        lambda number, row, known, run: vocabulary.write_labels(row) > 0,
        chunk=50,
        key="",
    ),
    RecordPart(
        "organisations",
        "organisation",
        lambda: parents_first(rows_of(FOLDER / "organisations.json")),
    ),
    RecordPart("tools", "tool", lambda: rows_of(FOLDER / "tools.json")),
    StarterPart(
        "practice",
        lambda: rows_of(FOLDER / "deployments.json"),
        lambda number, row, known, run: write_practice(read_practice(row, known), run=run),
        chunk=20,
    ),
    StarterPart(
        "misuse",
        lambda: rows_of(FOLDER / "misuse_patterns.json"),
        lambda number, row, known, run: write_misuse(read_misuse(row, known), run=run),
        chunk=20,
    ),
]
BY_NAME = {part.name: part for part in PARTS}
importers: list[Importer] = []


def add(*parts: StarterPart | RecordPart) -> None:
    """Load these behind the others. For the rooms above, when their app is ready; idempotent."""
    for part in parts:
        if part.name not in BY_NAME:
            PARTS.append(part)
            BY_NAME[part.name] = part


def import_with(importer: Importer) -> None:
    """Bring records in by this. For the room that imports, when its app is ready."""
    importers[:] = [importer]


def fingerprint(rows: list[Numbered]) -> str:
    """SHA-256 of the rows: the same file is the same load."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def known() -> KnownRecords:
    """The terms and organisations there are now. Three queries."""
    organisations = {
        matching_key(name): pk for pk, name in Organisation.objects.values_list("pk", "name")
    }
    names = OrganisationName.objects.values_list("key", "organisation_id")
    return KnownRecords(
        terms={
            (scheme, slug): pk
            for scheme, slug, pk in Term.objects.values_list("scheme__slug", "slug", "pk")
        },
        single=frozenset(Scheme.objects.filter(multiple=False).values_list("slug", flat=True)),
        organisations=dict(names) | organisations,
    )
