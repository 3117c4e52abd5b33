"""Events, as the importer sees them."""

from __future__ import annotations

import uuid

from catalogue.row_readers.columns import column_names
from catalogue.row_readers.reader import Row
from events.fields.event import EVENT
from events.models import (
    Event,
    EventCitation,
    EventLink,
    EventOrganisation,
    EventTerm,
    KeyMessage,
    Participation,
    Statistic,
)
from events.models.event import CALENDAR
from events.models.time_zones import problems_of_time
from events.row_readers.events import EventRow, read_event
from hub.imports.record_types.field import Relation, import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.link_parts import CITED, citations, cited, terms
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import stated_fields
from hub.imports.record_types.parts import Columns, LinkTable, Writing, plain_value
from hub.records.models.ledger import Facts

COLUMNS = column_names(EVENT)


def _wanted_organisers(after: Facts, stored: list[Columns], writing: Writing) -> list[Columns]:
    return [
        {
            "organisation_id": writing.names.organisations[slug],
            "role": role,
            "position": position,
        }
        for position, (slug, role) in enumerate(after["organisations"])
    ]


def _wanted_speakers(after: Facts, stored: list[Columns], writing: Writing) -> list[Columns]:
    return [
        {
            "name": name,
            "affiliation": affiliation,
            "organisation_id": writing.names.organisations[slug] if slug else None,
            "role": role,
            "position": position,
        }
        for position, (name, affiliation, slug, role) in enumerate(after["speakers"])
    ]


def _wanted_messages(after: Facts, stored: list[Columns], writing: Writing) -> list[Columns]:
    speakers = {row["name"]: row["id"] for row in reversed(writing.rows["speakers"])}
    return [
        {
            "text": text,
            "participation_id": speakers.get(speaker) if speaker else None,
            "said_by": said_by,
            "position": position,
        }
        for position, (text, speaker, said_by) in enumerate(after["messages"])
    ]


PARTS = (
    terms(EventTerm, "event_id", Event.schemes),
    LinkTable("organisations", EventOrganisation, "event_id", ("organisation__slug", "role"),
         identity=("organisation_id", "role"), wanted=_wanted_organisers),
    LinkTable("speakers", Participation, "event_id",
         ("name", "affiliation", "organisation__slug", "role"),
         identity=("name", "affiliation"), wanted=_wanted_speakers),
    LinkTable("messages", KeyMessage, "event_id", ("text", "participation__name", "said_by"),
         identity=("text",), wanted=_wanted_messages, also=("speakers",)),
    LinkTable("statistics", Statistic, "event_id",
         ("value", "counts", "finding_of__slug", "year", "source__url", "source__title")),
    LinkTable("links", EventLink, "event_id", ("kind", "url", "title")),
    citations(EventCitation, "event_id"),
)  # fmt: skip
assert PARTS[-1].shape == CITED  # noqa: S101 - what a revision remembers of a source


class EventImporter(RecordImporter):
    name = EVENT.kind
    model = Event
    fields = import_fields(EVENT)
    parts = PARTS
    above = Relation("parent_event", "parent_id", ("name",), ("name",))
    recognised_by = ("name", "url", "start")
    on_topic = EVENT.topical

    def read(self, row: Row, names: RecordLookup) -> Facts:
        found = read_event(row, names.known, partial=True)
        facts = stated_fields(row, found.fields, COLUMNS) | self.terms(found.terms, row, names)
        facts["known_none"] = found.fields["known_none"]
        if "parent_event" in row:
            parent = names.known.records["event"].get(found.parent or "")
            facts |= {"parent_id": parent, "parent_name": None if parent else found.parent}
        facts |= _people(found, row, names)
        if "sources" in row:
            facts["citations"] = cited(found.sources)
        return facts

    def organisations_named(self, facts: Facts) -> set[str]:
        organisers = {slug for slug, _role in facts.get("organisations") or ()}
        return organisers | {one[2] for one in facts.get("speakers") or () if one[2]}

    def contradictions(self, after: Facts) -> list[tuple[str, str]]:
        event = Event(**{name: after.get(name) for name in ("start", "end", "time_zone")})
        return [(name, str(sentence)) for name, sentence in problems_of_time(event).items()]

    def apart(self, facts: Facts) -> str:
        """Another year is another event, whatever its name."""
        return (facts.get("start") or "")[:4]

    def new_columns(self, pk: int, state: str, now: str, number: int) -> Columns:
        return super().new_columns(pk, state, now, number) | {"uid": ""}

    def derived(self, record: Columns, changed: list[str], *, new: bool) -> Columns:
        event = Event(start=record["start"], end=record["end"])
        event.set_days()
        found = {name: plain_value(getattr(event, name)) for name in ("first_day", "last_day")}
        if new:
            # The same on every installation, so that a calendar knows the event from each of them.
            uid = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:event:{record['slug']}")
            found["uid"] = str(uid)
        elif CALENDAR & set(changed):
            found["sequence"] = record["sequence"] + 1
        return found | {"over": event.over}


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
