"""Facts of a record type in words for people, on pages and in reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.presenters.changes.fact_values import keyed_records
from catalogue.presenters.changes.link_entries import LinkPart, link_parts
from hub.imports.record_types.importer import RecordImporter
from hub.records.models.ledger import Facts
from hub.records.readable_values import readable
from hub.vocabulary.cldr_names import language_name
from hub.vocabulary.term_cache import term_cache

MAX_CHARACTERS = 1200  # of a value on a page
NOTHING: tuple[Any, ...] = (None, "", [])
Reference = tuple[type[Model], str, Any]  # a model, "pk" or "slug", and its value


class FactLabels:
    """Facts of a record type in words for people: labels and values. Make one for a page.

    ``to_make``: names by slug of organisations that an import is to make.
    """

    def __init__(self, importer: RecordImporter, to_make: Mapping[str, str] | None = None) -> None:
        self.importer, self.terms, self.to_make = importer, term_cache(), to_make or {}
        self.record_type = importer.model.record_type
        self.parts, self.keyed = link_parts(self.record_type), keyed_records(self.record_type)
        self.labels: dict[str, str] = {
            "known_none": _("Known: none"),
            "text_language": _("Language of its texts"),
        }
        if importer.entries:
            self.labels[importer.entries] = self._label_elsewhere(importer.entries)
        for import_field in importer.fields:
            for fact in import_field.facts:
                self.labels.setdefault(fact, str(import_field.label))
        self.schemes = {
            fact for field in importer.fields if field.scheme for fact in field.facts
        } | set(importer.model.schemes)
        self.names: dict[Reference, str] = {}

    @cached_property
    def choices(self) -> dict[str, dict[str, str]]:
        return {
            field.attname: {str(key): str(label) for key, label in field.flatchoices}
            for field in self.importer.model._meta.concrete_fields
            if field.choices
        }

    @cached_property
    def flags(self) -> dict[tuple[str, str], tuple[str, bool]]:
        """Label and default of the parts of links that are so or not."""
        return {
            (table.fact, field.name): (str(field.verbose_name), bool(field.get_default()))
            for table in self.importer.model.tables()
            for field in table.model._meta.concrete_fields
            if isinstance(field, BooleanField)
        }

    def label(self, fact: str) -> str:
        return self.labels.get(fact) or self._label_elsewhere(fact)

    def _label_elsewhere(self, fact: str) -> str:
        """What news, or else forms, call a fact that no column gives."""
        label = str(self.record_type.news_label(fact) or "")
        if not label or label == fact:
            fields = self.importer.model._meta.concrete_fields
            label = next((str(f.verbose_name) for f in fields if fact in (f.attname, f.name)), fact)
        label = label.replace("_", " ")
        return label[:1].upper() + label[1:]

    # Names of other records

    def load_names(self, of_records: Iterable[Facts]) -> None:
        """The names of all records that these facts point at: a query for each kind of them."""
        wanted: dict[tuple[type[Model], str], set[Any]] = {}
        for facts in of_records:
            for model, lookup, value in self._references(facts):
                if (model, lookup, value) not in self.names:
                    wanted.setdefault((model, lookup), set()).add(value)
        for (model, lookup), values in wanted.items():
            self.names |= {(model, lookup, value): self._name_of_none(value) for value in values}
            for record in model._default_manager.filter(**{f"{lookup}__in": values}):
                self.names[model, lookup, getattr(record, lookup)] = str(record)

    def _name_of_none(self, value: Any) -> str:
        return self.to_make.get(str(value)) or _("a record that is gone")

    def _references(self, facts: Facts) -> Iterator[Reference]:
        for fact, model in self.keyed.items():
            if isinstance(facts.get(fact), int) and facts[fact] > 0:
                yield model, "pk", facts[fact]
        for fact, parts in self.parts.items():
            entries = facts.get(fact)
            for entry in entries if isinstance(entries, list) else ():
                for part, value in zip(parts, [entry] if parts[0].flat else entry, strict=False):
                    if part.model is not None and value:
                        yield part.model, "slug", value

    def _name(self, model: type[Model], lookup: str, fact: str, value: Any) -> str:
        if (model, lookup, value) not in self.names:
            entry = [value] if lookup == "slug" else value
            self.load_names([{fact: entry}])
        return self.names.get((model, lookup, value), "")

    # Values

    def value(self, fact: str, value: Any) -> str:
        text = self._text(fact, value) or _("Not known")
        return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"

    def _text(self, fact: str, value: Any) -> str:
        if value in NOTHING:
            return ""
        if fact in self.schemes and isinstance(value, list):
            scheme = "safeguard" if fact == "inferred" else fact
            return ", ".join(self.terms.label(scheme, str(slug)) for slug in value)
        if fact == "text_language":
            return language_name(str(value), get_language() or "en")
        if fact == "known_none" and isinstance(value, list):
            return ", ".join(self.label(name) for name in value)
        if fact in self.keyed and isinstance(value, int):
            if value < 0:
                return _("row %(row)d of this file") % {"row": -value}
            return self._name(self.keyed[fact], "pk", fact, value)
        if fact in self.parts and isinstance(value, list):
            self.load_names([{fact: value}])
            separator = ", " if self.parts[fact][0].flat else "\n"
            return separator.join(filter(None, (self._entry(fact, entry) for entry in value)))
        if isinstance(value, str) and value in self.choices.get(fact, {}):
            return self.choices[fact][value]
        return readable(value)

    def _entry(self, fact: str, entry: Any) -> str:
        """An entry of links in one line, without its parts that are empty or as they mostly are."""
        parts = self.parts[fact]
        values = [entry] if parts[0].flat else list(entry)
        texts = (self._part(fact, part, value) for part, value in zip(parts, values, strict=False))
        return " · ".join(filter(None, texts))

    def _part(self, fact: str, part: LinkPart, value: Any) -> str:
        if value in NOTHING:
            return ""
        if isinstance(value, bool):
            label, default = self.flags.get((fact, part.name), ("", value))
            words = {"label": label, "value": readable(value)}
            return "" if value == default else _("%(label)s: %(value)s") % words
        if part.model is not None:
            return self.names.get((part.model, "slug", value), "")
        if part.scheme:
            return self.terms.label(part.scheme, str(value))
        if part.name == "subject":
            return self.label(str(value))
        if part.name == "language":
            return language_name(str(value), get_language() or "en")
        return str((part.choices or {}).get(str(value)) or " ".join(readable(value).split()))

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
        return (self.importer.title(facts) or key or _("(no name)"))[:160]
