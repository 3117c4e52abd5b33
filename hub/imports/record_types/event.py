"""Events, as the importer sees them."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from catalogue.row_readers.reader import Row
from events.models import Event
from events.models.event_queries import SERIES
from events.models.time_zones import problems_of_time
from events.row_readers.events import EventRow, read_event
from hub.imports.record_types import headings as words
from hub.imports.record_types.field import ImportField, Relation
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, stated_fields
from hub.imports.record_types.tool import term_field
from hub.records.bulk_rows import Columns
from hub.records.models.ledger import Facts

DATES = {"start": "start_date", "end": "end_date"}


class EventImporter(RecordImporter):
    name = "event"
    model = Event
    fields = (
        ImportField("slug", _("Slug"), ("slug",), words.SLUG),
        ImportField("name", _("Name"), ("name",), (*words.NAME, "event", "event name", "evenement",
              "evento", "veranstaltung", "мероприятие", "событие", "الفعالية", "الحدث", "活动",
              "活动名称", "会议"), required=True),
        term_field("event_type", _("Type"), "event_type", ("type", "event type", "type d evenement",
                   "tipo", "tipo de evento", "typ", "тип", "النوع", "类型"), many=False),
        term_field(SERIES, _("Series"), SERIES, ("series", "serie", "серия"), many=False),
        ImportField("edition", _("Edition"), ("edition",), ("edition", "number")),
        ImportField("parent_event", _("Part of the event"), ("parent_id", "parent_name"),
              ("parent event", "part of")),
        ImportField("start_date", _("Begins"), ("start",), words.START, shape="date"),
        ImportField("end_date", _("Ends"), ("end",), words.END, shape="date"),
        ImportField("place", _("Place"), ("place",), words.PLACE),
        term_field("country", _("Country"), "country", words.COUNTRY),
        ImportField("mode", _("Mode"), ("mode",), ("mode", "format"), shape="choice",
              choices=tuple(Event.Mode.values)),
        ImportField("status", _("Status"), ("status",), words.STATUS, shape="choice",
              choices=tuple(Event.Status.values)),
        ImportField("url", _("Own page"), ("url",), words.URL, shape="url"),
        ImportField("organisers", _("Organisers"), ("organisations",), ("organiser", "organisers",
              "organizer", "organizers", "host", "hosts", *words.ORGANISATIONS), many=True,
              shape="organisations"),
        ImportField("speakers", _("Speakers"), ("speakers",), ("speaker", "speakers",
              "intervenants", "ponentes", "palestrantes", "redner", "докладчики",
              "المتحدثون", "发言人"), many=True, shape="objects"),
        ImportField("theme", _("Theme"), ("theme",), ("theme", "theme of the year", *words.SUMMARY),
              free_text=True),
        ImportField("key_messages", _("Key messages"), ("messages",), ("key messages", "messages"),
              many=True, free_text=True),
        term_field("topics", _("Topics"), "topic", words.TOPIC),
        term_field("contexts", _("Contexts"), "context", words.CONTEXT),
        term_field("action_areas", _("Action areas"), "action_area", words.ACTION),
        term_field("regions", _("Regions"), "region", words.REGION),
        term_field("languages", _("Languages"), "language", words.LANGUAGE),
        ImportField("attendance", _("Attendance"), ("attendance",), ("attendance", "participants")),
        ImportField("notes", _("Notes"), ("notes",), words.NOTES, free_text=True),
        ImportField("confidence", _("Confidence"), ("confidence",), ("confidence",), shape="choice",
              choices=tuple(Event.Confidence.values)),
        ImportField("sources", _("Sources"), ("citations",), words.SOURCES, many=True,
              shape="sources"),
    )  # fmt: skip
    above = Relation("parent_event", "parent_id", ("name",), ("name",))
    recognised_by = ("name", "url", "start")
    on_topic = ("topic", "action_area")

    def read(self, row: Row, names: RecordLookup) -> Facts:
        found = read_event(row, names.known, partial=True)
        facts = stated_fields(row, found.fields, DATES) | self.terms(found.terms, row, names)
        facts["known_none"] = found.fields["known_none"]
        if "parent_event" in row:
            parent = names.known.records["event"].get(found.parent or "")
            facts |= {"parent_id": parent, "parent_name": None if parent else found.parent}
        facts |= _people(found, row, names)
        if "sources" in row:
            facts["citations"] = cited(found.sources)
        return facts

    def contradictions(self, after: Facts) -> list[tuple[str, str]]:
        event = Event(**{name: after.get(name) for name in ("start", "end", "time_zone")})
        return [(name, str(sentence)) for name, sentence in problems_of_time(event).items()]

    def apart(self, facts: Facts) -> str:
        """Another year is another event, whatever its name."""
        return (facts.get("start") or "")[:4]

    def columns_of_new(self, after: Facts) -> Columns:
        # The same on every installation, so that a calendar knows the event from each of them.
        return {"uid": uuid.uuid5(uuid.NAMESPACE_URL, f"urn:event:{after['slug']}")}


def _people(found: EventRow, row: Row, names: RecordLookup) -> Facts:
    """Who held it, who spoke, what was said; an empty list of them says nothing."""
    facts: Facts = {}
    slugs = names.organisation_slugs
    if row.get("organisers"):
        facts["organisations"] = [[slugs[pk], role] for pk, role in found.organisers]
    if row.get("speakers"):
        facts["speakers"] = [
            [one.name, one.affiliation, slugs[one.organisation] if one.organisation else None,
             one.role]
            for one in found.speakers
        ]  # fmt: skip
    if row.get("key_messages"):
        facts["messages"] = [
            [
                one.text,
                found.speakers[one.speaker].name if one.speaker is not None else None,
                one.said_by,
            ]
            for one in found.messages
        ]
    return facts
