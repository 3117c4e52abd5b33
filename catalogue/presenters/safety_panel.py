"""Before a tool is used with a person at risk: nine questions, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.fields.shared import DATA_HANDLED, SAFEGUARDS
from catalogue.models import Tool
from catalogue.presenters.facts import Sources, fact, sort_terms, term_value, text_value
from hub.records.fields import TermGroup
from hub.vocabulary.term_cache import CachedTerm
from hub.web.localization import localize_date
from hub.web.view_models import (
    Fact,
    FactState,
    Value,
)


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
    def is_open(self) -> bool:
        """Whether neither the assessor nor the record answers the question."""
        return self.fact.state is FactState.UNKNOWN and not self.terms


@dataclass(frozen=True, slots=True)
class SafetyPanelView:
    """Before the tool is used with a person at risk: ``state`` in words, a sentence, nine rows.

    Of a tool that nobody has assessed: ``heading`` says so, ``data`` is what the record itself says
    about data in at most three facts, ``missing`` a sentence on those of them that are not known.
    """

    assessed: bool
    state: str
    sentence: str
    rows: tuple[PanelRow, ...]
    heading: str = ""
    data: tuple[Fact, ...] = ()
    missing: str = ""

    @property
    def has_answers(self) -> bool:
        """Whether an assessor or the record says something to any of the questions."""
        return any(row.fact.state is FactState.VALUE or row.terms for row in self.rows)


# A term of the tool, and whether an editor inferred it.
ToolTerms = Sequence[tuple[CachedTerm, bool]]
MAX_DATA_VALUES = 4
# Terms of other schemes that say where data are kept.
KEPT = frozenset(("connectivity/self-hosted-server",))


@dataclass(frozen=True)
class PanelQuestion:
    """``label`` names the fact in tables; ``terms`` are rows of terms that bear on it."""

    name: str
    label: str | Promise
    text: str | Promise
    terms: tuple[str, ...] = ()


QUESTIONS = (
    PanelQuestion(
        "data_taken",
        gettext_lazy("Data it takes"),
        gettext_lazy("Which data does it take about people?"),
        (
            "safeguard/no-personal-data",
            "safeguard/personal-data",
            "safeguard/special-category-data",
            "safeguard/children-data",
            "safeguard/anonymous-use",
            "safeguard/dpia-published",
            "safeguard/dpia-done",
        ),
    ),
    PanelQuestion(
        "data_kept",
        gettext_lazy("Where data are kept"),
        gettext_lazy("Where are the data kept, and how are they protected?"),
        ("safeguard/encryption", "safeguard/independent-audit", "connectivity/self-hosted-server"),
    ),
    PanelQuestion(
        "data_seen_by",
        gettext_lazy("Who can see data"),
        gettext_lazy("Who can see the data?"),
        (
            "safeguard/role-based-access",
            "safeguard/anonymised-output",
            "safeguard/disguise-quick-exit",
        ),
    ),
    PanelQuestion(
        "consent",
        gettext_lazy("Consent"),
        gettext_lazy("How is consent asked for, and can it be withdrawn?"),
        ("safeguard/informed-consent", "safeguard/lawful-basis-stated"),
    ),
    PanelQuestion(
        "survivor_role",
        gettext_lazy("Survivors’ part"),
        gettext_lazy("What part did survivors have in making or running it?"),
        ("safeguard/survivor-involvement",),
    ),
    PanelQuestion(
        "human_review",
        gettext_lazy("Human review"),
        gettext_lazy("Does a person check what the machine concludes?"),
        ("safeguard/human-review",),
    ),
    PanelQuestion(
        "known_harms",
        gettext_lazy("Known harms"),
        gettext_lazy("Which harms are known or feared?"),
        (
            "safeguard/risk-surveillance",
            "safeguard/risk-misidentification",
            "safeguard/risk-retaliation",
            "evidence_level/evidence-of-harm",
        ),
    ),
    PanelQuestion(
        "misuse_risk",
        gettext_lazy("Misuse by traffickers"),
        gettext_lazy("How could traffickers misuse it?"),
        ("safeguard/risk-dual-use",),
    ),
    PanelQuestion(
        "report_answered_by",
        gettext_lazy("Who answers a report"),
        gettext_lazy("Who answers when somebody reports a danger?"),
        ("safeguard/risk-no-remedy",),
    ),
)


def panel_state(tool: Tool) -> str:
    """One line for a card: whether anybody has assessed what the tool can do to people."""
    if tool.panel == Tool.Assessment.ASSESSED:
        return _("Safety assessed")
    return _("Safety not assessed")


def safety_panel(tool: Tool, terms: ToolTerms, sources: Sources) -> SafetyPanelView:
    """The panel as the page shows it; ``terms`` are those of the tool, of any scheme."""
    rows = panel_rows(tool, terms, sources)
    if tool.panel == Tool.Assessment.ASSESSED and tool.panel_assessed_on:
        return SafetyPanelView(
            assessed=True,
            state=str(Tool.Assessment.ASSESSED.label),
            sentence=_("Assessed on %(date)s by %(who)s. “Not known” was looked for and not found.")
            % {
                "date": localize_date(tool.panel_assessed_on.isoformat()),
                "who": tool.panel_assessed_by,
            },
            rows=rows,
        )
    sentence = _("This does not mean that it is safe: ask these questions first.")
    if any(row.fact.state is FactState.VALUE or row.terms for row in rows):
        sentence += " " + _("What is answered here is what sources and editors say of it.")
    data = _data_facts(terms, rows, sources)
    return SafetyPanelView(
        assessed=False,
        state=str(Tool.Assessment.NOT_ASSESSED.label),
        sentence=sentence,
        rows=rows,
        heading=_("Nobody has assessed this tool for use with a person at risk."),
        data=tuple(fact for fact in data if fact.state is FactState.VALUE),
        missing=_missing_data([fact.label for fact in data if fact.state is not FactState.VALUE]),
    )


def _data_facts(terms: ToolTerms, rows: Sequence[PanelRow], sources: Sources) -> tuple[Fact, ...]:
    """Which data it handles, where they are kept, what protects them: as far as it is recorded."""
    said = {row.name: row.fact for row in rows}

    def build(label: str, name: str, chosen: Callable[[CachedTerm], bool]) -> Fact:
        own = said[name].values if name else ()
        matching = [term for term, _inferred in terms if chosen(term)]
        values = (*own, *map(term_value, sort_terms(matching)))
        numbers = {*(said[name].sources if own else ())}
        numbers.update(*(sources.of(term.scheme) for term in matching))
        return fact(label, _first(values), known_none=False, sources=tuple(sorted(numbers)))

    return (
        build(_("Data it handles"), "data_taken", _in_group(DATA_HANDLED)),
        build(_("Where data are kept"), "data_kept", lambda term: term.key in KEPT),
        build(_("Safeguards"), "", _in_group(SAFEGUARDS)),
    )


def _in_group(group: TermGroup) -> Callable[[CachedTerm], bool]:
    return lambda term: term.scheme == group.scheme and group.has(term.slug)


def _first(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """As many as a line has room for, and the number of the others."""
    if len(values) <= MAX_DATA_VALUES:
        return values
    rest = _("%(count)d more") % {"count": len(values) - MAX_DATA_VALUES + 1}
    return (*values[: MAX_DATA_VALUES - 1], Value(rest))


def _missing_data(labels: Sequence[str]) -> str:
    if not labels:
        return ""
    return _("Not known: %(facts)s.") % {"facts": ", ".join(labels).lower()}


def panel_rows(tool: Tool, terms: ToolTerms, sources: Sources) -> tuple[PanelRow, ...]:
    """All nine rows in order, whether anything is known or not."""
    terms_by_key = {term.key: (term, inferred) for term, inferred in terms}
    return tuple(_row(question, tool, terms_by_key, sources) for question in QUESTIONS)


def _row(
    question: PanelQuestion,
    tool: Tool,
    terms_by_key: dict[str, tuple[CachedTerm, bool]],
    sources: Sources,
) -> PanelRow:
    answer = getattr(tool, question.name)
    stated_fact = fact(
        str(question.label),
        text_value(answer),
        known_none=question.name in tool.known_none,
        sources=sources.of(question.name) if answer else (),
        checked=sources.checked.get(question.name),
        doubted=sources.doubted.get(question.name),
        stated=sources.stated.get(question.name),
    )
    values, source_numbers = [], set()
    if question.name == "known_harms" and tool.caution:
        values.append(Value(_("A caution is noted"), url="#caution", risk=True))
        source_numbers |= set(sources.of("caution"))
    for key in question.terms:
        if key in terms_by_key:
            term, inferred = terms_by_key[key]
            values.append(term_value(term, inferred=inferred))
            source_numbers |= set() if inferred else set(sources.of(term.scheme))
    return PanelRow(
        question.name, str(question.text), stated_fact, tuple(values), tuple(sorted(source_numbers))
    )
