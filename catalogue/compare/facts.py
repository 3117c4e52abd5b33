"""The facts of a tool that comparisons and briefings show, grouped and each with its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from catalogue.compare.cells import CompareCell, fact_key, value_key
from catalogue.models import Tool
from catalogue.presenters.facts import Sources, date_value, fact, verification, yes_or_no
from catalogue.presenters.practice import PracticeCard
from catalogue.presenters.safety_panel import QUESTIONS, PanelRow, SafetyPanelView, safety_panel
from catalogue.presenters.tool import ToolFacts
from hub.web.view_models import Fact, Value

Words = str | Promise


@dataclass(frozen=True)
class ComparedRecord:
    """A tool with all that its cells are made of. ``tool`` comes from ``for_comparison()``;
    ``notes`` are the cards of its practice notes.
    """

    tool: Tool
    facts: ToolFacts
    panel: SafetyPanelView
    panel_rows: dict[str, PanelRow]
    notes: Sequence[PracticeCard] = ()

    @classmethod
    def of(cls, tool: Tool, sources: Sources, notes: Sequence[PracticeCard]) -> ComparedRecord:
        facts = ToolFacts(tool, sources)
        panel = safety_panel(tool, facts.stated_and_inferred, sources)
        return cls(tool, facts, panel, {row.name: row for row in panel.rows}, notes)


@dataclass(frozen=True)
class CompareRowSpec:
    """One kind of fact. ``subject``: its field or scheme; ``always``: shown whatever else is left
    out, because a person's safety may hang on it.
    """

    subject: str
    label: Words
    make: Callable[[ComparedRecord], CompareCell]
    always: bool = False

    def cell(self, record: ComparedRecord) -> CompareCell:
        """A fact without sources of its own has those of the whole record, and their date."""
        cell = self.make(record)
        sources = record.facts.sources
        if cell.fact.checked or not cell.fact.sources or self.subject in sources.by_subject:
            return cell
        return replace(cell, fact=replace(cell.fact, checked=sources.checked.get("")))


@dataclass(frozen=True)
class CompareRowSpecs:
    """A named group of facts."""

    slug: str
    title: Words
    kinds: tuple[CompareRowSpec, ...]

    def cells(self, record: ComparedRecord) -> Iterator[tuple[CompareRowSpec, CompareCell]]:
        for kind in self.kinds:
            yield kind, kind.cell(record)


# Facts of cells are named by their field: the words stand once at the head of the row, and
# translating them for every cell took a tenth of the page.
def cell(fact: Fact, **options: object) -> CompareCell:
    return CompareCell(fact, fact_key(fact), **options)  # type: ignore[arg-type]


def _terms(scheme: str, label: Words) -> CompareRowSpec:
    return CompareRowSpec(scheme, label, lambda record: cell(record.facts.terms(scheme, scheme)))


def _text(name: str, label: Words) -> CompareRowSpec:
    def make(record: ComparedRecord) -> CompareCell:
        text = getattr(record.tool, name)
        values = (Value(text, language=record.tool.language),) if text else ()
        return cell(record.facts.field(name, name, values))

    return CompareRowSpec(name, label, make, always=name in ("caution", "preconditions"))


def _address(name: str, label: Words) -> CompareRowSpec:
    """An external address, shown without scheme and final slash."""

    def make(record: ComparedRecord) -> CompareCell:
        address = getattr(record.tool, name)
        shown = address.split("://", 1)[-1].rstrip("/") if address else ""
        values = (Value(shown, url=address),) if address else ()
        return cell(record.facts.field(name, name, values))

    return CompareRowSpec(name, label, make)


def _open_source(record: ComparedRecord) -> CompareCell:
    open_source = record.tool.open_source
    fact = record.facts.field("open_source", "open_source", yes_or_no(open_source))
    return cell(fact, answer="" if open_source is None else "yes" if open_source else "no")


def _released(record: ComparedRecord) -> CompareCell:
    values = date_value(record.tool.first_released)
    return cell(record.facts.field("first_released", "first_released", values))


def _status(record: ComparedRecord) -> CompareCell:
    day = record.tool.status_checked_on
    return cell(record.facts.terms("status", "status", day.isoformat() if day else None))


def _verified(record: ComparedRecord) -> CompareCell:
    state = verification(record.tool)
    values = (Value(state.label),)
    return cell(fact("verification", values, known_none=False, checked=state.checked))


def _practice(record: ComparedRecord) -> CompareCell:
    values = tuple(
        Value(note.title.unescape(), url=note.url, language=note.language) for note in record.notes
    )
    return cell(fact("practice", values, known_none=False))


def _scope(record: ComparedRecord) -> CompareCell:
    values = (Value(str(record.tool.get_scope_display())),)
    return cell(fact("scope", values, known_none=False))


def _makers(record: ComparedRecord) -> CompareCell:
    bodies = [(link.organisation, link.role) for link in record.tool.organisation_links.all()]
    values = tuple(
        Value(body.name, note=role, language=body.language)
        for body, role in bodies
        if body.is_public
    )
    return cell(record.facts.field("organisations", "organisations", values))


def _assessment(record: ComparedRecord) -> CompareCell:
    """Whether the panel was assessed, by whom and when."""
    panel, day = record.panel, record.tool.panel_assessed_on
    if not panel.assessed:
        unknown = fact("panel", (), known_none=False)
        return CompareCell(unknown, ("not assessed",), assessed=False)
    values = (Value(record.tool.panel_assessed_by),)
    checked = day.isoformat() if day else None
    return cell(fact("panel", values, known_none=False, checked=checked))


def _panel(name: str, label: Words) -> CompareRowSpec:
    def make(record: ComparedRecord) -> CompareCell:
        row = record.panel_rows[name]
        own = replace(
            row.fact,
            values=tuple(
                replace(value, language=record.tool.language) for value in row.fact.values
            ),
        )
        terms = frozenset(value_key(value) for value in row.terms)
        is_assessed = record.panel.assessed or own.state != "unknown"
        key = (fact_key(own), terms, is_assessed)
        return CompareCell(own, key, row.terms, row.term_sources, assessed=record.panel.assessed)

    return CompareRowSpec(name, label, make)


GROUPS = (
    CompareRowSpecs(
        "needs",
        gettext_lazy("What must be in place"),
        (
            _text("preconditions", gettext_lazy("Preconditions")),
            _terms("technology", gettext_lazy("Technology")),
        ),
    ),
    CompareRowSpecs(
        "safeguards",
        gettext_lazy("Safeguards and risks"),
        (
            _text("caution", gettext_lazy("Caution")),
            CompareRowSpec(
                "safeguard", gettext_lazy("Safeguards"), lambda one: cell(one.facts.safeguards())
            ),
            CompareRowSpec("safeguard", gettext_lazy("Risks"), lambda one: cell(one.facts.risks())),
        ),
    ),
    CompareRowSpecs(
        "panel",
        gettext_lazy("Before use with a person at risk"),
        (
            CompareRowSpec("panel", gettext_lazy("Assessment"), _assessment),
            *(_panel(question.name, question.label) for question in QUESTIONS),
        ),
    ),
    CompareRowSpecs(
        "connectivity",
        gettext_lazy("Connection and device"),
        (_terms("connectivity", gettext_lazy("Connection and device")),),
    ),
    CompareRowSpecs(
        "access",
        gettext_lazy("Access and cost"),
        (
            _terms("access", gettext_lazy("Access")),
            CompareRowSpec("open_source", gettext_lazy("Open source"), _open_source),
            _text("licence", gettext_lazy("Licence")),
            _address("repository", gettext_lazy("Source code")),
            _address("url", gettext_lazy("Website")),
        ),
    ),
    CompareRowSpecs(
        "languages",
        gettext_lazy("Languages"),
        (_terms("language", gettext_lazy("Languages")),),
    ),
    CompareRowSpecs(
        "evidence",
        gettext_lazy("Evidence and status"),
        (
            _terms("evidence_level", gettext_lazy("Evidence")),
            CompareRowSpec("status", gettext_lazy("Status"), _status),
            CompareRowSpec("first_released", gettext_lazy("First released"), _released),
            CompareRowSpec("practice", gettext_lazy("Practice notes"), _practice),
            CompareRowSpec("verification", gettext_lazy("Verification"), _verified),
        ),
    ),
    CompareRowSpecs(
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
    CompareRowSpecs(
        "where",
        gettext_lazy("Where it is used"),
        (
            _terms("context", gettext_lazy("Situation")),
            _terms("region", gettext_lazy("Regions")),
            _terms("country", gettext_lazy("Countries")),
        ),
    ),
    CompareRowSpecs(
        "makers",
        gettext_lazy("Who is behind it"),
        (
            CompareRowSpec("organisations", gettext_lazy("Organisations"), _makers),
            CompareRowSpec("scope", gettext_lazy("Made for"), _scope),
        ),
    ),
)
# The questions of the panel belong to what the rules call safeguards.
SAFETY = frozenset({"panel", *(question.name for question in QUESTIONS)})


def matters(kind: CompareRowSpec, schemes: frozenset[str]) -> bool:
    """Whether a fact bears on a situation whose rules look at ``schemes``."""
    if kind.always or kind.subject in schemes:
        return True
    return kind.subject in SAFETY and "safeguard" in schemes
