"""A row's cells as facts, or as problems with the column that they stand in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalogue.row_readers.reader import Row, RowError, RowProblemText
from hub.imports.map import Translation, canonical
from hub.imports.map.canonical_row import Unknown
from hub.imports.match.duplicates import Traits
from hub.imports.record_types import RecordImporter, RecordLookup
from hub.imports.validate.personal_data import cleaned
from hub.imports.validate.row_hierarchy import RowHierarchy
from hub.records.models.ledger import Facts
from hub.records.trees import CycleError

MOST_KEY = 300
UNKNOWN = "organisation"  # code of what is said of organisations that nobody knows
MOST_SHOWN = 300


@dataclass
class ParsedRow:
    """A row on its way to its verdict."""

    pk: int
    number: int
    cells: dict[str, Any]
    key: str = ""
    facts: Facts = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)
    verdict: str = ""
    record_id: int | None = None
    version: int | None = None
    differences: list[dict[str, Any]] = field(default_factory=list)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    traits: Traits | None = None
    depth: int = 0  # rows of the file above this one
    notes: list[dict[str, str]] = field(default_factory=list)  # to be told; the row can be written
    adds: set[str] = field(default_factory=set)  # facts of which the row says only a part
    plain_slug: str = ""  # that it would have, were it not taken

    def wrong(self, translation: Translation, name: str, sentence: str, code: str) -> None:
        """Note a problem of a field; of the whole row where it has no name."""
        self.problems.append(self._told(translation, name, sentence, code))

    def note(self, translation: Translation, name: str, sentence: str, code: str) -> None:
        """Note what is to be known of a field, and keeps nobody from writing the row."""
        self.notes.append(self._told(translation, name, sentence, code))

    def _told(
        self, translation: Translation, name: str, sentence: str, code: str
    ) -> dict[str, str]:
        heading = translation.mapping.heading_of(name) if name else ""
        value = self.cells.get(heading)
        shown = "" if value is None else str(value)[:MOST_SHOWN]
        return {"column": heading, "value": shown, "sentence": sentence, "code": code}


def read_row(
    row: ParsedRow,
    translation: Translation,
    names: RecordLookup,
    key_field: str,
    family: Callable[[], RowHierarchy] | None = None,
) -> None:
    """Fill in the facts and the key, or the problems. ``family``: the rows of the same file."""
    kind = translation.kind
    given, problems = canonical(translation, row.cells)
    for name in kind.prose_fields & given.keys():
        given[name] = cleaned(given[name])
    for problem in problems:
        if isinstance(problem, Unknown):
            row.note(translation, problem.field, str(problem), UNKNOWN)
            row.adds.update(kind.by_name[problem.field].facts)
            continue
        row.wrong(translation, problem.field, str(problem), "cell")
    above = _above(row, given, translation, names, family) if family else {}
    try:
        row.facts = kind.read(given, names) | above
    except RowError as error:
        for sentence in error.sentences:
            name = sentence.field if isinstance(sentence, RowProblemText) else ""
            row.wrong(translation, name, str(sentence), "field")
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        # One bad row is a line for a person; the run goes on.
        why = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        row.wrong(translation, "", _("This row does not fit: %(why)s") % {"why": why}, "row")
    row.key = key_of(kind, given, row.cells, key_field)


def _above(
    row: ParsedRow,
    given: Row,
    translation: Translation,
    names: RecordLookup,
    family: Callable[[], RowHierarchy],
) -> Facts:
    """What the row is part of, where that is a row of this file and no record yet."""
    kind = translation.kind
    name = given.get(kind.above.field)
    if not isinstance(name, str) or kind.record_above(name, names) is not None:
        return {}
    number = family().number_of(name)
    if number is None or number == row.number:
        return {}
    del given[kind.above.field]
    try:
        row.depth = family().depth(
            row.number, lambda one: kind.record_above(one, names) is not None
        )
    except CycleError:
        sentence = _("This row and row %(row)d are part of each other.") % {"row": number}
        row.wrong(translation, kind.above.field, sentence, "field")
    others = dict.fromkeys(kind.by_name[kind.above.field].facts)
    return others | {kind.above.fact: -number}


def key_of(kind: RecordImporter, given: Facts, cells: dict[str, Any], key_field: str) -> str:
    """What names the row in its source: a field of ours, else a column of its own.

    Without it the name serves, so that a list without slugs can be imported again.
    """
    asked = "ref" if key_field == "slug" and "ref" in kind.by_name else key_field
    value = given.get(asked) or cells.get(key_field) or given.get("name") or given.get("url")
    text = str(value or "").strip()
    if len(text) <= MOST_KEY:
        return text
    return text[: MOST_KEY - 17] + "-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def slug_for(kind: RecordImporter, facts: Facts, key: str, *, again: bool = False) -> str:
    """A slug for a row that has none; ``again``: the plain one is taken. The same for a key."""
    plain = slugify(str(facts.get("name") or key))[:180].strip("-_")
    mark = hashlib.sha256(key.encode()).hexdigest()[:8]
    if not plain or plain in kind.model.reserved_slugs:
        return f"{kind.name}-{mark}"
    return f"{plain}-{mark}" if again else plain
