"""Recommendations: as cards in lists, and as pages with sub-actions, tools and follow-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from markupsafe import Markup

from catalogue.presenters.facts import (
    RecordFacts,
    SectionSpec,
    Sources,
    build_sections,
    field_fact,
    group_by_scheme,
    scheme_fact,
    sorted_labels,
    verification,
)
from catalogue.presenters.related_sections import LinkedRecord
from catalogue.presenters.tool_cards import highlight_record
from events.fields.recommendation import RECORDED
from events.presenters.country_map import CountryMap, country_map
from events.presenters.follow_up import (
    TABLE,
    FollowUpTable,
    Share,
    counted_sentence,
    distribution_sentence,
    follow_up_table,
    read_entries,
    shares,
    status_label,
)
from events.presenters.follow_up_filter import FollowUpFilter
from events.presenters.record_parts import single_label, terms_by_record
from events.recommendations.distribution import Distribution, newest_first
from events.recommendations.follow_up_log import FollowUpLog, logs_of, public_distributions
from events.recommendations.models import (
    FollowUp,
    ManagementResponse,
    Recommendation,
    RecommendationTerm,
    RecommendationTool,
)
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_number
from hub.web.view_models import FactSection, Link, Marked, SourceRef, VerificationLabel


@dataclass(frozen=True, slots=True)
class RecommendationCard:
    """A recommendation in a list. ``tools`` says what serves it.

    ``status`` is its follow-up, empty while nobody has looked: that is said once, above the list.
    """

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
    """An entry of a follow-up log or an answer: ``label`` in words, ``text`` the evidence."""

    date: str
    label: str
    actor: str
    place: str
    text: str
    sources: tuple[int, ...]
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A recommendation or one of its sub-actions, with its own follow-up and tools.

    ``status``: the distribution in words; ``shares``: as a bar; ``counted``: against whom.
    ``steps``: what stands of its addressees, the newest first; ``all_steps`` leads to every entry.
    """

    ref: str
    label: str
    text: str
    language: str
    status: str
    assessed: bool
    shares: tuple[Share, ...]
    counted: str
    tools: tuple[LinkedRecord, ...]
    answers: tuple[ActionStep, ...]
    steps: tuple[ActionStep, ...] = ()
    all_steps: Link | None = None


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """A recommendation, whole: itself as an action, its sub-actions in their order.

    ``table``: its follow-up by addressee; ``map``: where entries are about countries.
    """

    url: str
    action: Action
    table: FollowUpTable
    map: CountryMap | None
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


def follow_up_sentence(total: int, unassessed: int) -> str:
    """How many recommendations somebody has followed up; empty where it is all of them."""
    if not unassessed:
        return ""
    if total == unassessed:
        return _("None has been followed up yet: nobody has looked at what came of them.")
    sentence = ngettext(
        "%(number)d of %(total)d has been followed up. Nobody has looked at the others yet.",
        "%(number)d of %(total)d have been followed up. Nobody has looked at the others yet.",
        total - unassessed,
    )
    return sentence % {"number": total - unassessed, "total": total}


def follow_up_of_all() -> str:
    """The same of every public recommendation."""
    snapshot = get_snapshot(Recommendation.kind, "public")
    counts = search(snapshot, Query()).facets.get("recorded", {})
    return follow_up_sentence(snapshot.total, snapshot.total - counts.get(RECORDED, 0))


def document_link(recommendation: Recommendation) -> Link | None:
    """A link to its document; None while that is not public."""
    document = recommendation.document
    if not document.is_public:
        return None
    return Link(document.title, document.get_absolute_url(), language=document.language)


def recommendation_cards(
    pks: Sequence[int],
    highlighter: Highlighter | None = None,
    statuses: Mapping[int, Distribution] | None = None,
) -> list[RecommendationCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Three queries.

    ``statuses``: where they are known; else five more queries, once until a fact changes.
    """
    is_public = Q(sub_actions__state="published", sub_actions__visibility="public")
    annotated = (
        Recommendation.objects.published()
        .filter(pk__in=pks)
        .select_related("document")
        .annotate(actions=Count("sub_actions", filter=is_public))
    )
    records = {recommendation.pk: recommendation for recommendation in annotated}
    terms = terms_by_record(
        RecommendationTerm.objects.filter(recommendation__in=records), "recommendation_id"
    )
    if statuses is None:
        statuses = public_distributions(records)
    tools = serving_tool_names(records)
    return [
        _card(
            records[pk],
            terms.get(pk, []),
            statuses[pk],
            tools.get(pk, []),
            highlighter,
        )
        for pk in pks
        if pk in records
    ]


def serving_tool_names(recommendations: Iterable[int]) -> dict[int, list[str]]:
    """Names of the public tools that serve each, itself or by a sub-action; each name once."""
    pks = list(recommendations)
    links = RecommendationTool.objects.by_published("public").filter(
        Q(recommendation__in=pks) | Q(recommendation__parent__in=pks)
    )
    names_by_recommendation: dict[int, dict[str, None]] = {}
    for pk, parent, name in links.values_list(
        "recommendation_id", "recommendation__parent_id", "tool__name"
    ):
        names_by_recommendation.setdefault(pk if parent is None or pk in pks else parent, {})[
            name
        ] = None
    return {pk: list(names) for pk, names in names_by_recommendation.items()}


def _card(
    recommendation: Recommendation,
    terms: list[CachedTerm],
    status: Distribution,
    tools: list[str],
    highlighter: Highlighter | None,
) -> RecommendationCard:
    schemes = group_by_scheme(terms)
    text, _summary, matches = highlight_record(
        highlighter, recommendation.pk, recommendation.text, "", "", recommendation.language
    )
    if tools:
        tools_sentence = ngettext(
            "%(count)d tool can help: %(names)s", "%(count)d tools can help: %(names)s", len(tools)
        ) % {"count": len(tools), "names": ", ".join(tools[:3])}
    else:
        tools_sentence = _("No tool here is known to help")
    return RecommendationCard(
        url=recommendation.get_absolute_url(),
        ref=recommendation.ref,
        text=text,
        language=recommendation.language,
        addressees=sorted_labels(schemes.get("addressee", ())),
        strength=single_label(schemes, "normative_status"),
        status=distribution_sentence(status) if status.entries else "",
        tools=tools_sentence,
        served=bool(tools),
        document=document_link(recommendation),
        actions=recommendation.actions,  # type: ignore[attr-defined]
        verification=verification(recommendation),
        matches=matches,
    )


SECTIONS = (
    SectionSpec(
        "asked",
        gettext_lazy("Who is asked, and how strongly"),
        (
            scheme_fact("addressee", gettext_lazy("Who is asked to act")),
            scheme_fact("normative_status", gettext_lazy("Normative strength")),
            field_fact("source_paragraph", gettext_lazy("Where it is in the document")),
        ),
    ),
    SectionSpec(
        "about",
        gettext_lazy("What it is about"),
        (
            scheme_fact("topic", gettext_lazy("Topics")),
            scheme_fact("action_area", gettext_lazy("Area of action")),
        ),
    ),
)


MAX_STEPS = 5  # of a sub-action on the page of its recommendation


def recommendation_page(
    recommendation: Recommendation, chosen: FollowUpFilter
) -> RecommendationPage:
    """Everything that the page shows. ``recommendation`` comes from
    ``Recommendation.objects.for_page()``. Raises what ``follow_up_table`` does.
    """
    sources = Sources(recommendation.citations.all())
    facts = RecordFacts(recommendation, sources)
    parts = recommendation.sub_actions.all()
    logs = logs_of((recommendation, *parts))
    log = logs[recommendation.pk]
    table = follow_up_table(
        log,
        chosen,
        base=recommendation.get_absolute_url(),
        rounds=recommendation.document.rounds.all(),
        sources=sources,
        language=recommendation.language,
    )
    parent = (
        recommendation.parent if recommendation.parent and recommendation.parent.is_public else None
    )
    return RecommendationPage(
        url=recommendation.get_absolute_url(),
        action=_action(recommendation, sources, log, chosen),
        table=table,
        map=country_map(log),
        document=document_link(recommendation),
        sections=build_sections(SECTIONS, facts),
        actions=_sub_actions(parts, logs, sources),
        events=tuple(
            LinkedRecord(
                Link(link.event.name, link.event.get_absolute_url(), language=link.event.language),
                link.reason,
            )
            for link in recommendation.event_links.all()
            if link.event.is_public
        ),
        sources=sources.listed(),
        verification=verification(recommendation),
        changed=recommendation.updated_at.date().isoformat(),
        version=recommendation.version,
        part_of=Link(parent.text, parent.get_absolute_url(), note=parent.ref) if parent else None,
        notes=recommendation.notes or "",
    )


def _sub_actions(
    parts: Iterable[Recommendation], logs: Mapping[int, FollowUpLog], sources: Sources
) -> tuple[Action, ...]:
    """Each with the newest of what stands in its log."""
    records = list(parts)
    shown = {part.pk: newest_first(logs[part.pk].standing.values())[:MAX_STEPS] for part in records}
    entries = read_entries(entry.pk for own in shown.values() for entry in own)
    return tuple(
        replace(
            _action(part, sources, logs[part.pk]),
            steps=tuple(
                _follow_up_step(entries[entry.pk], sources)
                for entry in shown[part.pk]
                if entry.pk in entries
            ),
            all_steps=_all_steps(part, logs[part.pk]),
        )
        for part in records
    )


def _all_steps(part: Recommendation, log: FollowUpLog) -> Link | None:
    number = len(log.entries)
    if not number:
        return None
    label = ngettext("By addressee: %(number)s entry", "By addressee: %(number)s entries", number)
    return Link(
        label % {"number": localize_number(number)}, part.get_absolute_url() + TABLE, number
    )


def _action(
    recommendation: Recommendation,
    sources: Sources,
    log: FollowUpLog,
    chosen: FollowUpFilter | None = None,
) -> Action:
    distribution = log.distribution
    return Action(
        ref=recommendation.ref,
        label=recommendation.label,
        text=recommendation.text,
        language=recommendation.language,
        status=distribution_sentence(distribution),
        assessed=bool(distribution.entries),
        shares=tuple(shares(distribution, recommendation.get_absolute_url(), chosen)),
        counted=counted_sentence(log.addressed),
        tools=tuple(
            LinkedRecord(
                Link(link.tool.name, link.tool.get_absolute_url(), language=link.tool.language),
                link.reason,
            )
            for link in recommendation.tool_links.all()
            if link.tool.is_public
        ),
        answers=tuple(_response_step(entry, sources) for entry in recommendation.responses.all()),
    )


def _follow_up_step(entry: FollowUp, sources: Sources) -> ActionStep:
    label = status_label(term_cache().by_pk[entry.status_id].slug)
    said_by = str(entry.get_said_by_display()) if entry.said_by else ""
    return replace(_step(entry, label, entry.evidence, sources), said_by=said_by)


def _response_step(entry: ManagementResponse, sources: Sources) -> ActionStep:
    return _step(entry, str(entry.get_answer_display()), entry.text, sources)


def _step(
    entry: FollowUp | ManagementResponse, label: str, text: str, sources: Sources
) -> ActionStep:
    country = term_cache().by_pk[entry.country_id].label() if entry.country_id else ""
    is_named = entry.organisation is None or entry.organisation.is_public
    return ActionStep(
        date=entry.date or "",
        label=label,
        actor=entry.who if is_named else entry.actor or "",
        place=country,
        text=text,
        sources=(sources.number(entry.source),),
    )
