"""Practice notes: as cards, and as pages of their own with the chain of adaptations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from catalogue.models import Deployment, DeploymentTerm
from catalogue.models.deployment import DeploymentQuerySet
from catalogue.presenters.facts import (
    RecordFacts,
    Sources,
    by_scheme,
    fact,
    labels,
    places,
    span,
    text_value,
    verification,
)
from catalogue.presenters.news import news_line
from catalogue.presenters.tool_cards import highlighted
from hub.records.models import Change
from hub.search_engine.highlighter import Highlighter
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localized_dates import in_words
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


NEWS = 5


def practice_cards(pks: Sequence[int], marker: Highlighter | None = None) -> list[PracticeCard]:
    """Cards in the order of ``pks``, of the notes that are public at this moment. Two queries."""
    notes = Deployment.objects.published().select_related("tool").in_bulk(pks)
    carried = _carried(notes)
    return [_card(notes[pk], carried.get(pk, []), marker) for pk in pks if pk in notes]


def notes_of(tools: Iterable[int]) -> dict[int, list[PracticeCard]]:
    """Cards of the public notes by the primary key of their tool, the latest first."""
    notes = list(Deployment.objects.published().of_tools(tools).select_related("tool"))
    terms = term_cache()
    found: dict[int, list[PracticeCard]] = {}
    for note in notes:
        entries = terms.entries(link.term_id for link in note.term_links.all())
        found.setdefault(note.tool_id, []).append(_card(note, entries, None))
    return found


def _carried(notes: Iterable[int]) -> dict[int, list[CachedTerm]]:
    terms = term_cache()
    found: dict[int, list[CachedTerm]] = {}
    links = DeploymentTerm.objects.filter(deployment__in=notes)
    for pk, term in links.values_list("deployment_id", "term_id"):
        found.setdefault(pk, []).append(terms.by_pk[term])
    return found


def _card(
    note: Deployment, entries: Iterable[CachedTerm], marker: Highlighter | None
) -> PracticeCard:
    schemes = by_scheme(entries)
    texts = (note.adaptation, note.needed, note.worked, note.failed, note.incidents)
    title, summary, matches = highlighted(
        marker,
        note.pk,
        note.title,
        note.summary,
        "\n".join(text for text in texts if text),
        note.language,
    )
    return PracticeCard(
        url=note.get_absolute_url(),
        title=title,
        summary=summary,
        language=note.language,
        tool=Link(note.tool.name, note.tool.get_absolute_url(), language=note.tool.language),
        where=places(schemes),
        contexts=labels(schemes.get("context", ())),
        verification=verification(note),
        dates=span(note.started, note.ended),
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

    def date(self, name: str, label: str) -> Fact:
        text = getattr(self.note, name)
        return self.field(name, label, (Value(in_words(text)),) if text else ())


def practice_page(note: Deployment) -> PracticePage:
    """Everything that the page shows. ``note`` comes from ``Deployment.objects.for_page()``."""
    sources = Sources(note.citations.all())
    facts = NoteFacts(note, sources)
    sections = _sections(note, facts)
    unknown = sum(one.state is FactState.UNKNOWN for section in sections for one in section.facts)
    return PracticePage(
        title=note.title,
        language=note.language,
        summary=note.summary,
        tool=Link(note.tool.name, note.tool.get_absolute_url(), language=note.tool.language),
        verification=verification(note),
        glance=_glance(note, facts),
        sections=sections,
        sources=sources.listed(),
        users=tuple(
            Link(link.organisation.name, link.organisation.get_absolute_url(), note=link.role)
            for link in note.organisation_links.all()
            if link.organisation.is_public
        ),
        changed=note.updated_at.date().isoformat(),
        version=note.version,
        chain=chain(note),
        history=tuple(
            news_line(change)
            for change in Change.objects.visible_to("public")
            .filter(kind=Deployment.kind, record_id=note.pk)
            .newest_first()[:NEWS]
        ),
        gaps=unknown,
    )


def _glance(note: Deployment, facts: NoteFacts) -> tuple[Fact, ...]:
    where = tuple(Value(name) for name in places(facts.schemes))
    when = text_value(span(note.started, note.ended))
    none = note.known_none
    return (
        fact(_("Where"), where, known_none="country" in none and "region" in none),
        fact(_("When"), when, known_none=False),
        facts.terms("context", _("Situation")),
        facts.field("again", _("Would use it again"), _again(note)),
    )


def _again(note: Deployment) -> tuple[Value, ...]:
    return (Value(str(note.get_again_display())),) if note.again else ()


def _origin(note: Deployment) -> tuple[Value, ...]:
    """The note that this one was adapted from, where it is public."""
    if note.adapted_from_id is None:
        return ()
    above = Deployment.objects.published().filter(pk=note.adapted_from_id).first()
    if above is None:
        return ()
    return (Value(above.title, above.get_absolute_url(), language=above.language),)


def _sections(note: Deployment, facts: NoteFacts) -> tuple[FactSection, ...]:
    return (
        FactSection(
            "outcome",
            _("How it went"),
            (
                facts.field("worked", _("What worked")),
                facts.field("failed", _("What failed")),
                facts.field("incidents", _("Incidents")),
                facts.field("again", _("Would use it again"), _again(note)),
                facts.terms("evidence_level", _("Evidence")),
                facts.terms("status", _("Status")),
            ),
        ),
        FactSection(
            "needs",
            _("What it needed"),
            (
                facts.field("needed", _("What must be in place")),
                facts.field("adapted_from_id", _("Adapted from"), _origin(note)),
                facts.field("adaptation", _("What was adapted")),
                facts.terms("connectivity", _("Connection and device")),
                facts.terms("language", _("Languages")),
                facts.terms("safeguard", _("Safeguards applied")),
            ),
        ),
        FactSection(
            "where",
            _("Where and when"),
            (
                facts.field("site", _("Kind of site")),
                facts.terms("context", _("Situation")),
                facts.terms("country", _("Countries")),
                facts.terms("region", _("Regions")),
                facts.date("started", _("From")),
                facts.date("ended", _("Until")),
            ),
        ),
        FactSection(
            "for-whom",
            _("What for, and for whom"),
            (
                facts.terms("purpose", _("Task")),
                facts.terms("user", _("Who used it")),
                facts.terms("target_population", _("For whom")),
                facts.terms("trafficking_type", _("Form of exploitation")),
                facts.terms("action_area", _("Area of action")),
            ),
        ),
    )


Children = dict[int | None, list[Deployment]]
FARTHEST = 20  # steps up and down: a circle that slipped in ends there


def chain(note: Deployment) -> ChainStep | None:
    """The tree from the earliest public note that this one goes back to; None if it stands alone.

    A note that is not public ends the chain: what is hidden is not hinted at.
    """
    family = {note.pk: note}
    root = _earliest(note, family)
    _descendants(root, family)
    if len(family) == 1:
        return None
    children: Children = {}
    for one in family.values():
        children.setdefault(one.adapted_from_id, []).append(one)
    return _step(root, note, children)


def _earliest(note: Deployment, family: dict[int, Deployment]) -> Deployment:
    top = note
    for _step_up in range(FARTHEST):
        above = _public().filter(pk=top.adapted_from_id).first() if top.adapted_from_id else None
        if above is None or above.pk in family:
            break
        family[above.pk] = top = above
    return top


def _descendants(root: Deployment, family: dict[int, Deployment]) -> None:
    level = {root.pk}
    for _step_down in range(FARTHEST):
        below = {one.pk: one for one in _public().filter(adapted_from__in=level)}
        level = set(below) - {root.pk}
        family |= {pk: below[pk] for pk in below if pk not in family}
        if not level:
            break


def _public() -> DeploymentQuerySet:
    return Deployment.objects.published().select_related("tool").prefetch_related("term_links")


def _step(one: Deployment, current: Deployment, children: Children) -> ChainStep:
    terms = term_cache()
    schemes = by_scheme(terms.by_pk[link.term_id] for link in one.term_links.all())
    below = children.pop(one.pk, [])  # taken out, so that a circle is walked once
    return ChainStep(
        link=Link(one.title, one.get_absolute_url(), current=one == current, language=one.language),
        tool=one.tool.name,
        place=", ".join(places(schemes)),
        dates=span(one.started, one.ended),
        steps=tuple(
            _step(later, current, children)
            for later in sorted(below, key=lambda note: (note.started or "9", note.title))
        ),
    )
