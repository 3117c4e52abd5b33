"""Where a person or a passage stands, for the people who decide: record by record, then the rest.

One pass over all tables that holds few rows at a time, however many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hub.curation.purging.preview import NAMES, SHOWN, TableLine
from hub.curation.purging.purge import mails_with
from hub.curation.purging.stored_texts import HISTORIES, Place, places_in, searched_tables
from hub.curation.redaction.quoted_titles import QuotedTitle, key_of_title, titles_in
from hub.curation.redaction.redacted_names import RedactedNames
from hub.imports.models import ImportRow
from hub.records.registry import record_types
from hub.web.paths import admin_form_path

SHOWN_RECORDS = 50
RecordKey = tuple[str, int]


@dataclass(frozen=True)
class RecordLine:
    """A record in whose facts it stands so often, and so often in its history."""

    title: str
    path: str
    facts: int
    history: int
    excerpt: str


@dataclass
class Survey:
    """``records``: the first of ``record_count``. ``elsewhere``: what is no record's."""

    records: list[RecordLine] = field(default_factory=list)
    record_count: int = 0
    elsewhere: list[TableLine] = field(default_factory=list)
    titles: list[QuotedTitle] = field(default_factory=list)
    has_files: bool = False  # of imports, which are deleted as a whole
    mails: int = 0
    rows: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.mails)

    @property
    def more_records(self) -> int:
        return self.record_count - len(self.records)

    @property
    def undecided(self) -> list[QuotedTitle]:
        return [title for title in self.titles if not title.decision]


def survey_of(names: RedactedNames, decisions: Mapping[str, str]) -> Survey:
    """``names`` without kept titles; ``decisions``: what was said of titles already, by title."""
    return _Survey(replace(names, kept_titles=()), decisions).run()


class _Survey:
    def __init__(self, names: RedactedNames, decisions: Mapping[str, str]) -> None:
        self.names = names
        self.decided = {key_of_title(title): each for title, each in decisions.items()}
        self.facts: Counter[RecordKey] = Counter()
        self.history: Counter[RecordKey] = Counter()
        self.excerpts: dict[RecordKey, str] = {}
        self.tables: dict[type[Model], tuple[int, list[str]]] = {}
        self.titles: dict[str, QuotedTitle] = {}

    def run(self) -> Survey:
        rows = 0
        for model in searched_tables():
            for place in places_in(model, self.names.is_in, None, *self.names.probes):
                rows += 1
                self._note(place)
        keys = sorted(self.facts.keys() | self.history.keys())
        return Survey(
            records=[self._line(key) for key in keys[:SHOWN_RECORDS]],
            record_count=len(keys),
            elsewhere=[_table_line(model, *found) for model, found in self.tables.items()],
            titles=list(self.titles.values()),
            has_files=ImportRow in self.tables,
            mails=len(mails_with(self.names)),
            rows=rows,
        )

    def _note(self, place: Place) -> None:
        for title in titles_in(place):
            key = key_of_title(title)
            if key not in self.titles and self.names.may_keep(title):
                of = capfirst(str(place.model._meta.verbose_name))
                self.titles[key] = QuotedTitle(key, title, of, self.decided.get(key, ""))
        if place.record is not None:
            of_history = place.model._meta.label in HISTORIES
            (self.history if of_history else self.facts)[place.record] += 1
            if len(self.excerpts) < SHOWN_RECORDS or not of_history:
                self.excerpts.setdefault(place.record, _excerpt(self.names, place))
            return
        count, excerpts = self.tables.get(place.model, (0, []))
        if len(excerpts) < SHOWN:
            excerpts.append(_excerpt(self.names, place))
        self.tables[place.model] = count + 1, excerpts

    def _line(self, key: RecordKey) -> RecordLine:
        kind, pk = key
        record: Any = None
        if kind in record_types:
            record = record_types[kind].model._default_manager.filter(pk=pk).first()
        return RecordLine(
            title=str(record) if record else _("A record that is gone"),
            path=admin_form_path(type(record), pk) if record else "",
            facts=self.facts[key],
            history=self.history[key],
            excerpt=self.excerpts.get(key, ""),
        )


def _table_line(model: type[Model], count: int, excerpts: list[str]) -> TableLine:
    label = NAMES.get(model._meta.label, capfirst(str(model._meta.verbose_name_plural)))
    return TableLine(str(label), count, tuple(dict.fromkeys(excerpts)))


def _excerpt(names: RedactedNames, place: Place) -> str:
    return names.excerpt(next(iter(place.columns.values())))
