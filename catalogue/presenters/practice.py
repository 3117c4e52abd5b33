"""Practice notes: as cards, and as pages of their own with the chain of adaptations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from catalogue.fields.deployment import DEPLOYMENT
from catalogue.models import Deployment, DeploymentTerm
from catalogue.practice_view_models import PracticeCard, PracticePage
from catalogue.presenters.facts import by_scheme, fact, text_value, verification
from catalogue.presenters.news import news_line
from catalogue.presenters.places import labels, places, span
from catalogue.presenters.practice_chain import chain
from catalogue.presenters.record_facts import RecordFacts
from catalogue.presenters.source_numbers import Sources
from catalogue.presenters.tool_cards import highlighted
from hub.records.fields import RecordField, Storage
from hub.records.models import Change
from hub.search_engine.highlighter import Highlighter
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_date
from hub.web.view_models import Fact, FactSection, FactState, Link, Value

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
        return self.field(name, label, (Value(localize_date(text)),) if text else ())


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
    titles = {
        "outcome": _("How it went"),
        "needs": _("What it needed"),
        "where": _("Where and when"),
        "for-whom": _("What for, and for whom"),
    }
    return tuple(
        FactSection(
            group,
            title,
            tuple(_declared(note, facts, one) for one in DEPLOYMENT.placed("page", group)),
        )
        for group, title in titles.items()
    )


def _declared(note: Deployment, facts: NoteFacts, declared: RecordField) -> Fact:
    name, label = declared.name, str(declared.label_in(declared.page))
    if declared.storage is Storage.SCHEME:
        return facts.terms(name, label)
    if name in ("started", "ended"):
        return facts.date(name, label)
    values = {"again": _again, "adapted_from_id": _origin}
    return facts.field(name, label, values[name](note) if name in values else None)
