"""The facts of a record that is described in terms, for every kind of page."""

from __future__ import annotations

from catalogue.models.classified import ClassifiedRecord
from catalogue.presenters.facts import by_scheme, fact, term_fact
from catalogue.presenters.source_numbers import Sources
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import Fact, Value


class RecordFacts:
    """Makes a page's facts, each with its state and its sources."""

    def __init__(self, record: ClassifiedRecord, sources: Sources) -> None:
        self.record, self.sources = record, sources
        self.schemes = by_scheme(
            term_cache().by_pk[link.term_id] for link in record.term_links.all()
        )

    def terms(self, scheme: str, label: str) -> Fact:
        entries = self.schemes.get(scheme, [])
        return term_fact(
            label,
            entries,
            known_none=scheme in self.record.known_none,
            sources=self.sources.of(scheme) if entries else (),
            checked=self.sources.checked.get(scheme),
        )

    def field(self, name: str, label: str, values: tuple[Value, ...]) -> Fact:
        return fact(
            label,
            values,
            known_none=name in self.record.known_none,
            sources=self.sources.of(name) if values else (),
            checked=self.sources.checked.get(name),
        )
