"""Recommendations: as cards in lists, and as pages with sub-actions, tools and follow-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from catalogue.presenters.facts import (
    RecordFacts,
    Sources,
    by_scheme,
    labels,
    text_value,
    verification,
)
from catalogue.presenters.related_sections import LinkedRecord
from catalogue.presenters.tool_cards import highlighted
from events.presenters.record_parts import carried, label_of
from events.recommendations.index_documents import newest_statuses
from events.recommendations.models import (
    FollowUp,
    ManagementResponse,
    Recommendation,
    RecommendationTerm,
    RecommendationTool,
)
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.search_engine.highlighter import Highlighter
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.view_models import FactSection, Link, Marked, SourceRef, VerificationLabel


@dataclass(frozen=True, slots=True)
class RecommendationCard:
    """A recommendation in a list. ``status`` is its follow-up; ``tools`` says what serves it."""

    url: str
    ref: str
    text: Markup
    language: str
    addressees: tuple[str, ...]
    strength: str
    status: str
    tools: str
    served: bool
    document: Link | None
    actions: int
    verification: VerificationLabel
    matches: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionStep:
    """An entry of a follow-up log or an answer: ``what`` in words, ``text`` the evidence."""

    date: str
    what: str
    who: str
    where: str
    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """A recommendation or one of its sub-actions, with its own follow-up and tools."""

    ref: str
    label: str
    text: str
    language: str
    status: str
    assessed: bool
    tools: tuple[LinkedRecord, ...]
    log: tuple[ActionStep, ...]
    answers: tuple[ActionStep, ...]


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """A recommendation, whole: itself as an action, its sub-actions in their order."""

    action: Action
    document: Link | None
    sections: tuple[FactSection, ...]
    actions: tuple[Action, ...]
    events: tuple[LinkedRecord, ...]
    sources: tuple[SourceRef, ...]
    verification: VerificationLabel
    changed: str
    version: int
    part_of: Link | None = None
    notes: str = ""


def status_words(slug: str) -> str:
    """The words for a follow-up status."""
    return term_cache().label("followup_status", slug)


def document_of(one: Recommendation) -> Link | None:
    """The document that it stands in; None while readers do not see that."""
    found = one.document
    if not found.is_public:
        return None
    return Link(found.title, found.get_absolute_url(), language=found.language)


def recommendation_cards(
    pks: Sequence[int], marker: Highlighter | None = None
) -> list[RecommendationCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Four queries."""
    out = Q(sub_actions__state="published", sub_actions__visibility="public")
    found = (
        Recommendation.objects.published()
        .filter(pk__in=pks)
        .select_related("document")
        .annotate(actions=Count("sub_actions", filter=out))
    )
    records = {one.pk: one for one in found}
    terms = carried(
        RecommendationTerm.objects.filter(recommendation__in=records), "recommendation_id"
    )
    statuses = newest_statuses(set(records))
    tools = tool_names(records)
    return [
        _card(
            records[pk],
            terms.get(pk, []),
            statuses.get(pk, NOT_ASSESSED),
            tools.get(pk, []),
            marker,
        )
        for pk in pks
        if pk in records
    ]


def tool_names(recommendations: Iterable[int]) -> dict[int, list[str]]:
    """Names of the public tools that serve each, itself or by a sub-action; each name once."""
    mine = list(recommendations)
    links = RecommendationTool.objects.by_published("public").filter(
        Q(recommendation__in=mine) | Q(recommendation__parent__in=mine)
    )
    found: dict[int, dict[str, None]] = {}
    for pk, parent, name in links.values_list(
        "recommendation_id", "recommendation__parent_id", "tool__name"
    ):
        found.setdefault(pk if parent is None or pk in mine else parent, {})[name] = None
    return {pk: list(names) for pk, names in found.items()}


def _card(
    one: Recommendation,
    entries: list[CachedTerm],
    status: str,
    tools: list[str],
    marker: Highlighter | None,
) -> RecommendationCard:
    schemes = by_scheme(entries)
    text, _summary, matches = highlighted(marker, one.pk, one.text, "", "", one.language)
    if tools:
        words = ngettext(
            "%(count)d tool serves it: %(names)s", "%(count)d tools serve it: %(names)s", len(tools)
        ) % {"count": len(tools), "names": ", ".join(tools[:3])}
    else:
        words = _("No tool in this catalogue serves it")
    return RecommendationCard(
        url=one.get_absolute_url(),
        ref=one.ref,
        text=text,
        language=one.language,
        addressees=labels(schemes.get("addressee", ())),
        strength=label_of(schemes, "normative_status"),
        status=status_words(status),
        tools=words,
        served=bool(tools),
        document=document_of(one),
        actions=one.actions,  # type: ignore[attr-defined]
        verification=verification(one),
        matches=matches,
    )


def recommendation_page(one: Recommendation) -> RecommendationPage:
    """Everything that the page shows. ``one`` comes from ``Recommendation.objects.for_page()``."""
    sources = Sources(one.citations.all())
    facts = RecordFacts(one, sources)
    parent = one.parent if one.parent and one.parent.is_public else None
    return RecommendationPage(
        action=_action(one, sources),
        document=document_of(one),
        sections=_sections(one, facts),
        actions=tuple(_action(below, sources) for below in one.sub_actions.all()),
        events=tuple(
            LinkedRecord(
                Link(link.event.name, link.event.get_absolute_url(), language=link.event.language),
                link.reason,
            )
            for link in one.event_links.all()
            if link.event.is_public
        ),
        sources=sources.listed(),
        verification=verification(one),
        changed=one.updated_at.date().isoformat(),
        version=one.version,
        part_of=Link(parent.text, parent.get_absolute_url(), note=parent.ref) if parent else None,
        notes=one.notes or "",
    )


def _action(one: Recommendation, sources: Sources) -> Action:
    status = one.followup_status
    return Action(
        ref=one.ref,
        label=one.label,
        text=one.text,
        language=one.language,
        status=status_words(status),
        assessed=status != NOT_ASSESSED,
        tools=tuple(
            LinkedRecord(
                Link(link.tool.name, link.tool.get_absolute_url(), language=link.tool.language),
                link.reason,
            )
            for link in one.tool_links.all()
            if link.tool.is_public
        ),
        log=tuple(_follow_up(entry, sources) for entry in one.follow_ups.all()),
        answers=tuple(_answer(entry, sources) for entry in one.responses.all()),
    )


def _follow_up(entry: FollowUp, sources: Sources) -> ActionStep:
    what = status_words(entry.status.slug)
    return _step(entry, what, entry.evidence, sources)


def _answer(entry: ManagementResponse, sources: Sources) -> ActionStep:
    return _step(entry, str(entry.get_answer_display()), entry.text, sources)


def _step(
    entry: FollowUp | ManagementResponse, what: str, text: str, sources: Sources
) -> ActionStep:
    country = term_cache().by_pk[entry.country_id].label() if entry.country_id else ""
    named = entry.organisation is None or entry.organisation.is_public
    return ActionStep(
        date=entry.date or "",
        what=what,
        who=entry.who if named else entry.actor or "",
        where=country,
        text=text,
        sources=(sources.number(entry.source),),
    )


def _sections(one: Recommendation, facts: RecordFacts) -> tuple[FactSection, ...]:
    return (
        FactSection(
            "asked",
            _("Who is asked, and how strongly"),
            (
                facts.terms("addressee", _("Who is asked to act")),
                facts.terms("normative_status", _("Normative strength")),
                facts.field(
                    "source_paragraph",
                    _("Where it stands in the document"),
                    text_value(one.source_paragraph),
                ),
            ),
        ),
        FactSection(
            "about",
            _("What it is about"),
            (
                facts.terms("topic", _("Topics")),
                facts.terms("action_area", _("Area of action")),
            ),
        ),
    )
