"""Facts of a record type in words for people, on pages and in reports."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.imports.record_types.importer import RecordImporter
from hub.record_admin.value_labels import value_text
from hub.vocabulary.cldr_names import language_name
from hub.vocabulary.term_cache import term_cache

MAX_CHARACTERS = 1200  # of a value on a page
NOTHING: tuple[Any, ...] = (None, "", [])


class FactLabels:
    """Facts of a record type in words for people: labels and values. Make one for a page."""

    def __init__(self, importer: RecordImporter) -> None:
        self.importer, self.terms = importer, term_cache()
        self.labels: dict[str, str] = {
            "known_none": _("Known: none"),
            "text_language": _("Language of its texts"),
        }
        for import_field in importer.fields:
            for fact in import_field.facts:
                self.labels.setdefault(fact, str(import_field.label))
        self.schemes = {
            fact for field in importer.fields if field.scheme for fact in field.facts
        } | set(importer.model.schemes)

    @cached_property
    def choices(self) -> dict[str, dict[str, str]]:
        return {
            field.attname: {str(key): str(label) for key, label in field.flatchoices}
            for field in self.importer.model._meta.concrete_fields
            if field.choices
        }

    def label(self, fact: str) -> str:
        return self.labels.get(fact) or fact.replace("_", " ").capitalize()

    def value(self, fact: str, value: Any) -> str:
        if fact in self.schemes and isinstance(value, list) and value:
            scheme = "safeguard" if fact == "inferred" else fact
            return ", ".join(self.terms.label(scheme, str(slug)) for slug in value)
        if fact == "text_language" and value:
            return language_name(str(value), get_language() or "en")
        if fact == "known_none" and isinstance(value, list) and value:
            return ", ".join(self.label(name) for name in value)
        if isinstance(value, str) and value in self.choices.get(fact, {}):
            return self.choices[fact][value]
        if fact in ("parent_id", "part_of_id") and isinstance(value, int) and value < 0:
            return _("row %(row)d of this file") % {"row": -value}
        text = value_text(value)
        return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"

    def facts(self, facts: dict[str, Any], names: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Label and value of those that are not empty, in the order of the type's fields."""
        ordered = self.in_order(facts)
        chosen = set(names) or set(ordered)
        return [
            (self.label(name), self.value(name, facts[name]))
            for name in ordered
            if name in chosen and facts[name] not in NOTHING
        ]

    def in_order(self, names: Iterable[str]) -> list[str]:
        """In the order of the type's fields; a JSON column does not keep the order of its names."""
        order = [fact for field in self.importer.fields for fact in field.facts]
        return sorted(names, key=lambda name: order.index(name) if name in order else len(order))

    def title(self, facts: dict[str, Any], key: str = "") -> str:
        return str(facts.get("name") or facts.get("text") or key or _("(no name)"))[:160]
