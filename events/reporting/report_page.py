"""What the pages of a focal point show: each action, what is said of it, and what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from events.recommendations.models import FollowUp, Recommendation
from events.reporting.forms import TYPED, AnswerForm, ReportForm, statuses
from events.reporting.models import ReportAnswer, ReportRequest
from events.reporting.report_requests import actions_of
from hub.vocabulary.term_cache import term_cache
from hub.web.localization import localize_date
from hub.web.operator import operator
from hub.web.view_models import Link

FEW = 6  # actions up to which all are open; of more the first is, to show what is asked


@dataclass(frozen=True)
class Statement:
    """What somebody said about the addressee on one action. ``who`` in words."""

    who: str
    status: str
    date: str
    evidence: str
    source: Link


@dataclass(frozen=True)
class ActionFields:
    """One action with its part of the form. ``values`` and ``errors`` by field."""

    pk: int
    ref: str
    label: str
    text: str
    language: str
    depth: int
    url: str
    own: tuple[Statement, ...]
    others: tuple[Statement, ...]
    values: Mapping[str, str]
    errors: Mapping[str, Sequence[str]]
    asks_to_publish: bool
    is_open: bool


@dataclass(frozen=True)
class SentAction:
    """One action with what was sent in, and what became of it."""

    ref: str
    text: str
    language: str
    status: str
    date: str
    evidence: str
    source: Link
    decision: str
    reason: str
    published: str


@dataclass(frozen=True)
class ReportPage:
    """Who is asked for what, by when, and what happens with it."""

    name: str
    round: str
    document: Link
    language: str
    askers: tuple[str, ...]
    due: str
    closes: str
    contact: Link | None
    token: str
    choices: tuple[tuple[str, str], ...] = ()
    actions: tuple[ActionFields, ...] = ()
    sent: tuple[SentAction, ...] = ()
    sent_on: str = ""
    can_correct: bool = False
    complaints: Sequence[str] = field(default_factory=tuple)
    orphans: Sequence[str] = field(default_factory=tuple)


def form_page(
    request: ReportRequest, token: str, form: ReportForm, complaints: Sequence[str] = ()
) -> ReportPage:
    """The form. ``form`` is of the actions of the request; it shows its orphans with complaints."""
    actions = actions_of(request)
    said = statements(request, [action.pk for _depth, action in actions])
    are_few = len(actions) <= FEW
    fields = tuple(
        _fields(action, depth, form.forms[action.pk], said.get(action.pk, ()), are_few or not place)
        for place, (depth, action) in enumerate(actions)
        if action.pk in form.forms
    )
    choices = tuple((term.slug, term.label()) for term in statuses())
    return ReportPage(
        **_head(request, token),
        choices=choices,
        actions=fields,
        complaints=complaints,
        orphans=form.orphans if complaints else (),
    )


def sent_page(request: ReportRequest, token: str, *, can_correct: bool) -> ReportPage:
    """What was sent in. Of an action that is hidden by now only its reference."""
    assert request.sent_in_at is not None  # noqa: S101  # whoever calls has looked
    answers = request.answers.select_related("recommendation")
    return ReportPage(
        **_head(request, token),
        sent=tuple(_sent(answer) for answer in answers),
        sent_on=localize_date(request.sent_in_at.date().isoformat()),
        can_correct=can_correct,
    )


def statements(
    request: ReportRequest, recommendations: Iterable[int]
) -> dict[int, list[tuple[bool, Statement]]]:
    """What the public ledger says of the addressee, newest first; whether it says so itself."""
    about = {"country": request.country_id}
    if request.country_id is None:
        about |= {"organisation": request.organisation_id}
    rows = FollowUp.objects.filter(recommendation__in=list(recommendations), **about)
    said: dict[int, list[tuple[bool, Statement]]] = {}
    for entry in rows.select_related("source"):
        is_own = entry.said_by == FollowUp.SaidBy.ADDRESSEE
        statement = Statement(
            who=str(entry.get_said_by_display() or _("Not noted who says it")),
            status=_status(entry.status_id),
            date=localize_date(entry.date) if entry.date else "",
            evidence=entry.evidence,
            source=_source(entry.source.title, entry.source.url),
        )
        said.setdefault(entry.recommendation_id, []).append((is_own, statement))
    return said


def _head(request: ReportRequest, token: str) -> dict[str, Any]:
    document, closes = request.round.document, request.round.closes
    contact = operator().contact
    return {
        "name": request.name,
        "round": request.round.name,
        "document": Link(document.title, document.get_absolute_url()),
        "language": document.language,
        "askers": tuple(request.asker_names()),
        "due": localize_date(request.due_on.isoformat()) if request.due_on else "",
        "closes": localize_date(closes.isoformat()) if closes else "",
        "contact": Link(contact, operator().contact_link) if contact else None,
        "token": token,
    }


def _fields(
    action: Recommendation,
    depth: int,
    form: AnswerForm,
    said: Iterable[tuple[bool, Statement]],
    is_open: bool,
) -> ActionFields:
    errors = {name: [str(each) for each in each_of] for name, each_of in form.errors.items()}
    is_answered = not form.is_blank
    return ActionFields(
        pk=action.pk,
        ref=action.ref,
        label=action.label,
        text=action.text,
        language=action.language,
        depth=depth,
        url=action.get_absolute_url() if action.parent_id is None else "",
        own=tuple(statement for is_own, statement in said if is_own),
        others=tuple(statement for is_own, statement in said if not is_own),
        values={name: form.typed(name) for name in (*TYPED, "publish")},
        errors=errors if is_answered else {},
        asks_to_publish=form.asks_to_publish() if is_answered else False,
        is_open=is_open or is_answered,
    )


def _sent(answer: ReportAnswer) -> SentAction:
    return SentAction(
        ref=answer.recommendation.ref,
        text=answer.recommendation.text if answer.recommendation.is_public else "",
        language=answer.recommendation.language,
        status=_status(answer.status_id),
        date=localize_date(answer.date),
        evidence=answer.evidence,
        source=_source(answer.source_title, answer.source_url),
        decision=str(answer.get_decision_display()) if answer.decision else "",
        reason=answer.reason,
        published=answer.published_evidence,
    )


def _status(pk: int) -> str:
    return term_cache().by_pk[pk].label()


def _source(title: str, url: str) -> Link:
    return Link(title or urlsplit(url).netloc, url)
