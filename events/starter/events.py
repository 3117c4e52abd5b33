"""Events of the starter data: from a row to a record with its people and what they said."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from catalogue.starter.citations import CitationRow, read_citations, write_citations
from catalogue.starter.rows import Known, Reader, Row
from events.days import Precision, precision
from events.models import (
    Event,
    EventCitation,
    EventOrganisation,
    EventTerm,
    KeyMessage,
    Participation,
)
from events.models.event_queries import SERIES
from events.starter.series import series_slug
from hub.core.models import FormerSlug, recorded_change

SCHEMES = {
    "event_type": "event_type",
    "topics": "topic",
    "contexts": "context",
    "country": "country",
    SERIES: SERIES,
    "action_areas": "action_area",
    "regions": "region",
    "languages": "language",
}
HOST = "(host)"
FLOOR = "Floor"
# "May: technology both helps ..." and "Bien-Aimé, on UNODC's 2022 global report: girls are ...".
ASCRIBED = re.compile(r"^([^:,]{2,60})(,[^:]{2,80})?: (.+)$", re.DOTALL)


@dataclass(frozen=True)
class SpeakerRow:
    name: str
    affiliation: str | None
    organisation: int | None
    role: str


@dataclass(frozen=True)
class MessageRow:
    """``speaker`` counts from 0 in the row's speakers; ``said_by`` is anybody else."""

    text: str
    speaker: int | None
    said_by: str | None


@dataclass(frozen=True)
class EventRow:
    """An event ready to be written; ``parent`` is the name of another event."""

    fields: dict[str, Any]
    parent: str | None
    terms: list[int]
    organisers: list[tuple[int, str]]
    speakers: list[SpeakerRow]
    messages: list[MessageRow]
    sources: list[CitationRow]


def read_event(row: Row, known: Known, *, partial: bool = False) -> EventRow:
    """Raises RowError with a sentence for each problem of the row."""
    if isinstance(row.get(SERIES), str):
        row = row | {SERIES: series_slug(row[SERIES])}
    read = Reader(row, known, partial)
    terms = [pk for name, scheme in SCHEMES.items() for pk in read.terms(name, scheme)]
    fields = {
        "slug": read.slug(),
        "name": read.text("name", most=300, required=True),
        "theme": read.text("theme", most=600),
        "edition": read.text("edition", most=60),
        "start": read.date("start_date"),
        "end": read.date("end_date"),
        "place": read.text("place", most=200),
        "mode": read.choice("mode", Event.Mode.values, None),
        "status": read.choice("status", Event.Status.values, Event.Status.SCHEDULED),
        "url": read.url("url"),
        "attendance": read.text("attendance", most=200),
        "notes": read.text("notes", most=2000),
        "confidence": read.choice("confidence", Event.Confidence.values, None),
    }
    said = read.choice("date_precision", list(Precision), None)
    if said and not read.problems and said != precision(fields["start"]):
        read.wrong(
            "date_precision",
            _("date_precision says %(said)s, but start_date is “%(date)s”.")
            % {"said": said, "date": fields["start"] or ""},
        )
    if fields["slug"] in Event.reserved_slugs:
        read.wrong("slug", _("“%(slug)s” is an address of its own.") % {"slug": fields["slug"]})
    speakers = _speakers(read)
    found = EventRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        parent=read.text("parent_event", most=300),
        terms=list(dict.fromkeys(terms)),
        organisers=_organisers(read),
        speakers=speakers,
        messages=_messages(read, speakers),
        sources=read_citations(read, (*Event.own_facts, *Event.schemes)),
    )
    read.finish()
    return found


def _organisers(read: Reader) -> list[tuple[int, str]]:
    """Organisations with their role: a host where the name says so, else an organiser."""
    found = []
    for name in read.items("organisers") or []:
        called = str(name)
        if matching_key(called) not in read.known.organisations:
            called = called.replace(HOST, "").strip()
        one = Reader({"organisers": [called]}, read.known)
        role = (
            EventOrganisation.Role.HOST if HOST in str(name) else EventOrganisation.Role.ORGANISER
        )
        found += [(pk, str(role)) for pk in one.organisations("organisers")]
        read.problems += one.problems
    return list(dict.fromkeys(found))


def _speakers(read: Reader) -> list[SpeakerRow]:
    found = []
    for item in read.items("speakers") or []:
        one = Reader(item if isinstance(item, dict) else {}, read.known)
        affiliation = one.text("affiliation", most=300)
        found.append(
            SpeakerRow(
                name=one.text("name", most=200, required=True) or "",
                affiliation=affiliation,
                organisation=_named_in(affiliation, read.known),
                role=one.choice("role", Participation.Role.values, "") or "speaker",
            )
        )
        read.inside("speakers", one)
    return found


def _named_in(affiliation: str | None, known: Known) -> int | None:
    """The organisation that an affiliation names: the whole of it, its last or its first part.

    "Director, ODIHR" names ODIHR; "OSCE Special Representative" names no organisation by itself.
    """
    parts = [part.strip() for part in (affiliation or "").split(",")]
    for text in (affiliation or "", parts[-1], parts[0]):
        pk = known.organisations.get(matching_key(text)) if text else None
        if pk is not None:
            return pk
    return None


def _messages(read: Reader, speakers: list[SpeakerRow]) -> list[MessageRow]:
    found = []
    for item in read.items("key_messages") or []:
        one = Reader({"key_messages": item}, read.known)
        text = one.text("key_messages", most=1000, required=True) or ""
        read.problems += one.problems
        found.append(_ascribed(text, speakers))
    return found


def _ascribed(text: str, speakers: list[SpeakerRow]) -> MessageRow:
    """Who said it, where the text begins with the last name of a speaker, or with "Floor"."""
    match = ASCRIBED.match(text)
    if match is None:
        return MessageRow(text, None, None)
    who, aside, rest = match[1], (match[2] or "").strip(", "), match[3]
    said = f"{aside}: {rest}" if aside else rest
    said = said[0].upper() + said[1:]
    if who == FLOOR:
        return MessageRow(said, None, _("a participant from the floor"))
    for number, speaker in enumerate(speakers):
        if speaker.name.split()[-1] == who:
            return MessageRow(said, number, None)
    return MessageRow(text, None, None)


def write_event(found: EventRow, *, run: str) -> bool:
    """Make the event with its links, published and without news. False if its slug is taken."""
    slug = found.fields["slug"]
    if (
        Event.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=Event.kind, slug=slug).exists()
    ):
        return False
    parent = Event.objects.filter(name=found.parent).first() if found.parent else None
    event = Event(
        **found.fields,
        parent=parent,
        parent_name=None if parent else found.parent,
        # The same on every installation, so that a calendar knows the event from each of them.
        uid=uuid.uuid5(uuid.NAMESPACE_URL, f"urn:event:{slug}"),
        state=Event.State.PUBLISHED,
    )
    with recorded_change(event, run=run, news=False):
        event.full_clean()
        event.save()
        EventTerm.objects.bulk_create(EventTerm(event=event, term_id=pk) for pk in found.terms)
        EventOrganisation.objects.bulk_create(
            EventOrganisation(event=event, organisation_id=pk, role=role, position=position)
            for position, (pk, role) in enumerate(found.organisers)
        )
        _write_people(event, found)
        write_citations(EventCitation, event, found.sources)
    return True


def _write_people(event: Event, found: EventRow) -> None:
    people = Participation.objects.bulk_create(
        Participation(
            event=event,
            name=speaker.name,
            affiliation=speaker.affiliation,
            organisation_id=speaker.organisation,
            role=speaker.role,
            position=position,
        )
        for position, speaker in enumerate(found.speakers)
    )
    KeyMessage.objects.bulk_create(
        KeyMessage(
            event=event,
            text=message.text,
            participation=None if message.speaker is None else people[message.speaker],
            said_by=message.said_by,
            position=position,
        )
        for position, message in enumerate(found.messages)
    )
