"""A tool's own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from catalogue.facets import TOOL_LIST
from catalogue.fields.tool import TOOL
from catalogue.index_documents import RELEASED, SEAT
from catalogue.models import Tool
from catalogue.models.tool import ENDED
from catalogue.presenters.facts import (
    by_scheme,
    fact,
    is_risk,
    term_fact,
    text_value,
    verification,
    yes_or_no,
)
from catalogue.presenters.misuse import answered_by
from catalogue.presenters.news import news_line
from catalogue.presenters.practice import notes_of
from catalogue.presenters.related_sections import joined_to_tool
from catalogue.presenters.safety_panel import safety_panel
from catalogue.presenters.source_numbers import Sources
from catalogue.presenters.tool_cards import key_facts
from catalogue.view_models import Caution, Involved, SimilarTool, ToolPage
from hub.records.fields import RecordField, Storage
from hub.records.models import Change
from hub.search_engine.similar_records import find_similar
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_date
from hub.web.view_models import Fact, FactSection, FactState, Link, Value

NEIGHBOURS = 6
NEWS = 5
# What two tools share only by chance, or because nobody has looked: no sign of likeness.
NO_LIKENESS = frozenset(
    {"status", "scope", "verification", "access", "evidence_level", SEAT, RELEASED}
)


class ToolFacts:
    """Makes the page's facts, each with its state and its sources."""

    def __init__(self, tool: Tool, sources: Sources) -> None:
        self.tool, self.sources = tool, sources
        links = tool.term_links.all()
        entries = term_cache().entries(link.term_id for link in links)
        self.schemes: Mapping[str, list[CachedTerm]] = by_scheme(entries)
        self.inferred = frozenset(link.term_id for link in links if link.inferred)
        self.carried = [
            (entry, entry.pk in self.inferred) for found in self.schemes.values() for entry in found
        ]

    def safeguards(self) -> Fact:
        """What protects. Apart from the risks: one alone would hide that the other is not known."""
        found = [entry for entry in self.schemes.get("safeguard", []) if not is_risk(entry)]
        return self.stated("safeguard", _("Safeguards"), found)

    def risks(self) -> Fact:
        found = [entry for entry in self.schemes.get("safeguard", []) if is_risk(entry)]
        return self.stated("safeguard", _("Risks"), found)

    def terms(self, scheme: str, label: str, checked: str | None = None) -> Fact:
        return self.stated(scheme, label, self.schemes.get(scheme, []), checked)

    def stated(
        self, scheme: str, label: str, entries: list[CachedTerm], checked: str | None = None
    ) -> Fact:
        stated = [entry for entry in entries if entry.pk not in self.inferred]
        return term_fact(
            label,
            entries,
            known_none=scheme in self.tool.known_none,
            inferred=self.inferred,
            sources=self.sources.of(scheme) if stated else (),
            checked=checked or self.sources.checked.get(scheme),
        )

    def field(self, name: str, label: str, values: tuple[Value, ...]) -> Fact:
        return fact(
            label,
            values,
            known_none=name in self.tool.known_none,
            sources=self.sources.of(name) if values else (),
            checked=self.sources.checked.get(name),
        )

    def section(self, group: str) -> tuple[Fact, ...]:
        """The facts that the declaration places in a section of the page."""
        return tuple(self.declared(one) for one in TOOL.placed("page", group))

    def declared(self, declared: RecordField) -> Fact:
        name, label = declared.name, str(declared.label_in(declared.page))
        if declared.storage is Storage.SCHEME:
            day = self.tool.status_checked_on if name == "status" else None
            return self.terms(name, label, day.isoformat() if day else None)
        return self.field(name, label, self.values(name))

    def values(self, name: str) -> tuple[Value, ...]:
        """The values of a column in words."""
        value = getattr(self.tool, name)
        if name == "first_released":
            return date_value(value)
        if name == "repository":
            return text_value(value, value or "")
        return yes_or_no(value) if name == "open_source" else text_value(value)


def tool_page(tool: Tool, snapshot: Snapshot) -> ToolPage:
    """Everything that the page shows. ``tool`` comes from ``Tool.objects.for_page()``."""
    sources = Sources(tool.citations.all())
    facts = ToolFacts(tool, sources)
    sections = _sections(tool, facts)
    unknown = sum(one.state is FactState.UNKNOWN for section in sections for one in section.facts)
    ended = [entry for entry in facts.schemes.get("status", ()) if entry.slug in ENDED]
    return ToolPage(
        slug=tool.slug,
        name=tool.name,
        language=tool.language,
        summary=tool.summary,
        scope=tool.get_scope_display(),
        verification=verification(tool),
        glance=key_facts(facts.schemes, tool.known_none),
        sections=sections,
        sources=sources.listed(),
        makers=_makers(tool),
        changed=tool.updated_at.date().isoformat(),
        version=tool.version,
        panel=safety_panel(tool, facts.carried, sources),
        practice=tuple(notes_of([tool.pk]).get(tool.pk, ())),
        answers=answered_by(tool),
        joined=joined_to_tool(tool),
        other_names=tuple(tool.other_names),
        website=Link(urlsplit(tool.url).netloc, tool.url) if tool.url else None,
        caution=Caution(tool.caution, sources.of("caution")) if tool.caution else None,
        ended=(
            _("This tool has ended: %(status)s.") % {"status": ended[0].label().lower()}
            if ended
            else ""
        ),
        notes=tool.notes or "",
        similar=_similar(tool, snapshot),
        history=tuple(
            news_line(change)
            for change in Change.objects.visible_to("public")
            .filter(kind=Tool.kind, record_id=tool.pk)
            .newest_first()[:NEWS]
        ),
        gaps=unknown,
    )


def _sections(tool: Tool, facts: ToolFacts) -> tuple[FactSection, ...]:
    inferred = bool(facts.inferred)
    return (
        FactSection("for-whom", _("What it is for, and for whom"), facts.section("for-whom")),
        FactSection("where", _("Where it is used"), facts.section("where")),
        FactSection("needs", _("What must be in place"), facts.section("needs")),
        FactSection("access", _("Access and licence"), facts.section("access")),
        FactSection(
            "safeguards",
            _("Safeguards and risks"),
            (facts.safeguards(), facts.risks()),
            lead=(
                _(
                    "Risks marked “inferred by an editor” follow from the technique; "
                    "no source reports them of this tool."
                )
                if inferred
                else ""
            ),
        ),
        FactSection("evidence", _("Evidence and status"), facts.section("evidence")),
    )


def date_value(text: str | None) -> tuple[Value, ...]:
    """A date in the words and the precision of its source."""
    return (Value(localize_date(text)),) if text else ()


def _makers(tool: Tool) -> tuple[Involved, ...]:
    found = []
    for link in tool.organisation_links.all():
        body = link.organisation
        if not body.is_public:
            continue
        terms = by_scheme(term_cache().entries(row.term_id for row in body.term_links.all()))
        found.append(
            Involved(
                link=Link(body.name, body.get_absolute_url()),
                role=link.role,
                kind="".join(entry.label() for entry in terms.get("organisation_type", ())),
                seat="".join(entry.label() for entry in terms.get("country", ())),
            )
        )
    return tuple(found)


def _similar(tool: Tool, snapshot: Snapshot) -> tuple[SimilarTool, ...]:
    """Neighbours by shared terms and text, each with what it shares; two queries at the most."""
    near = find_similar(snapshot, tool.pk, NEIGHBOURS, without=(SEAT, RELEASED))
    others = Tool.objects.published().in_bulk([pk for pk, _shared in near])
    found = []
    for pk, shared in near:
        labels = list(dict.fromkeys(_labels(shared)))[:4]
        if pk in others and labels:
            other = others[pk]
            link = Link(other.name, other.get_absolute_url(), language=other.language)
            found.append(SimilarTool(link, _("Both: %(terms)s") % {"terms": ", ".join(labels)}))
    return tuple(found)


def _labels(rows: Sequence[str]) -> list[str]:
    labels = {facet.name: facet for facet in TOOL_LIST}
    found = []
    for row in rows:
        facet, _slash, slug = row.partition("/")
        if facet in labels and facet not in NO_LIKENESS and slug not in (NOT_KNOWN, KNOWN_NONE):
            found.append(labels[facet].label_of(slug))
    return found
