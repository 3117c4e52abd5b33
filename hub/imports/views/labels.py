"""Facts of a kind of record in words for people."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from hub.imports.record_types import RecordImporter
from hub.imports.validate.differences import NOTHING
from hub.record_admin.value_labels import value_text
from hub.vocabulary.term_cache import term_cache

MOST_LETTERS = 1200


class Wording:
    """Names of facts, and their values. Make one for a page."""

    def __init__(self, kind: RecordImporter) -> None:
        self.kind, self.book = kind, term_cache()
        self.labels: dict[str, str] = {
            "known_none": _("Known: none"),
            "text_language": _("Language of its texts"),
        }
        for field in kind.fields:
            for fact in field.facts:
                self.labels.setdefault(fact, str(field.label))
        self.schemes = {
            fact for field in kind.fields if field.scheme for fact in field.facts
        } | set(kind.model.schemes)

    @cached_property
    def choices(self) -> dict[str, dict[str, str]]:
        return {
            field.attname: {str(key): str(label) for key, label in field.flatchoices}
            for field in self.kind.model._meta.concrete_fields
            if field.choices
        }

    def label(self, fact: str) -> str:
        return self.labels.get(fact) or fact.replace("_", " ").capitalize()

    def value(self, fact: str, value: Any) -> str:
        if fact in self.schemes and isinstance(value, list) and value:
            scheme = "safeguard" if fact == "inferred" else fact
            return ", ".join(self.book.label(scheme, str(slug)) for slug in value)
        if fact == "known_none" and isinstance(value, list) and value:
            return ", ".join(self.label(name) for name in value)
        if isinstance(value, str) and value in self.choices.get(fact, {}):
            return self.choices[fact][value]
        if fact in ("parent_id", "part_of_id") and isinstance(value, int) and value < 0:
            return _("row %(row)d of this file") % {"row": -value}
        text = value_text(value)
        return text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + "…"

    def facts(self, facts: dict[str, Any], names: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Label and value of those that say something, in the order of the kind's fields."""
        there = self.in_order(facts)
        wanted = set(names) or set(there)
        return [
            (self.label(name), self.value(name, facts[name]))
            for name in there
            if name in wanted and facts[name] not in NOTHING
        ]

    def in_order(self, names: Iterable[str]) -> list[str]:
        """As the kind's fields are; PostgreSQL keeps the names of a JSON value in its own order."""
        order = [fact for field in self.kind.fields for fact in field.facts]
        return sorted(names, key=lambda one: order.index(one) if one in order else len(order))

    def title(self, facts: dict[str, Any], key: str = "") -> str:
        return str(facts.get("name") or facts.get("text") or key or _("(no name)"))[:160]
