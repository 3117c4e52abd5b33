"""What recommendations and documents of the starter data are linked to, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from catalogue.models import Tool
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from events.models import Event
from events.recommendations.models import (
    Document,
    DocumentEvent,
    DocumentRelation,
    Recommendation,
    RecommendationEvent,
    RecommendationTool,
)
from hub.records.models import Record, Revision, recorded_change

Held = tuple[str, str]  # a fact's name, and a text in one of its links
Kind = TypeVar("Kind", bound=Record)


@dataclass(frozen=True)
class LinksRow:
    """A record with what it is to be linked to; ``links`` has rows that are not saved yet.

    ``fact`` and ``named`` say under which name, and with which slug, the record's facts hold them.
    """

    record: Recommendation | Document
    links: list[tuple[str, str, models.Model]]  # fact, named, link


def read_links(row: Row, records: KnownRecords) -> LinksRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records)
    values = _of_document(read) if row.get("document") else _of_recommendation(read)
    read.finish()
    assert values is not None  # noqa: S101 - a missing record is a problem of the row
    return values


def _record(read: RowReader, name: str, model: type[Kind]) -> Kind | None:
    slug = read.text(name, most=200, required=True)
    record = model._default_manager.filter(slug=slug).first()
    if slug and record is None:
        read.problems.append(
            _("%(field)s: there is no record “%(slug)s”.") % {"field": name, "slug": slug}
        )
    return record


def _named(read: RowReader, name: str, key: str, model: type[Kind]) -> list[tuple[Kind, RowReader]]:
    """The records that a list of objects names under ``key``, each with its object."""
    named = []
    for item in read.items(name) or []:
        reader = RowReader(item if isinstance(item, dict) else {}, read.known)
        other = _record(reader, key, model)
        if other is not None:
            named.append((other, reader))
        read.problems += [f"{name}: {problem}" for problem in reader.problems]
    return named


def _reason(read: RowReader, reader: RowReader) -> str:
    reason = reader.text("reason", most=300, required=True) or ""
    read.problems += reader.problems
    return reason


def _of_recommendation(read: RowReader) -> LinksRow | None:
    record = _record(read, "recommendation", Recommendation)
    links: list[tuple[str, str, models.Model]] = []
    for tool, reader in _named(read, "tools", "tool", Tool):
        link: models.Model = RecommendationTool(
            recommendation=record, tool=tool, reason=_reason(read, reader), position=len(links)
        )
        links.append(("tools", tool.slug, link))
    for event, reader in _named(read, "events", "event", Event):
        link = RecommendationEvent(
            recommendation=record, event=event, reason=_reason(read, reader), position=len(links)
        )
        links.append(("events", event.slug, link))
    return LinksRow(record, links) if record else None


def _of_document(read: RowReader) -> LinksRow | None:
    record = _record(read, "document", Document)
    links: list[tuple[str, str, models.Model]] = []
    for event, _one in _named(read, "events", "event", Event):
        links.append(("events", event.slug, DocumentEvent(document=record, event=event)))
    for other, reader in _named(read, "relations", "other", Document):
        how = reader.choice("how", DocumentRelation.How.values, None) or ""
        link = DocumentRelation(document=record, other=other, how=how, reason=_reason(read, reader))
        links.append(("relations", other.slug, link))
    return LinksRow(record, links) if record else None


def write_links(values: LinksRow, *, run: str) -> bool:
    """Add the links that are missing. One that was there and is gone was taken away by a person."""
    earlier = _named_in([values.record.facts()])
    before = Revision.objects.filter(kind=values.record.kind, record_id=values.record.pk)
    earlier |= _named_in([facts or {} for facts in before.values_list("before", flat=True)])
    missing = [link for fact, slug, link in values.links if (fact, slug) not in earlier]
    if missing:
        with recorded_change(values.record, run=run, news=False):
            for link in missing:
                link.full_clean()
                link.save()
    return bool(missing)


def _named_in(facts: list[dict[str, Any]]) -> set[Held]:
    """Every (fact, text) pair in the lists of links that facts hold."""
    return {
        (name, text)
        for facts_then in facts
        for name in ("tools", "events", "relations")
        for link in facts_then.get(name, ())
        for text in link
        if text
    }
