"""One fact as forms for people outside show it: what stands there now, and how it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from hub.imports.record_types import ImportField, RecordImporter
from hub.imports.record_types.fact_labels import NOTHING, FactLabels
from hub.records.fields import TermGroup
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import FactState

MAX_OPTIONS = 20  # of a list to choose from; more are typed
SHORT = 120  # letters of a value in a closed field
LONG = 600  # characters from which a text gets a box of several lines


@dataclass(frozen=True)
class FactField:
    """A field of the form. ``now``: what stands there, in the state ``state``. ``options``: value
    and label where one of a few is chosen; ``rows``: lines of its box. ``language``: that of what
    stands there, where it is a text of the record and no word of this page."""

    name: str
    label: str
    now: str
    state: FactState
    text: str
    knowing: str
    hint: str
    options: tuple[tuple[str, str], ...] = ()
    rows: int = 1
    may_be_none: bool = True
    problem: str = ""
    is_address: bool = False
    language: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.text or self.knowing or self.problem)

    @property
    def short(self) -> str:
        """What stands there now, in a line or two."""
        return Truncator(self.now).chars(SHORT)


def value_now(
    labels: FactLabels, field: ImportField, facts: Mapping[str, object]
) -> tuple[FactState, str]:
    group = term_groups(labels.importer).get(field.name)
    values = [(name, _of_group(group, facts.get(name))) for name in field.facts]
    texts = [labels.value(name, value) for name, value in values if value not in NOTHING]
    if texts:
        return FactState.VALUE, ", ".join(dict.fromkeys(texts))
    none = facts.get("known_none")
    if isinstance(none, list) and set(field.facts) & set(none):
        return FactState.NONE, _("None")
    return FactState.UNKNOWN, _("Not known")


@cache
def term_groups(importer: RecordImporter) -> dict[str, TermGroup]:
    """Of schemes that several fields share the terms of each field, by its name."""
    columns = importer.model.record_type.import_columns
    return {column.name: each.group for each, column in columns if each.group}


def _of_group(group: TermGroup | None, value: Any) -> Any:
    if group is None or not isinstance(value, list):
        return value
    return [slug for slug in value if group.has(slug)]


def options_of(field: ImportField) -> tuple[tuple[str, str], ...]:
    if field.shape == "choice":
        return tuple((str(value), str(label)) for value, label in field.labels)
    if field.shape == "flag":
        return (("yes", _("Yes")), ("no", _("No")))
    scheme = term_cache().schemes.get(field.scheme) if field.scheme and not field.many else None
    terms = [term for term in scheme.terms if not term.deprecated] if scheme else []
    if 0 < len(terms) <= MAX_OPTIONS:
        return tuple((term.label(), term.label()) for term in terms)
    return ()


def hint_of(field: ImportField) -> str:
    if field.shape in ("date", "day"):
        return _("2026, 2026-07 or 2026-07-30")
    if field.many and not field.free_text:
        return _("Several: with a semicolon between them.")
    if field.shape == "lines":
        return _("One on each line.")
    return ""


def rows_of(field: ImportField) -> int:
    """Lines of the box in which it is typed."""
    return 4 if field.free_text or field.limit >= LONG or field.shape == "lines" else 1


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
