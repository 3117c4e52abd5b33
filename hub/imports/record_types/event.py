"""Events, as the importer sees them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from catalogue.row_readers.columns import column_names
from catalogue.row_readers.reader import Row, RowError, RowProblemText
from events.fields.event import EVENT
from events.models import Event
from events.models.event import SERIES
from events.models.event_checks import event_problems
from events.row_readers.events import LINK_COLUMNS, EventRow, read_event
from events.row_readers.times import add_times
from hub.imports.record_types.field import Relation, import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, quoted, stated_fields, with_quote
from hub.records.bulk_rows import Columns
from hub.records.models.ledger import Facts

COLUMNS = column_names(EVENT)
# Facts that cannot contradict one another.
CHECKED = (
    "start", "end", "start_time", "end_time", "time_zone", "status", "registration_deadline",
    "outcome_state",
)  # fmt: skip


class EventImporter(RecordImporter):
    name = EVENT.kind
    model = Event
    fields = import_fields(EVENT)
    above = Relation("parent_event", "parent_id", ("name",), ("name",))
    recognised_by = ("name", "url", "start")
    on_topic = EVENT.topical
    ranges: ClassVar[dict[str, str]] = {"start_date": "end_date"}
    told_apart_by, else_by = ("start_date",), ("place",)
    # Recordings and papers that a curator added are in no file.
    unions: ClassVar[frozenset[str]] = RecordImporter.unions | {"links"}

    def read(self, row: Row, names: RecordLookup) -> Facts:
        found = read_event(row, names.known, partial=True)
        facts = stated_fields(row, found.fields, COLUMNS) | self.terms(found.terms, row, names)
        facts["known_none"] = found.fields["known_none"]
        if "parent_event" in row:
            parent = self._parent(found.parent, names)
            facts |= {"parent_id": parent, "parent_name": None if parent else found.parent}
        facts |= _people(found, row, names)
        if row.get("statistics"):
            facts["statistics"] = quoted(found.statistics, names.organisation_slugs)
        if "owner" in row:
            facts["owner_id"] = found.owner
        if any(column in row for column in LINK_COLUMNS):
            facts["links"] = found.links
        if "sources" in row:
            facts["citations"] = cited(found.sources)
        return facts

    def _parent(self, name: str | None, names: RecordLookup) -> int | None:
        """The event that this one is part of. Raises RowError where several are called so; one that
        nobody knows is kept as a name."""
        parents = names.known.records[self.name].find(name) if name else []
        if name and len(parents) > 1:
            problem = names.known.records[self.name].problem(name)
            raise RowError([RowProblemText(problem, self.above.field)])
        return parents[0] if parents else None

    def complete_row(self, row: Row, cells: Mapping[str, Any]) -> list[tuple[str, str]]:
        return add_times(row, cells)

    def contradictions(self, after: Facts) -> list[tuple[str, str]]:
        event = Event(**{name: after.get(name) for name in CHECKED})
        problems = [(name, str(sentence)) for name, sentence in event_problems(event).items()]
        if after.get("usual_month") and not after.get(SERIES):
            problems.append(("usual_month", _("A usual month needs the series that it is of.")))
        return problems

    def recognisable(self, seq: int) -> Iterator[tuple[int, Facts]]:
        """Of a record the year alone: an event may be put off, and then is still that one."""
        for pk, facts in super().recognisable(seq):
            yield pk, facts | {"start": (facts["start"] or "")[:4]}

    def apart(self, facts: Facts) -> str:
        """Another year is another event, whatever its name; in one file another day or place, too:
        a series."""
        start, place = facts.get("start") or "", matching_key(facts.get("place") or "")
        is_day = len(start) == len("2021-10-07")
        return f"{start} {place}" if is_day and place else start

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
             one.role, *one.naming]
            for one in found.speakers
        ]  # fmt: skip
    if row.get("key_messages"):
        facts["messages"] = [
            with_quote(
                [
                    one.text,
                    found.speakers[one.speaker].name if one.speaker is not None else None,
                    one.said_by,
                ],
                one.words,
            )
            for one in found.messages
        ]
    return facts
