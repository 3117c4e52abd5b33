"""The page of a recommendation: its sub-actions, tools, and what came of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy, ngettext

from catalogue.presenters.facts import (
    RecordFacts,
    SectionSpec,
    Sources,
    build_sections,
    field_fact,
    scheme_fact,
    verification,
)
from catalogue.presenters.related_sections import LinkedRecord
from events.presenters.country_map import CountryMap, country_map
from events.presenters.follow_up import (
    TABLE,
    Share,
    counted_sentence,
    distribution_sentence,
    shares,
    status_label,
)
from events.presenters.follow_up_filter import FollowUpFilter
from events.presenters.follow_up_table import FollowUpTable, follow_up_table, read_entries
from events.presenters.recommendation import document_link
from events.recommendations.distribution import newest_first
from events.recommendations.follow_up_log import FollowUpLog, logs_of
from events.recommendations.models import (
    FollowUp,
    ManagementResponse,
    Recommendation,
    ReportingRound,
)
from hub.vocabulary.term_cache import term_cache
from hub.web.localization import localize_number
from hub.web.view_models import FactSection, Link, SourceRef, VerificationLabel


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
    recommendation: Recommendation, chosen: FollowUpFilter, rounds: Sequence[ReportingRound]
) -> RecommendationPage:
    """Everything that the page shows. ``recommendation`` comes from
    ``Recommendation.objects.for_page()``; ``rounds``: those that readers may hear of. Raises what
    ``follow_up_table`` does.
    """
    sources = Sources(recommendation.citations.all())
    facts = RecordFacts(recommendation, sources)
    parts = recommendation.sub_actions.all()
    logs = logs_of((recommendation, *parts))
    log = logs[recommendation.pk]
    table = follow_up_table(
        log,
        chosen,
        ref=recommendation.ref,
        base=recommendation.get_absolute_url(),
        rounds=rounds,
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
        events=_events(recommendation),
        sources=sources.listed(),
        verification=verification(recommendation, sources),
        changed=recommendation.updated_at.date().isoformat(),
        version=recommendation.version,
        part_of=Link(parent.text, parent.get_absolute_url(), note=parent.ref) if parent else None,
        notes=recommendation.notes or "",
    )


def _events(recommendation: Recommendation) -> tuple[LinkedRecord, ...]:
    return tuple(
        LinkedRecord(
            Link(link.event.name, link.event.get_absolute_url(), language=link.event.language),
            link.reason,
        )
        for link in recommendation.event_links.all()
        if link.event.is_public
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
    # A share counts all addressees and rounds, and so leads to all of them.
    status = replace(chosen.cleared, status=chosen.status) if chosen else FollowUpFilter()
    return Action(
        ref=recommendation.ref,
        label=recommendation.label,
        text=recommendation.text,
        language=recommendation.language,
        status=distribution_sentence(distribution),
        assessed=bool(distribution.entries),
        shares=tuple(shares(distribution, recommendation.get_absolute_url(), status)),
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
    step = _step(entry, status_label(entry.status_slug), entry.evidence, sources)
    return replace(step, said_by=entry.voice)


def _response_step(entry: ManagementResponse, sources: Sources) -> ActionStep:
    return _step(entry, str(entry.get_answer_display()), entry.text, sources)


def _step(
    entry: FollowUp | ManagementResponse, label: str, text: str, sources: Sources
) -> ActionStep:
    country = term_cache().by_pk[entry.country_id].label() if entry.country_id else ""
    return ActionStep(
        date=entry.date or "",
        label=label,
        actor=entry.public_who,
        place=country,
        text=text,
        sources=(sources.number(entry.source),),
    )
