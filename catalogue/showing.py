"""What the pages about tools and organisations are handed; the general shapes are in ``hub.core``.

See ``hub.core.showing`` for the conventions (plain text, ready addresses, ISO dates).
"""

from dataclasses import dataclass

from markupsafe import Markup

from hub.core.showing import (
    Fact,
    FactSection,
    Link,
    Marked,
    NewsLine,
    SourceRef,
    Verification,
)


@dataclass(frozen=True, slots=True)
class ToolCard:
    """A tool in a list.

    ``name`` and ``summary`` may hold ``<mark>`` around matched words, everything else escaped.
    ``matches`` say where else a word was found; ``facts`` are the few that decide (status,
    connectivity, languages, access), each with at most three values; ``scope`` says in words
    whether it was made against trafficking; ``ended`` ("Discontinued") is empty for a tool that
    may live.
    """

    url: str
    name: Markup
    summary: Markup
    language: str
    makers: tuple[Link, ...]
    facts: tuple[Fact, ...]
    scope: str
    verification: Verification
    matches: tuple[Marked, ...] = ()
    ended: str = ""
    caution: bool = False


@dataclass(frozen=True, slots=True)
class Caution:
    """A finding against the tool: ``text`` in the record's language, ``sources`` by number."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SimilarTool:
    """A neighbour: ``shared`` is a whole sentence ("Both: Case management, Armed conflict.")."""

    link: Link
    shared: str


@dataclass(frozen=True, slots=True)
class Involved:
    """A body behind a tool. ``role``, ``kind`` and ``seat`` (a country's name) may be empty."""

    link: Link
    role: str = ""
    kind: str = ""
    seat: str = ""


@dataclass(frozen=True, slots=True)
class ToolPage:
    """A tool, whole.

    ``glance`` are the four or five facts that decide within ten seconds, ``sections`` hold all
    facts. ``website`` leads out of the site (None: not known), its label is the bare host.
    ``notes`` are the editors' own words. ``ended`` is a whole sentence, empty for a tool that is
    not known to have ended; ``successor`` is what replaced it. ``history`` is newest first;
    ``changed`` is the day of the last change. ``gaps`` counts the facts in ``sections`` that are
    not known.
    """

    name: str
    language: str
    summary: str
    scope: str
    verification: Verification
    glance: tuple[Fact, ...]
    sections: tuple[FactSection, ...]
    sources: tuple[SourceRef, ...]
    makers: tuple[Involved, ...]
    changed: str
    version: int
    other_names: tuple[str, ...] = ()
    website: Link | None = None
    caution: Caution | None = None
    ended: str = ""
    successor: Link | None = None
    notes: str = ""
    similar: tuple[SimilarTool, ...] = ()
    history: tuple[NewsLine, ...] = ()
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation in a list. ``kind`` ("UN entity") and ``seat`` are empty where not known."""

    url: str
    name: Markup
    language: str
    tools: int
    kind: str = ""
    seat: str = ""
    acronyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """An organisation: its facts, what it is part of, its parts, and its tools as cards."""

    name: str
    language: str
    verification: Verification
    facts: tuple[Fact, ...]
    sources: tuple[SourceRef, ...]
    tools: tuple[ToolCard, ...]
    changed: str
    other_names: tuple[str, ...] = ()
    website: Link | None = None
    part_of: Link | None = None
    parts: tuple[Link, ...] = ()
    successor: Link | None = None
    all_tools: Link | None = None


@dataclass(frozen=True, slots=True)
class TermPage:
    """A term of a vocabulary. ``scheme`` leads to all its terms; ``tools`` are the first few,
    ``all_tools`` the filtered list (count inside). ``source`` is where the definition comes from.
    ``replaced_by`` is set for a term that is no longer used.
    """

    label: str
    definition: str
    scheme: Link
    source: str
    tools: tuple[ToolCard, ...]
    all_tools: Link | None = None
    other_labels: tuple[Link, ...] = ()
    broader: tuple[Link, ...] = ()
    narrower: tuple[Link, ...] = ()
    replaced_by: Link | None = None
