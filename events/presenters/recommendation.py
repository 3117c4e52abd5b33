"""A recommendation's own page: its text, its sub-actions, what serves it and what became of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalogue.presenters.facts import text_value, verification
from catalogue.presenters.record_facts import RecordFacts
from catalogue.presenters.source_numbers import Sources
from events.presenters.recommendation_cards import document_of, status_words
from events.recommendations.models import FollowUp, ManagementResponse, Recommendation
from events.recommendations.models.recommendation import NOT_ASSESSED
from events.view_models import Action, ActionStep, LinkedRecord, RecommendationPage
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import FactSection, Link


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
