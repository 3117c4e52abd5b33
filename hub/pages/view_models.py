"""What home, news, schemes, loading and messages are handed (see ``hub.web.view_models``)."""

from dataclasses import dataclass

from catalogue.fit.ready_situations import ReadyLink
from catalogue.gaps.chart import Chart
from catalogue.gaps.region_pictures import RegionPictures
from catalogue.presenters.tool_cards import ToolCard
from events.presenters.expected_events import ExpectedEvent
from hub.web.view_models import (
    Link,
    NewsLine,
)


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A way into the catalogue.

    ``question`` is what a reader is asked, ``choices`` the commonest answers with their counts,
    ``all`` leads to the rest. ``slug`` is its anchor.
    """

    slug: str
    question: str
    choices: tuple[Link, ...]
    all: Link | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page.

    ``tools`` counts those not known to have ended, ``ended`` the others, ``organisations`` all;
    ``gaps`` are whole sentences on what is missing, each with the address of the list that
    proves it and ``note`` as that link's words; ``search`` is the address of the tool list.
    ``events`` are those to come, soonest first, or else the newest, each with its date as
    ``note``, and ``coming`` says which; ``expected`` are yearly ones without a date;
    ``unserved`` counts the recommendations that no tool serves, ``follow_up`` says of how many a
    follow-up is recorded. ``ready`` are situations with
    the tools that fit them; ``pictures`` and ``chart`` show where and when tools were made,
    where there are any.
    """

    tools: int
    ended: int
    organisations: int
    search: str
    entry_points: tuple[EntryPoint, ...]
    news: tuple[NewsLine, ...]
    gaps: tuple[Link, ...]
    ready: tuple[ReadyLink, ...] = ()
    pictures: RegionPictures | None = None
    chart: Chart | None = None
    events: tuple[Link, ...] = ()
    coming: bool = False
    expected: tuple[ExpectedEvent, ...] = ()
    recommendations: int = 0
    unserved: int = 0
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class NewsPage:
    """The change log, newest first, one page of it."""

    lines: tuple[NewsLine, ...]
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term in its scheme: ``depth`` 0 to 3; the link's ``note`` is its definition.

    ``record_count`` says how many records carry it ("14 tools").
    """

    link: Link
    depth: int = 0
    record_count: str = ""


@dataclass(frozen=True, slots=True)
class SchemePage:
    """All terms of a scheme in order; ``standard`` says which standard it follows, if any."""

    label: str
    definition: str
    terms: tuple[TermRow, ...]
    standard: str = ""


@dataclass(frozen=True, slots=True)
class TermPage:
    """A term of a vocabulary. ``scheme`` leads to all its terms; ``tools`` are the first few,
    ``all_tools`` the filtered list (count inside). ``source`` is where the definition comes from.
    ``replaced_by``: of a term that is no longer used those that stand for it.
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
    replaced_by: tuple[Link, ...] = ()
    also: tuple[Link, ...] = ()
