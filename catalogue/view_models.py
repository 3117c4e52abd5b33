"""What the pages about tools and organisations are handed; general shapes: ``hub.web``.

See ``hub.web.view_models`` for the conventions (plain text, ready addresses, ISO dates).
"""

from dataclasses import dataclass

from markupsafe import Markup

from catalogue.practice_view_models import PracticeCard
from hub.web.view_models import (
    Fact,
    FactSection,
    FactState,
    Link,
    Marked,
    NewsLine,
    SourceRef,
    Value,
    VerificationLabel,
)


@dataclass(frozen=True, slots=True)
class ToolCard:
    """A tool in a list.

    ``name`` and ``summary`` may hold ``<mark>`` around matched words, everything else escaped.
    ``matches`` say where else a word was found; ``facts`` are the few that decide (status,
    connectivity, languages, access) as lines of HTML, each with at most three values; ``scope``
    says in words whether it was made against trafficking; ``ended`` ("Discontinued") is empty for
    a tool that may live.
    """

    url: str
    name: Markup
    summary: Markup
    language: str
    makers: tuple[Link, ...]
    facts: Markup
    scope: str
    verification: VerificationLabel
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
class PanelRow:
    """One question of the safety panel.

    ``fact`` is what an assessor wrote, in its three states. ``terms`` are safeguards, risks and
    cautions of the tool's record that bear on the question, with the numbers of their sources.
    """

    name: str
    question: str
    fact: Fact
    terms: tuple[Value, ...] = ()
    term_sources: tuple[int, ...] = ()

    @property
    def open(self) -> bool:
        """Whether nobody has said anything to the question."""
        return self.fact.state is FactState.UNKNOWN and not self.terms


@dataclass(frozen=True, slots=True)
class SafetyPanelView:
    """Before the tool is used with a person at risk: ``state`` in words, a sentence, nine rows."""

    assessed: bool
    state: str
    sentence: str
    rows: tuple[PanelRow, ...]


@dataclass(frozen=True, slots=True)
class PatternTool:
    """A tool that answers a misuse pattern, and why; or a pattern that a tool answers."""

    link: Link
    reason: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A list that stands only where a source says it: ``None`` in ``lines`` is "not recorded"."""

    lines: tuple[str, ...] | None
    none: bool = False
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A misuse pattern with all that is public of it. ``sources`` number the page's list."""

    slug: str
    url: str
    title: str
    summary: str
    language: str
    facts: tuple[Fact, ...]
    warning_signs: Lines
    counter_measures: Lines
    tools: tuple[PatternTool, ...]
    verification: VerificationLabel
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MisuseStage:
    """A stage of the crime: its patterns, and links to those told of under an earlier stage."""

    slug: str
    title: str
    definition: str
    patterns: tuple[Pattern, ...]
    also: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedSection:
    """A section that an upper room joins to a page: records, each with one line; ``all``: more.

    ``quoted``: the lines are words of records, in their language, and not of this site.
    """

    slug: str
    title: str
    items: tuple[PatternTool, ...]
    all: Link | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class ToolPage:
    """A tool, whole.

    ``glance`` are the four or five facts that decide within ten seconds, ``sections`` hold all
    facts. ``website`` leads out of the site (None: not known), its label is the bare host.
    ``notes`` are the editors' own words. ``ended`` is a whole sentence, empty for a tool that is
    not known to have ended; ``successor`` is what replaced it. ``history`` is newest first;
    ``changed`` is the day of the last change. ``gaps`` counts the facts in ``sections`` that are
    not known. ``practice`` are its published practice notes, ``answers`` the misuse it answers.
    """

    slug: str
    name: str
    language: str
    summary: str
    scope: str
    verification: VerificationLabel
    glance: tuple[Fact, ...]
    sections: tuple[FactSection, ...]
    sources: tuple[SourceRef, ...]
    makers: tuple[Involved, ...]
    changed: str
    version: int
    panel: SafetyPanelView
    practice: tuple[PracticeCard, ...] = ()
    answers: tuple[PatternTool, ...] = ()
    joined: tuple[RelatedSection, ...] = ()
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
    verification: VerificationLabel
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
    joined: tuple[RelatedSection, ...] = ()


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
    also: tuple[Link, ...] = ()
