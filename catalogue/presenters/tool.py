"""A tool's own page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from catalogue.fields.tool import TOOL
from catalogue.index_documents import NOT_SIMILAR, TOOL_LIST
from catalogue.models import Tool
from catalogue.models.tool import ENDED
from catalogue.presenters.facts import (
    RecordFacts,
    SectionSpec,
    Sources,
    build_sections,
    count_unknown,
    date_value,
    declared_facts,
    group_by_scheme,
    never_compared,
    term_fact,
    text_value,
    verification,
    yes_or_no,
)
from catalogue.presenters.misuse import patterns_answered_by
from catalogue.presenters.news import record_news
from catalogue.presenters.practice import PracticeCard, notes_of
from catalogue.presenters.related_sections import LinkedRecord, RelatedSection, related_to_tool
from catalogue.presenters.safety_panel import SafetyPanelView, safety_panel
from catalogue.presenters.tool_cards import audience, key_facts, scope_in_words
from catalogue.presenters.trials import Trial, trials_of
from hub.records.fields import Label, RecordType, TermGroup
from hub.records.keyed_rows import KeyedRows
from hub.search_engine.similar_records import find_similar
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.paths import record_path
from hub.web.view_models import (
    Fact,
    FactSection,
    Link,
    NewsLine,
    SourceRef,
    Value,
    VerificationLabel,
)


@dataclass(frozen=True, slots=True)
class Caution:
    """A finding against the tool: ``text`` in the record's language, ``sources`` by number."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SimilarTool:
    """A neighbour: ``shared`` is a whole sentence ("Both: Case management, Armed conflict.")."""

    link: Link
    shared: str


@dataclass(frozen=True, slots=True)
class Involved:
    """An organisation of the tool. ``role``, ``kind`` and ``seat`` (a country) may be empty."""

    link: Link
    role: str = ""
    kind: str = ""
    seat: str = ""


@dataclass(frozen=True, slots=True)
class ToolPage:
    """A tool, whole.

    ``audience`` says who uses it and whom it is to help, ``key_facts`` are the four or five facts
    that matter next, ``sections`` and ``evidence`` hold all
    facts. ``website`` leads out of the site (None: not known), its label is the bare host;
    ``best_source`` is where to look for a tool without one.
    ``notes`` are the editors' own words. ``ended`` is a whole sentence, empty for a tool that is
    not known to have ended; ``successor`` is what replaced it. ``history`` is newest first;
    ``changed`` is the day of the last change. ``gaps`` counts the facts of the sections that are
    not known. ``practice`` are its published practice notes, ``answers`` the misuse it answers;
    ``trials`` is what curators of this site saw when they tried it.
    ``no_makers``: it is known that no organisation is behind it.
    """

    slug: str
    name: str
    language: str
    summary: str
    scope: Markup
    verification: VerificationLabel
    audience: tuple[Fact, ...]
    key_facts: tuple[Fact, ...]
    sections: tuple[FactSection, ...]
    evidence: FactSection
    sources: tuple[SourceRef, ...]
    makers: tuple[Involved, ...]
    changed: str
    version: int
    panel: SafetyPanelView
    practice: tuple[PracticeCard, ...] = ()
    answers: tuple[LinkedRecord, ...] = ()
    related: tuple[RelatedSection, ...] = ()
    other_names: tuple[str, ...] = ()
    website: Link | None = None
    best_source: Link | None = None
    caution: Caution | None = None
    ended: str = ""
    successor: Link | None = None
    notes: str = ""
    similar: tuple[SimilarTool, ...] = ()
    no_makers: bool = False
    history: tuple[NewsLine, ...] = ()
    gaps: int = 0
    trials: tuple[Trial, ...] = ()


PRACTICE_LEVEL = "practice-note"  # of evidence
MAX_SIMILAR = 6
MAX_NEWS = 5


class ToolFacts(RecordFacts):
    """As its base; terms that an editor inferred are marked, and have no sources.

    ``has_notes``: this site has practice notes of the tool.
    """

    def __init__(self, tool: Tool, sources: Sources, *, has_notes: bool = False) -> None:
        self.record, self.tool, self.sources = tool, tool, sources
        self.has_notes = has_notes
        links = tool.term_links.all()
        self.schemes = group_by_scheme(term_cache().entries(link.term_id for link in links))
        self.inferred = frozenset(link.term_id for link in links if link.inferred)
        self.stated_and_inferred = [
            (term, term.pk in self.inferred)
            for scheme_terms in self.schemes.values()
            for term in scheme_terms
        ]

    def group(self, group: TermGroup, label: str) -> Fact:
        known_none = self.known_none(group)
        terms = self.in_group(group)
        return never_compared(self.stated(group.scheme, label, terms, known_none=known_none))

    def terms(self, scheme: str, label: str, checked: str | None = None) -> Fact:
        if scheme == "status" and self.tool.status_checked_on:
            checked = self.tool.status_checked_on.isoformat()
        known_none = scheme in self.tool.known_none
        terms = self.schemes.get(scheme, [])
        made = self.stated(scheme, label, terms, known_none=known_none, checked=checked)
        return self._practice_said(made) if scheme == "evidence_level" else made

    def practice_sentence(self) -> str:
        """Where the practice is told that an evidence level names: here, or in sources alone.

        Empty for a tool without that level.
        """
        levels = self.schemes.get("evidence_level", ())
        if not any(term.slug == PRACTICE_LEVEL for term in levels):
            return ""
        if self.has_notes:
            return _("Described by practitioners who used it: see “Used in practice”.")
        return _(
            "People who used it describe it in the sources of this record; there is no "
            "practice note on this site yet."
        )

    def _practice_said(self, made: Fact) -> Fact:
        note = self.practice_sentence()
        if not note:
            return made
        return replace(made, values=tuple(replace(value, note=note) for value in made.values))

    def stated(
        self,
        scheme: str,
        label: str,
        terms: list[CachedTerm],
        *,
        known_none: bool,
        checked: str | None = None,
    ) -> Fact:
        stated_terms = [term for term in terms if term.pk not in self.inferred]
        return term_fact(
            label,
            terms,
            known_none=known_none,
            inferred=self.inferred,
            sources=self.sources.of(scheme) if stated_terms else (),
            checked=checked or self.sources.checked.get(scheme),
            doubted=self.sources.doubted.get(scheme),
        )

    def inference_note(self) -> str:
        if not self.inferred:
            return ""
        return _(
            "Risks marked “inferred by an editor” follow from the technique; "
            "no source reports them of this tool."
        )


VALUES: dict[str, Callable[[Tool], tuple[Value, ...]]] = {
    "open_source": lambda tool: yes_or_no(tool.open_source),
    "repository": lambda tool: text_value(tool.repository, tool.repository or ""),
    "first_released": lambda tool: date_value(tool.first_released),
}


EVIDENCE = "evidence"  # the section that stands behind the practice notes


def section_specs(record_type: RecordType) -> tuple[SectionSpec, ...]:
    """The sections of a tool's page, with the facts that the record type declares for each."""

    def section(slug: str, title: Label) -> SectionSpec:
        return SectionSpec(slug, title, declared_facts(record_type, slug, VALUES))

    return (
        section("for-whom", gettext_lazy("What it is for, and for whom")),
        section("needs", gettext_lazy("What you need to use it")),
        section("access", gettext_lazy("What it costs and who may use it")),
        SectionSpec(
            "safeguards",
            gettext_lazy("Data, safeguards and risks"),
            declared_facts(record_type, "safeguards"),
            lead=ToolFacts.inference_note,
        ),
        section("where", gettext_lazy("Where it is used")),
        section(EVIDENCE, gettext_lazy("Evidence and status")),
    )


SECTIONS = section_specs(TOOL)


def tool_page(tool: Tool, snapshot: Snapshot) -> ToolPage:
    """Everything that the page shows. ``tool`` comes from ``Tool.objects.for_page()``."""
    sources = Sources(tool.citations.all())
    practice = tuple(notes_of([tool.pk]).get(tool.pk, ()))
    facts = ToolFacts(tool, sources, has_notes=bool(practice))
    *sections, evidence = build_sections(SECTIONS, facts)
    return ToolPage(
        slug=tool.slug,
        name=tool.name,
        language=tool.language,
        summary=tool.summary,
        scope=scope_in_words(tool.scope),
        verification=verification(tool, sources),
        audience=audience(facts.schemes, tool.known_none),
        key_facts=key_facts(facts.schemes, tool.known_none),
        sections=tuple(sections),
        evidence=evidence,
        sources=sources.listed(),
        makers=_makers(tool),
        no_makers="organisations" in tool.known_none,
        changed=tool.updated_at.date().isoformat(),
        version=tool.version,
        panel=safety_panel(tool, facts.stated_and_inferred, sources),
        practice=practice,
        answers=patterns_answered_by(tool),
        related=related_to_tool(tool),
        other_names=tuple(tool.other_names),
        website=Link(urlsplit(tool.url).netloc, tool.url) if tool.url else None,
        best_source=sources.best(),
        caution=Caution(tool.caution, sources.of("caution")) if tool.caution else None,
        ended=_ended_sentence(facts),
        notes=tool.notes or "",
        similar=_similar(tool, snapshot),
        history=record_news(tool, MAX_NEWS),
        gaps=count_unknown((*sections, evidence)),
        trials=trials_of(
            tool.citations.all(), {key: ref.number for key, ref in sources.refs.items()}
        ),
    )


def _ended_sentence(facts: ToolFacts) -> str:
    for term in facts.schemes.get("status", ()):
        if term.slug in ENDED:
            return _("This tool has ended: %(status)s.") % {"status": term.label().lower()}
    return ""


def _makers(tool: Tool) -> tuple[Involved, ...]:
    makers = []
    for link in tool.organisation_links.all():
        organisation = link.organisation
        if not organisation.is_public:
            continue
        schemes = group_by_scheme(
            term_cache().entries(term_link.term_id for term_link in organisation.term_links.all())
        )
        makers.append(
            Involved(
                link=Link(organisation.name, organisation.get_absolute_url()),
                role=link.role,
                kind="".join(term.label() for term in schemes.get("organisation_type", ())),
                seat="".join(term.label() for term in schemes.get("country", ())),
            )
        )
    return tuple(makers)


_named_tools = KeyedRows(
    lambda pks: (
        Tool.objects.published()
        .filter(pk__in=pks)
        .order_by()
        .values_list("pk", "slug", "name", "language")
    )
)


def _similar(tool: Tool, snapshot: Snapshot) -> tuple[SimilarTool, ...]:
    """Neighbours by shared terms and text, each with what it shares; two queries at the most."""
    neighbours = find_similar(snapshot, tool.pk, MAX_SIMILAR, without=NOT_SIMILAR)
    others = {row[0]: row for row in _named_tools([pk for pk, _shared in neighbours])}
    similar_tools = []
    for pk, shared in neighbours:
        labels = list(dict.fromkeys(_shared_labels(shared)))[:4]
        if pk in others and labels:
            _pk, slug, name, language = others[pk]
            link = Link(name, record_path("tool", slug), language=language)
            similar_tools.append(
                SimilarTool(link, _("Both: %(terms)s") % {"terms": ", ".join(labels)})
            )
    return tuple(similar_tools)


def _shared_labels(rows: Sequence[str]) -> list[str]:
    facets = {facet.name: facet for facet in TOOL_LIST}
    shared = []
    for row in rows:
        facet, _slash, slug = row.partition("/")
        if facet in facets and not facets[facet].by_chance and slug not in (NOT_KNOWN, KNOWN_NONE):
            shared.append(facets[facet].label_of(slug))
    return shared
