"""Practice notes: as cards, and as pages of their own with the chain of adaptations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from catalogue.fields.deployment import DEPLOYMENT
from catalogue.models import Deployment, DeploymentTerm
from catalogue.models.deployment import DeploymentQuerySet
from catalogue.presenters.facts import (
    RecordFacts,
    SectionSpec,
    Sources,
    build_sections,
    count_unknown,
    date_range,
    date_value,
    declared_facts,
    fact,
    group_by_scheme,
    place_names,
    sorted_labels,
    text_value,
    verification,
)
from catalogue.presenters.news import record_news
from catalogue.presenters.tool_cards import highlight_record
from hub.records.fields import Label
from hub.records.keyed_rows import KeyedRows, hold_related
from hub.search_engine.highlighter import Highlighter
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.view_models import (
    Fact,
    FactSection,
    Link,
    Marked,
    NewsLine,
    SourceRef,
    Value,
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
    key_facts: tuple[Fact, ...]
    sections: tuple[FactSection, ...]
    sources: tuple[SourceRef, ...]
    users: tuple[Link, ...]
    changed: str
    version: int
    chain: ChainStep | None = None
    history: tuple[NewsLine, ...] = ()
    gaps: int = 0


MAX_NEWS = 5

_notes = KeyedRows(
    lambda pks: Deployment.objects.published().filter(pk__in=pks).order_by().select_related("tool")
)
_notes_of_tools = KeyedRows(
    lambda tools: Deployment.objects.published().of_tools(tools).select_related("tool")
)
_term_links = KeyedRows(lambda pks: DeploymentTerm.objects.filter(deployment__in=pks))


def practice_cards(
    pks: Sequence[int], highlighter: Highlighter | None = None
) -> list[PracticeCard]:
    """Cards in the order of ``pks``, of the notes that are public at this moment. Two queries."""
    notes = {note.pk: note for note in _notes(pks)}
    terms_by_note = _terms_by_note(notes)
    return [_card(notes[pk], terms_by_note.get(pk, []), highlighter) for pk in pks if pk in notes]


def notes_of(tools: Iterable[int]) -> dict[int, list[PracticeCard]]:
    """Cards of the public notes by the primary key of their tool, the latest first."""
    notes = list(_notes_of_tools(list(tools)))
    hold_related(notes, "term_links", _term_links, "deployment_id")
    terms = term_cache()
    notes_by_tool: dict[int, list[PracticeCard]] = {}
    for note in notes:
        note_terms = terms.entries(link.term_id for link in note.term_links.all())
        notes_by_tool.setdefault(note.tool_id, []).append(_card(note, note_terms, None))
    return notes_by_tool


def _terms_by_note(notes: Iterable[int]) -> dict[int, list[CachedTerm]]:
    terms = term_cache()
    terms_by_note: dict[int, list[CachedTerm]] = {}
    for link in _term_links(list(notes)):
        terms_by_note.setdefault(link.deployment_id, []).append(terms.by_pk[link.term_id])
    return terms_by_note


def _card(
    note: Deployment, terms: Iterable[CachedTerm], highlighter: Highlighter | None
) -> PracticeCard:
    schemes = group_by_scheme(terms)
    texts = (note.adaptation, note.needed, note.worked, note.failed, note.incidents)
    title, summary, matches = highlight_record(
        highlighter,
        note.pk,
        note.title,
        note.summary,
        "\n".join(text for text in texts if text),
        note.language,
        names=(note.tool.name, *note.tool.other_names),
    )
    return PracticeCard(
        url=note.get_absolute_url(),
        title=title,
        summary=summary,
        language=note.language,
        tool=Link(note.tool.name, note.tool.get_absolute_url(), language=note.tool.language),
        where=place_names(schemes),
        contexts=sorted_labels(schemes.get("context", ())),
        verification=verification(note),
        dates=date_range(note.started, note.ended),
        adaptation=note.adaptation or "",
        again=note.get_again_display() if note.again else "",
        matches=matches,
    )


class NoteFacts(RecordFacts):
    """A note's facts; a field's own text is in the language of the note."""

    def __init__(self, note: Deployment, sources: Sources) -> None:
        super().__init__(note, sources)
        self.note = note

    def field(self, name: str, label: str, values: tuple[Value, ...] | None = None) -> Fact:
        if values is None:
            text = getattr(self.note, name)
            values = (Value(text, language=self.note.language),) if text else ()
        return super().field(name, label, values)


def practice_page(note: Deployment) -> PracticePage:
    """Everything that the page shows. ``note`` comes from ``Deployment.objects.for_page()``."""
    sources = Sources(note.citations.all())
    facts = NoteFacts(note, sources)
    sections = build_sections(SECTIONS, facts)
    return PracticePage(
        title=note.title,
        language=note.language,
        summary=note.summary,
        tool=Link(note.tool.name, note.tool.get_absolute_url(), language=note.tool.language),
        verification=verification(note, sources),
        key_facts=_key_facts(note, facts),
        sections=sections,
        sources=sources.listed(),
        users=tuple(
            Link(link.organisation.name, link.organisation.get_absolute_url(), note=link.role)
            for link in note.organisation_links.all()
            if link.organisation.is_public
        ),
        changed=note.updated_at.date().isoformat(),
        version=note.version,
        chain=build_chain(note),
        history=record_news(note, MAX_NEWS),
        gaps=count_unknown(sections),
    )


def _key_facts(note: Deployment, facts: NoteFacts) -> tuple[Fact, ...]:
    places = tuple(Value(name) for name in place_names(facts.schemes))
    dates = text_value(date_range(note.started, note.ended))
    known_none = note.known_none
    return (
        fact(_("Where"), places, known_none="country" in known_none and "region" in known_none),
        fact(_("When"), dates, known_none=False),
        facts.terms("context", _("Situation")),
        facts.field("again", _("Would use it again"), _again(note)),
    )


def _again(note: Deployment) -> tuple[Value, ...]:
    return (Value(str(note.get_again_display())),) if note.again else ()


def _origin(note: Deployment) -> tuple[Value, ...]:
    """The note that this one was adapted from, where it is public."""
    if note.adapted_from_id is None:
        return ()
    original = Deployment.objects.published().filter(pk=note.adapted_from_id).first()
    if original is None:
        return ()
    return (Value(original.title, original.get_absolute_url(), language=original.language),)


VALUES: dict[str, Callable[[Deployment], tuple[Value, ...]]] = {
    "again": _again,
    "adapted_from_id": _origin,
    "started": lambda note: date_value(note.started),
    "ended": lambda note: date_value(note.ended),
}


def _section(slug: str, title: Label) -> SectionSpec:
    return SectionSpec(slug, title, declared_facts(DEPLOYMENT, slug, VALUES))


SECTIONS = (
    _section("outcome", gettext_lazy("How it went")),
    _section("needs", gettext_lazy("What it needed")),
    _section("where", gettext_lazy("Where and when")),
    _section("for-whom", gettext_lazy("What for, and for whom")),
)


Children = dict[int | None, list[Deployment]]
MAX_STEPS = 20  # steps up and down: a circle that slipped in ends there


def build_chain(note: Deployment) -> ChainStep | None:
    """The tree from the earliest public note that this one goes back to; None without others.

    A note that is not public ends the chain: what is hidden is not hinted at.
    """
    family = {note.pk: note}
    root = _earliest(note, family)
    _descendants(root, family)
    if len(family) == 1:
        return None
    children: Children = {}
    for relative in family.values():
        children.setdefault(relative.adapted_from_id, []).append(relative)
    return _chain_step(root, note, children)


def _earliest(note: Deployment, family: dict[int, Deployment]) -> Deployment:
    top = note
    for _step in range(MAX_STEPS):
        parent = _public().filter(pk=top.adapted_from_id).first() if top.adapted_from_id else None
        if parent is None or parent.pk in family:
            break
        family[parent.pk] = top = parent
    return top


def _descendants(root: Deployment, family: dict[int, Deployment]) -> None:
    level = {root.pk}
    for _step in range(MAX_STEPS):
        children = {child.pk: child for child in _public().filter(adapted_from__in=level)}
        level = set(children) - {root.pk}
        family |= {pk: children[pk] for pk in children if pk not in family}
        if not level:
            break


def _public() -> DeploymentQuerySet:
    return Deployment.objects.published().select_related("tool").prefetch_related("term_links")


def _chain_step(note: Deployment, current: Deployment, children: Children) -> ChainStep:
    terms = term_cache()
    schemes = group_by_scheme(terms.by_pk[link.term_id] for link in note.term_links.all())
    adaptations = children.pop(note.pk, [])  # taken out, so that a circle is walked once
    return ChainStep(
        link=Link(
            note.title, note.get_absolute_url(), current=note == current, language=note.language
        ),
        tool=note.tool.name,
        place=", ".join(place_names(schemes)),
        dates=date_range(note.started, note.ended),
        steps=tuple(
            _chain_step(later, current, children)
            for later in sorted(
                adaptations, key=lambda sibling: (sibling.started or "9", sibling.title)
            )
        ),
    )
