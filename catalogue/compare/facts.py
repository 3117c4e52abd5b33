"""The facts of a tool that comparisons and briefings show, grouped and each with its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from catalogue.compare.differences import fact_key, value_key
from catalogue.compare.showing import Cell
from catalogue.models import Tool
from catalogue.pages.facts import fact, verification, yes_or_no
from catalogue.pages.safety_panel import QUESTIONS, safety_panel
from catalogue.pages.sources import Sources
from catalogue.pages.tool_page import ToolFacts, date_value
from catalogue.practice_showing import PracticeCard
from catalogue.showing import PanelRow, SafetyPanel
from hub.core.showing import Fact, Value

Words = str | Promise


@dataclass(frozen=True)
class Record:
    """A tool with all that its cells are made of. ``tool`` comes from ``for_comparison()``;
    ``notes`` are the cards of its practice notes.
    """

    tool: Tool
    facts: ToolFacts
    panel: SafetyPanel
    panel_rows: dict[str, PanelRow]
    notes: Sequence[PracticeCard] = ()

    @classmethod
    def of(cls, tool: Tool, sources: Sources, notes: Sequence[PracticeCard]) -> Record:
        facts = ToolFacts(tool, sources)
        panel = safety_panel(tool, facts.carried, sources)
        return cls(tool, facts, panel, {row.name: row for row in panel.rows}, notes)


@dataclass(frozen=True)
class Kind:
    """One kind of fact. ``subject``: its field or scheme; ``always``: shown whatever else is left
    out, because a person's safety may hang on it.
    """

    subject: str
    label: Words
    make: Callable[[Record], Cell]
    always: bool = False

    def cell(self, record: Record) -> Cell:
        """A fact without sources of its own has those of the whole record, and their date."""
        made = self.make(record)
        sources = record.facts.sources
        if made.fact.checked or not made.fact.sources or self.subject in sources.by_subject:
            return made
        return replace(made, fact=replace(made.fact, checked=sources.checked.get("")))


@dataclass(frozen=True)
class Kinds:
    """A named group of facts."""

    slug: str
    title: Words
    kinds: tuple[Kind, ...]

    def cells(self, record: Record) -> Iterator[tuple[Kind, Cell]]:
        for kind in self.kinds:
            yield kind, kind.cell(record)


# Facts of cells are named by their field: the words stand once at the head of the row, and
# translating them for every cell took a tenth of the page.
def cell(found: Fact, **more: object) -> Cell:
    return Cell(found, fact_key(found), **more)  # type: ignore[arg-type]


def _terms(scheme: str, label: Words) -> Kind:
    return Kind(scheme, label, lambda record: cell(record.facts.terms(scheme, scheme)))


def _text(name: str, label: Words) -> Kind:
    def make(record: Record) -> Cell:
        text = getattr(record.tool, name)
        values = (Value(text, language=record.tool.language),) if text else ()
        return cell(record.facts.field(name, name, values))

    return Kind(name, label, make, always=name in ("caution", "preconditions"))


def _address(name: str, label: Words) -> Kind:
    """An address outside, without what nobody reads aloud."""

    def make(record: Record) -> Cell:
        address = getattr(record.tool, name)
        shown = address.split("://", 1)[-1].rstrip("/") if address else ""
        values = (Value(shown, url=address),) if address else ()
        return cell(record.facts.field(name, name, values))

    return Kind(name, label, make)


def _open_source(record: Record) -> Cell:
    known = record.tool.open_source
    found = record.facts.field("open_source", "open_source", yes_or_no(known))
    return cell(found, answer="" if known is None else "yes" if known else "no")


def _released(record: Record) -> Cell:
    values = date_value(record.tool.first_released)
    return cell(record.facts.field("first_released", "first_released", values))


def _status(record: Record) -> Cell:
    day = record.tool.status_checked_on
    return cell(record.facts.terms("status", "status", day.isoformat() if day else None))


def _verified(record: Record) -> Cell:
    state = verification(record.tool)
    values = (Value(state.label),)
    return cell(fact("verification", values, known_none=False, checked=state.checked))


def _practice(record: Record) -> Cell:
    values = tuple(
        Value(note.title.unescape(), url=note.url, language=note.language) for note in record.notes
    )
    return cell(fact("practice", values, known_none=False))


def _scope(record: Record) -> Cell:
    values = (Value(str(record.tool.get_scope_display())),)
    return cell(fact("scope", values, known_none=False))


def _makers(record: Record) -> Cell:
    bodies = [(link.organisation, link.role) for link in record.tool.organisation_links.all()]
    values = tuple(
        Value(body.name, note=role, language=body.language)
        for body, role in bodies
        if body.is_public
    )
    return cell(record.facts.field("organisations", "organisations", values))


def _assessment(record: Record) -> Cell:
    """Whether the panel was assessed; the sentence with who and when says all of it."""
    panel, day = record.panel, record.tool.panel_assessed_on
    if not panel.assessed:
        unknown = fact("panel", (), known_none=False)
        return Cell(unknown, ("not assessed",), assessed=False)
    values = (Value(record.tool.panel_assessed_by),)
    checked = day.isoformat() if day else None
    return cell(fact("panel", values, known_none=False, checked=checked))


def _panel(name: str, label: Words) -> Kind:
    def make(record: Record) -> Cell:
        row = record.panel_rows[name]
        own = replace(
            row.fact,
            values=tuple(replace(one, language=record.tool.language) for one in row.fact.values),
        )
        terms = frozenset(value_key(value) for value in row.terms)
        looked = record.panel.assessed or own.state != "unknown"
        key = (fact_key(own), terms, looked)
        return Cell(own, key, row.terms, row.term_sources, assessed=record.panel.assessed)

    return Kind(name, label, make)


GROUPS = (
    Kinds(
        "needs",
        gettext_lazy("What must be in place"),
        (
            _text("preconditions", gettext_lazy("Preconditions")),
            _terms("technology", gettext_lazy("Technology")),
        ),
    ),
    Kinds(
        "safeguards",
        gettext_lazy("Safeguards and risks"),
        (
            _text("caution", gettext_lazy("Caution")),
            Kind("safeguard", gettext_lazy("Safeguards"), lambda one: cell(one.facts.safeguards())),
            Kind("safeguard", gettext_lazy("Risks"), lambda one: cell(one.facts.risks())),
        ),
    ),
    Kinds(
        "panel",
        gettext_lazy("Before use with a person at risk"),
        (
            Kind("panel", gettext_lazy("Assessment"), _assessment),
            *(_panel(question.name, question.label) for question in QUESTIONS),
        ),
    ),
    Kinds(
        "connectivity",
        gettext_lazy("Connection and device"),
        (_terms("connectivity", gettext_lazy("Connection and device")),),
    ),
    Kinds(
        "access",
        gettext_lazy("Access and cost"),
        (
            _terms("access", gettext_lazy("Access")),
            Kind("open_source", gettext_lazy("Open source"), _open_source),
            _text("licence", gettext_lazy("Licence")),
            _address("repository", gettext_lazy("Source code")),
            _address("url", gettext_lazy("Website")),
        ),
    ),
    Kinds(
        "languages",
        gettext_lazy("Languages"),
        (_terms("language", gettext_lazy("Languages")),),
    ),
    Kinds(
        "evidence",
        gettext_lazy("Evidence and status"),
        (
            _terms("evidence_level", gettext_lazy("Evidence")),
            Kind("status", gettext_lazy("Status"), _status),
            Kind("first_released", gettext_lazy("First released"), _released),
            Kind("practice", gettext_lazy("Practice notes"), _practice),
            Kind("verification", gettext_lazy("Verification"), _verified),
        ),
    ),
    Kinds(
        "for-whom",
        gettext_lazy("What it is for, and for whom"),
        (
            _terms("purpose", gettext_lazy("What it does")),
            _terms("user", gettext_lazy("Who uses it")),
            _terms("target_population", gettext_lazy("For whom")),
            _terms("trafficking_type", gettext_lazy("Form of exploitation")),
            _terms("action_area", gettext_lazy("Area of action")),
        ),
    ),
    Kinds(
        "where",
        gettext_lazy("Where it is used"),
        (
            _terms("context", gettext_lazy("Situation")),
            _terms("region", gettext_lazy("Regions")),
            _terms("country", gettext_lazy("Countries")),
        ),
    ),
    Kinds(
        "makers",
        gettext_lazy("Who is behind it"),
        (
            Kind("organisations", gettext_lazy("Organisations"), _makers),
            Kind("scope", gettext_lazy("Made for"), _scope),
        ),
    ),
)
# The questions of the panel belong to what the rules call safeguards.
SAFETY = frozenset({"panel", *(question.name for question in QUESTIONS)})


def matters(kind: Kind, schemes: frozenset[str]) -> bool:
    """Whether a fact bears on a situation whose rules look at ``schemes``."""
    if kind.always or kind.subject in schemes:
        return True
    return kind.subject in SAFETY and "safeguard" in schemes
