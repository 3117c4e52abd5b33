"""Events of the starter data: from a row to values, with its people and what they said."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from catalogue.row_readers.columns import (
    CitationRow,
    column_labels,
    read_citations,
    read_columns,
    read_terms,
)
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from events.fields.event import EVENT
from events.models import Event, EventLink, EventOrganisation, Participation
from events.models.event import SERIES
from events.models.named_person import CONSENTS, NAMED_AS, naming_problems
from events.row_readers.statistics import (
    NO_QUOTE,
    QuoteRow,
    StatisticRow,
    check_words,
    read_quote,
    read_statistics,
)
from hub.records.partial_date import Precision, precision
from hub.records.readable_values import readable
from hub.records.text_folding import slugify

HOST = "(host)"
FLOOR = "Floor"
SERIES_PLACE = 90  # of its scheme: behind those that ship with the vocabulary
# "May: technology both helps ..." and "Bien-Aimé, on UNODC's 2022 global report: girls are ...".
ASCRIBED = re.compile(r"^([^:,]{2,60})(,[^:]{2,80})?: (.+)$", re.DOTALL)


@dataclass(frozen=True)
class SpeakerRow:
    name: str
    affiliation: str | None
    organisation: int | None
    role: str
    named_as: str | None = None
    consent: str | None = None
    consent_on: str | None = None
    consent_how: str | None = None

    @property
    def naming(self) -> list[str | None]:
        """The columns of ``NAMING``, without empty ones at the end."""
        values = [self.named_as, self.consent, self.consent_on, self.consent_how]
        while values and values[-1] is None:
            values.pop()
        return values


@dataclass(frozen=True)
class MessageRow:
    """``speaker`` counts from 0 in the row's speakers; ``said_by`` is anybody else."""

    text: str
    speaker: int | None
    said_by: str | None
    words: QuoteRow = NO_QUOTE


@dataclass(frozen=True)
class EventRow:
    """An event ready to be written; ``parent`` is the name of another event."""

    fields: dict[str, Any]
    parent: str | None
    terms: list[int]
    organisers: list[tuple[int, str]]
    speakers: list[SpeakerRow]
    messages: list[MessageRow]
    statistics: list[StatisticRow]
    sources: list[CitationRow]
    owner: int | None
    links: list[list[str]]


# The columns that give a link, with its kind.
LINK_COLUMNS = {"agenda": EventLink.Kind.AGENDA, "outcome_documents": EventLink.Kind.OUTCOME}


def read_event(row: Row, records: KnownRecords, *, partial: bool = False) -> EventRow:
    """Raises RowError with a sentence for each problem of the row."""
    if isinstance(row.get(SERIES), str):
        row = row | {SERIES: series_slug(row[SERIES])}
    read = RowReader(row, records, partial, labels=column_labels(EVENT))
    terms = read_terms(read, EVENT)
    fields = read_columns(read, EVENT) | {"usual_month": _month(read)}
    stated = read.choice("date_precision", list(Precision), None)
    if stated and not read.problems and stated != precision(fields["start"]):
        read.wrong(
            "date_precision",
            _("The precision of the date is “%(said)s”, but the event begins on “%(date)s”.")
            % {"said": stated, "date": fields["start"] or ""},
        )
    if fields["slug"] in Event.reserved_slugs:
        read.wrong("slug", _("“%(slug)s” is an address of its own.") % {"slug": fields["slug"]})
    speakers = _speakers(read)
    values = EventRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        parent=read.text("parent_event", most=300),
        terms=terms,
        organisers=_organisers(read),
        speakers=speakers,
        messages=_messages(read, speakers),
        statistics=read_statistics(read),
        sources=read_citations(read, (*EVENT.own_columns, *EVENT.schemes)),
        owner=_owner(read),
        links=_links(read),
    )
    read.finish()
    return values


def _month(read: RowReader) -> int | None:
    """A month may be a number, or written as one."""
    value = read.row.get("usual_month")
    if value in (None, ""):
        return None
    text = readable(value).strip().removesuffix(".0")
    if text.isdecimal() and 1 <= int(text[:3]) <= 12:
        return int(text)
    sentence = _("“%(value)s” is no month. Write its number, 1 to 12.")
    read.wrong("usual_month", sentence % {"value": text[:80]})
    return None


def _owner(read: RowReader) -> int | None:
    owners = read.organisations("owner")
    return owners[0] if owners else None


def _links(read: RowReader) -> list[list[str]]:
    """Kind, address and title of each; the address is the title until somebody writes one."""
    links = []
    for column, kind in LINK_COLUMNS.items():
        address = read.url(column)
        if address:
            links.append([str(kind), address, address[:300]])
    return links


def _organisers(read: RowReader) -> list[tuple[int, str]]:
    """Organisations with their role: a host where the name says so, else an organiser."""
    organisers = []
    for name in read.items("organisers") or []:
        called = str(name)
        if matching_key(called) not in read.known.organisations:
            called = called.replace(HOST, "").strip()
        reader = RowReader({"organisers": [called]}, read.known)
        role = (
            EventOrganisation.Role.HOST if HOST in str(name) else EventOrganisation.Role.ORGANISER
        )
        organisers += [(pk, str(role)) for pk in reader.organisations("organisers")]
        read.problems += reader.problems
    return list(dict.fromkeys(organisers))


def _speakers(read: RowReader) -> list[SpeakerRow]:
    speakers = []
    for item in read.items("speakers") or []:
        reader = RowReader(item if isinstance(item, dict) else {}, read.known)
        affiliation = reader.text("affiliation", most=300)
        speakers.append(
            SpeakerRow(
                name=reader.text("name", most=200, required=True) or "",
                affiliation=affiliation,
                organisation=_named_in(affiliation, read.known),
                role=reader.choice("role", Participation.Role.values, "") or "speaker",
                **_naming(reader),
            )
        )
        read.inside("speakers", reader)
    return speakers


def _naming(reader: RowReader) -> dict[str, str | None]:
    """How a speaker is named, and whether they consented; empty is "not known"."""
    naming = {
        "named_as": reader.choice("named_as", NAMED_AS, None),
        "consent": reader.choice("consent", CONSENTS, None),
        "consent_on": reader.date("consent_on"),
        "consent_how": reader.text("consent_how", most=200),
    }
    for name, sentence in naming_problems(*naming.values()):
        reader.wrong(name, str(sentence))
    return naming


def _named_in(affiliation: str | None, records: KnownRecords) -> int | None:
    """The organisation that an affiliation names: the whole of it, its last or its first part.

    "Director, ODIHR" names ODIHR; "OSCE Special Representative" names no organisation by itself.
    """
    parts = [part.strip() for part in (affiliation or "").split(",")]
    for text in (affiliation or "", parts[-1], parts[0]):
        pk = records.organisations.get(matching_key(text)) if text else None
        if pk is not None:
            return pk
    return None


def _messages(read: RowReader, speakers: list[SpeakerRow]) -> list[MessageRow]:
    """Each a text, or an object with ``text`` and the exact words of the source."""
    messages = []
    for item in read.items("key_messages") or []:
        parts = item if isinstance(item, dict) else {"text": item}
        reader = RowReader(parts | {"key_messages": parts.get("text")}, read.known,
                           labels=read.labels)  # fmt: skip
        text = reader.text("key_messages", most=1000, required=True) or ""
        words = read_quote(reader)
        check_words(reader, "key_messages", text, words)
        read.problems += reader.problems
        messages.append(replace(_ascribed(text, speakers), words=words))
    return messages


def _ascribed(text: str, speakers: list[SpeakerRow]) -> MessageRow:
    """Who said it, where the text begins with the last name of a speaker, or with "Floor"."""
    match = ASCRIBED.match(text)
    if match is None:
        return MessageRow(text, None, None)
    who, aside, rest = match[1], (match[2] or "").strip(", "), match[3]
    message = f"{aside}: {rest}" if aside else rest
    message = message[0].upper() + message[1:]
    if who == FLOOR:
        return MessageRow(message, None, _("a participant from the floor"))
    for number, speaker in enumerate(speakers):
        if speaker.name.split()[-1] == who:
            return MessageRow(message, number, None)
    return MessageRow(text, None, None)


def series_slug(name: str) -> str:
    """The slug of a series' term."""
    return slugify(name)[:60].strip("-")


def scheme_of_series(rows: list[tuple[int, Row]]) -> Row:
    """One scheme for ``vocabulary_loader``, with a term for each series that a row names.

    So series are browsed, filtered and renamed like any other term.
    """
    names = dict.fromkeys(str(row["series"]).strip() for _, row in rows if row.get("series"))
    terms: list[dict[str, Any]] = [
        {"slug": series_slug(name), "label": name[:160], "definition": ""} for name in sorted(names)
    ]
    return {
        "slug": SERIES,
        "label": "Series of events",
        "definition": "Events that follow one another under one name.",
        "multiple": False,
        "standard": "schema.org/EventSeries",
        "applies_to": ["event"],
        "terms": terms,
    }
