"""The facts of a tool that comparisons and briefings show, grouped and each with its sources."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from catalogue.fields.tool import TOOL
from catalogue.fit.checks import Reason
from catalogue.models import Tool
from catalogue.presenters.facts import (
    Sources,
    date_value,
    fact,
    text_value,
    verification,
    yes_or_no,
)
from catalogue.presenters.practice import PracticeCard
from catalogue.presenters.safety_panel import (
    QUESTIONS,
    PanelQuestion,
    PanelRow,
    SafetyPanelView,
    safety_panel,
)
from catalogue.presenters.tool import ToolFacts
from hub.records.fields import Label, RecordField, RecordType, Storage, TermGroup
from hub.web.view_models import Fact, Value


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
    def is_unknown(self) -> bool:
        """Whether nothing at all is known."""
        return self.fact.state == "unknown" and not (self.terms or self.reasons or self.points)


def value_key(value: Value) -> Hashable:
    """What makes a value another one. A stated risk is not the same as an inferred one."""
    return value.label, value.url, value.note, value.inferred


def fact_key(fact: Fact) -> Hashable:
    """Equal for facts that say the same: the order of values and how often one is named say
    nothing, nor do sources and dates; "known: none" and "not known" are not the same.
    """
    return fact.state, frozenset(value_key(value) for value in fact.values)


def differs(keys: Iterable[Hashable]) -> bool:
    """Whether any two of the keys differ."""
    return len(set(keys)) > 1


@dataclass(frozen=True)
class ComparedRecord:
    """A tool with all that its cells are made of. ``tool`` comes from ``tools_for_comparison``;
    ``notes`` are the cards of its practice notes.
    """

    tool: Tool
    facts: ToolFacts
    panel: SafetyPanelView
    panel_rows: dict[str, PanelRow]
    notes: Sequence[PracticeCard] = ()

    @classmethod
    def of(cls, tool: Tool, sources: Sources, notes: Sequence[PracticeCard]) -> ComparedRecord:
        facts = ToolFacts(tool, sources, has_notes=bool(notes))
        panel = safety_panel(tool, facts.stated_and_inferred, sources)
        return cls(tool, facts, panel, {row.name: row for row in panel.rows}, notes)


@dataclass(frozen=True)
class CompareRowSpec:
    """One kind of fact. ``subject``: its field or scheme; ``always``: shown whatever else is left
    out, because a person's safety may hang on it.
    """

    subject: str
    label: Label
    make: Callable[[ComparedRecord], CompareCell]
    always: bool = False

    def cell(self, record: ComparedRecord) -> CompareCell:
        """A fact without sources of its own has those of the whole record, and their date."""
        made = self.make(record)
        sources = record.facts.sources
        if made.fact.checked or not made.fact.sources or self.subject in sources.by_subject:
            return made
        return replace(made, fact=replace(made.fact, checked=sources.checked.get("")))


@dataclass(frozen=True)
class CompareRowSpecs:
    """A named group of facts."""

    slug: str
    title: Label
    kinds: tuple[CompareRowSpec, ...]

    def cells(self, record: ComparedRecord) -> Iterator[tuple[CompareRowSpec, CompareCell]]:
        for kind in self.kinds:
            yield kind, kind.cell(record)


# Facts of cells are named by their field: the words stand once at the head of the row, and
# translating them for every cell took a tenth of the page.
def cell(made: Fact, **more: object) -> CompareCell:
    return CompareCell(made, fact_key(made), **more)  # type: ignore[arg-type]


def _terms(declared: RecordField) -> CompareRowSpec:
    scheme = declared.name
    return _row(declared, lambda record: cell(record.facts.terms(scheme, scheme)))


def _text(declared: RecordField) -> CompareRowSpec:
    name = declared.name

    def make(record: ComparedRecord) -> CompareCell:
        text = getattr(record.tool, name)
        values = (Value(text, language=record.tool.language),) if text else ()
        return cell(record.facts.field(name, name, values))

    return _row(declared, make)


def _address(declared: RecordField) -> CompareRowSpec:
    """An address outside, without what nobody reads aloud."""
    name = declared.name

    def make(record: ComparedRecord) -> CompareCell:
        address = getattr(record.tool, name)
        address_shown = address.split("://", 1)[-1].rstrip("/") if address else ""
        values = (Value(address_shown, url=address),) if address else ()
        return cell(record.facts.field(name, name, values))

    return _row(declared, make)


def _row(declared: RecordField, make: Callable[[ComparedRecord], CompareCell]) -> CompareRowSpec:
    place = declared.compare
    always = place is not None and place.always
    return CompareRowSpec(declared.name, declared.label_in(place), make, always)


def _open_source(record: ComparedRecord) -> CompareCell:
    is_open = record.tool.open_source
    made = record.facts.field("open_source", "open_source", yes_or_no(is_open))
    return cell(made, answer="" if is_open is None else "yes" if is_open else "no")


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
    values = text_value(str(record.tool.get_scope_display()) if record.tool.scope else "")
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
    """Whether the panel was assessed; the sentence with who and when says all of it."""
    panel, day = record.panel, record.tool.panel_assessed_on
    if not panel.assessed:
        unknown = fact("panel", (), known_none=False)
        return CompareCell(unknown, ("not assessed",), assessed=False)
    values = (Value(record.tool.panel_assessed_by),)
    checked = day.isoformat() if day else None
    return cell(fact("panel", values, known_none=False, checked=checked))


def _panel(question: PanelQuestion) -> CompareRowSpec:
    def make(record: ComparedRecord) -> CompareCell:
        row = record.panel_rows[question.name]
        language = record.tool.language
        values = tuple(replace(value, language=language) for value in row.fact.values)
        own = replace(row.fact, values=values)
        terms = frozenset(value_key(value) for value in row.terms)
        looked = record.panel.assessed or own.state != "unknown"
        key = (fact_key(own), terms, looked)
        return CompareCell(own, key, row.terms, row.term_sources, assessed=record.panel.assessed)

    return CompareRowSpec(question.name, question.label, make)


def _group(declared: RecordField, group: TermGroup) -> CompareRowSpec:
    """The terms of a group; its sources are those of the scheme."""

    def make(record: ComparedRecord) -> CompareCell:
        return cell(record.facts.group(group, group.scheme))

    return CompareRowSpec(group.scheme, declared.label_in(declared.compare), make)


# Fields whose cell is more than their terms or their text.
CELLS: dict[str, Callable[[ComparedRecord], CompareCell]] = {
    "open_source": _open_source,
    "first_released": _released,
    "status": _status,
    "verification": _verified,
    "practice": _practice,
    "scope": _scope,
    "organisations": _makers,
    "panel": _assessment,
}
PANEL_ROWS = {question.name: _panel(question) for question in QUESTIONS}


def row_of(declared: RecordField) -> CompareRowSpec:
    """The row of a field."""
    if declared.name in CELLS:
        return _row(declared, CELLS[declared.name])
    if declared.name in PANEL_ROWS:
        return PANEL_ROWS[declared.name]
    if declared.group is not None:
        return _group(declared, declared.group)
    if declared.storage is Storage.SCHEME:
        return _terms(declared)
    is_address = any(column.shape == "url" for column in declared.imports)
    return _address(declared) if is_address else _text(declared)


def compare_groups(record_type: RecordType) -> tuple[CompareRowSpecs, ...]:
    """The groups of a comparison as the record type declares them."""
    return tuple(
        CompareRowSpecs(
            slug,
            title,
            tuple(map(row_of, record_type.placed("compare", slug))),
        )
        for slug, title in record_type.compare_groups
    )


GROUPS = compare_groups(TOOL)
# The questions of the panel belong to what the rules call safeguards.
SAFETY = frozenset({"panel", *(question.name for question in QUESTIONS)})


def matters(kind: CompareRowSpec, schemes: frozenset[str]) -> bool:
    """Whether a fact bears on a situation whose rules look at ``schemes``."""
    if kind.always or kind.subject in schemes:
        return True
    return kind.subject in SAFETY and "safeguard" in schemes
