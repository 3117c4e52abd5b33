"""What the pages of practice notes are handed (see ``hub.web.view_models``)."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from hub.web.view_models import (
    Fact,
    FactSection,
    Link,
    Marked,
    NewsLine,
    SourceRef,
    VerificationLabel,
)


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """A practice note in a list. ``where``, ``contexts``, ``dates``, ``adaptation`` and ``again``
    are empty where not known; ``tool`` leads to the tool.
    """

    url: str
    title: Markup
    summary: Markup
    language: str
    tool: Link
    where: tuple[str, ...]
    contexts: tuple[str, ...]
    verification: VerificationLabel
    dates: str = ""
    adaptation: str = ""
    again: str = ""
    matches: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A use of a tool and those that were adapted from it. ``place`` and ``dates`` may be empty."""

    link: Link
    tool: str
    place: str
    dates: str
    steps: tuple[ChainStep, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticePage:
    """A practice note, whole. ``chain`` is None where nothing is known to be adapted."""

    title: str
    language: str
    summary: str
    tool: Link
    verification: VerificationLabel
    glance: tuple[Fact, ...]
    sections: tuple[FactSection, ...]
    sources: tuple[SourceRef, ...]
    users: tuple[Link, ...]
    changed: str
    version: int
    chain: ChainStep | None = None
    history: tuple[NewsLine, ...] = ()
    gaps: int = 0
