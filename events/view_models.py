"""What the pages of events, documents and recommendations are handed.

See ``hub.web.view_models`` for the conventions (plain text, ready addresses, ISO dates).
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from hub.web.view_models import FactSection, Link, Marked, SourceRef, VerificationLabel


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in a list. ``dates`` and ``place`` are words ("October 2021"), empty: not recorded.

    ``name`` and ``theme`` may hold ``<mark>``; ``cancelled`` is true for an event called off,
    ``coming`` for one whose last day is not over.
    """

    url: str
    name: Markup
    theme: Markup
    language: str
    kind: str
    dates: str
    place: str
    organisers: tuple[Link, ...]
    verification: VerificationLabel
    cancelled: bool = False
    coming: bool = False
    matches: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke, with the affiliation of the time; ``organisation`` is the record it names."""

    name: str
    role: str
    affiliation: str = ""
    organisation: Link | None = None


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message in our words; ``who`` is empty where the source ascribes it to nobody."""

    text: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A quoted statistic: ``value`` ("84 %"), what it counts, whose finding, the source read."""

    value: str
    counts: str
    finding: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """A record that this one is joined to, with one line that says why."""

    link: Link
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event, whole. ``calendar`` is the address of its iCalendar file, empty without a day."""

    name: str
    language: str
    theme: str
    kind: str
    dates: str
    clock: str
    place: str
    cancelled: bool
    verification: VerificationLabel
    sections: tuple[FactSection, ...]
    organisers: tuple[Link, ...]
    speakers: tuple[Speaker, ...]
    messages: tuple[MessageLine, ...]
    figures: tuple[Figure, ...]
    documents: tuple[Link, ...]
    links: tuple[Link, ...]
    recommendations: tuple[LinkedRecord, ...]
    tools: tuple[LinkedRecord, ...]
    sources: tuple[SourceRef, ...]
    changed: str
    version: int
    series: Link | None = None
    edition: str = ""
    parent: Link | None = None
    parts: tuple[Link, ...] = ()
    website: Link | None = None
    calendar: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document in a list. ``recorded`` is a sentence ("3 of 16 recorded"); ``whole`` says so."""

    url: str
    title: Markup
    summary: Markup
    language: str
    kind: str
    date: str
    issuers: tuple[Link, ...]
    recorded: str
    whole: bool
    verification: VerificationLabel
    matches: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document, whole. ``relations`` join it to others, each with how ("Implements").

    ``uncounted`` says how many of those shown are none of the number that the document declares.
    """

    title: str
    language: str
    summary: str
    kind: str
    date: str
    recorded: str
    whole: bool
    verification: VerificationLabel
    sections: tuple[FactSection, ...]
    issuers: tuple[Link, ...]
    recommendations: tuple[RecommendationCard, ...]
    relations: tuple[LinkedRecord, ...]
    events: tuple[Link, ...]
    figures: tuple[Figure, ...]
    sources: tuple[SourceRef, ...]
    changed: str
    version: int
    website: Link | None = None
    archived: Link | None = None
    uncounted: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class RecommendationCard:
    """A recommendation in a list. ``status`` is its follow-up; ``tools`` says what serves it."""

    url: str
    ref: str
    text: Markup
    language: str
    addressees: tuple[str, ...]
    strength: str
    status: str
    tools: str
    served: bool
    document: Link | None
    actions: int
    verification: VerificationLabel
    matches: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionStep:
    """An entry of a follow-up log or an answer: ``what`` in words, ``text`` the evidence."""

    date: str
    what: str
    who: str
    where: str
    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """A recommendation or one of its sub-actions, with its own follow-up and tools."""

    ref: str
    label: str
    text: str
    language: str
    status: str
    assessed: bool
    tools: tuple[LinkedRecord, ...]
    log: tuple[ActionStep, ...]
    answers: tuple[ActionStep, ...]


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """A recommendation, whole: itself as an action, its sub-actions in their order."""

    action: Action
    document: Link | None
    sections: tuple[FactSection, ...]
    actions: tuple[Action, ...]
    events: tuple[LinkedRecord, ...]
    sources: tuple[SourceRef, ...]
    verification: VerificationLabel
    changed: str
    version: int
    part_of: Link | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A number of the matrix and the list it counts; ``level`` 0 to 5 is its shade."""

    count: int
    url: str
    level: int


@dataclass(frozen=True, slots=True)
class Shade:
    """A shade of the matrix and the numbers that it stands for, in words ("3–4")."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An addressee with the number of all that address it, and a cell for each topic."""

    link: Link
    total: int
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class GapsPage:
    """What no tool serves, which tools serve nothing, and the matrix of addressees and topics.

    ``unserved_all`` and ``unserving_all`` lead to the whole lists, with their numbers.
    """

    unserved: tuple[RecommendationCard, ...]
    unserved_all: Link
    unserving: tuple[Link, ...]
    topics: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]
    shades: tuple[Shade, ...]
    total: Link
