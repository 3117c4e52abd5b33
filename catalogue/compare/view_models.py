"""What the pages of comparison and shortlist are handed (see ``hub.web.view_models``)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from catalogue.fit.reason import Reason
from catalogue.view_models import ToolCard
from hub.lists.view_models import ChosenFilter
from hub.web.view_models import Fact, Link, SourceRef, Value, VerificationLabel


@dataclass(frozen=True, slots=True)
class CompareCell:
    """What is known of one fact of one tool. ``key`` is what is compared with the other tools.

    ``terms`` are safeguards and risks of the record that bear on a question of the safety panel,
    ``term_sources`` where they come from; ``assessed`` is false where the panel was not: what is
    not known was then not even looked for. ``answer`` is ``yes`` or ``no`` for such a fact.
    ``reasons`` are those of fit; ``points`` their sum in print.
    """

    fact: Fact
    key: Hashable
    terms: tuple[Value, ...] = ()
    term_sources: tuple[int, ...] = ()
    assessed: bool = True
    answer: str = ""
    reasons: tuple[Reason, ...] = ()
    points: str = ""

    @property
    def silent(self) -> bool:
        """Whether nothing at all is known."""
        return self.fact.state == "unknown" and not (self.terms or self.reasons or self.points)


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One fact of all tools. ``subject`` is its field or scheme; ``under`` what it belongs to.

    ``differs``: not all cells say the same. ``silent``: nothing is known of it for any tool.
    """

    subject: str
    label: str
    cells: tuple[CompareCell, ...]
    differs: bool
    silent: bool
    under: str = ""


@dataclass(frozen=True, slots=True)
class CompareGroup:
    slug: str
    title: str
    rows: tuple[CompareRow, ...]


@dataclass(frozen=True, slots=True)
class CompareColumn:
    """A tool. ``remove`` is the page without it; ``ended`` is empty where it may live."""

    slug: str
    name: str
    url: str
    language: str
    summary: str
    verification: VerificationLabel
    ended: str
    caution: bool
    remove: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``differing`` of ``total`` facts are not the same for all; ``left_out`` are not shown.

    ``silent`` names the facts shown of which nothing is known for any tool: paper has one line for
    all of them.
    """

    columns: tuple[CompareColumn, ...]
    groups: tuple[CompareGroup, ...]
    sources: tuple[SourceRef, ...]
    differing: int
    total: int
    left_out: int
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A tool to add: its own page, what it is, and the address with it added."""

    link: Link
    summary: str
    add: str


@dataclass(frozen=True, slots=True)
class AddBox:
    """Finding another tool by words. ``sentence`` says what was found, empty before a search."""

    action: str
    pairs: tuple[tuple[str, str], ...]
    query: str
    sentence: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """``comparison`` is None for fewer than two tools; ``lead`` then says how to choose. ``rows``
    are the choices of rows, ``chosen`` the answers of the situation. ``add`` is None when full.
    """

    heading: str
    lead: str
    situation: Link
    shortlist: Link | None
    comparison: Comparison | None = None
    rows: tuple[Link, ...] = ()
    left_out: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    chosen: tuple[ChosenFilter, ...] = ()
    offers: tuple[Offer, ...] = ()
    add: AddBox | None = None


@dataclass(frozen=True, slots=True)
class ShortlistedTool:
    """A tool on the shortlist. ``earlier`` moves it up, empty for the first one.

    ``points`` and the three numbers of reasons are of its fit; ``points`` is empty without a
    situation.
    """

    card: ToolCard
    panel: str
    remove: str
    earlier: str = ""
    points: str = ""
    fits: int = 0
    conflicts: int = 0
    unknown: int = 0
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortlistPage:
    """``compare`` is None where there are too few or too many tools to compare."""

    heading: str
    lead: str
    situation: Link
    tools: tuple[ShortlistedTool, ...] = ()
    compare: Link | None = None
    downloads: tuple[Link, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    add: AddBox | None = None
