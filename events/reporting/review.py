"""A curator reads the answers: each is published as the addressee's statement, or declined."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.recommendations.models import FollowUp, Recommendation
from events.reporting.models import ReportAnswer, ReportRequest, today
from hub.records.database_clock import now_in_database
from hub.records.models import Source, recorded_change

Decision = ReportAnswer.Decision


def accept(pk: int, *, by: Any, evidence: str) -> bool:
    """Publish an answer in these words; whether nobody had decided before.

    Raises ValidationError where the ledger refuses the entry.
    """
    with transaction.atomic():
        answer = _undecided(pk)
        if answer is None:
            return False
        _publish(answer, evidence, by=by)
        published = evidence if evidence != answer.evidence else ""
        _decide(answer, Decision.ACCEPTED, by=by, published_evidence=published)
    return True


def decline(pk: int, *, by: Any, reason: str) -> bool:
    """Do not publish an answer; whether nobody had decided before."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a sentence that the addressee can read.")})
    with transaction.atomic():
        answer = _undecided(pk)
        if answer is None:
            return False
        _decide(answer, Decision.DECLINED, by=by, reason=reason.strip())
    return True


def take(pk: int) -> None:
    """A curator has begun: from now on the addressee cannot change what was sent in."""
    ReportRequest.objects.filter(pk=pk, taken_at=None, sent_in_at__isnull=False).update(
        taken_at=now_in_database()
    )


def hand_back(pk: int) -> bool:
    """Let the addressee correct what was sent in; not once something of it was published.

    Nor where nobody could: after the round has closed, or without an address to write to.
    """
    with transaction.atomic():
        rows = ReportRequest.objects.select_for_update(of=("self",)).select_related("round")
        request = rows.get(pk=pk)
        if request.taken_at is None or request.withdrawn_at or request.closed(today()):
            return False
        if not request.address or request.answers.filter(decision=Decision.ACCEPTED).exists():
            return False
        request.answers.update(decision="", reason="", decided_at=None, decided_by=None)
        ReportRequest.objects.filter(pk=pk).update(taken_at=None, settled_at=None)
    return True


def _undecided(pk: int) -> ReportAnswer | None:
    """The answer, locked with its request: two curators, or the addressee, do not meet here."""
    request = ReportAnswer.objects.filter(pk=pk).values_list("request", flat=True).first()
    if request is None:
        return None
    ReportRequest.objects.select_for_update().get(pk=request)
    answers = ReportAnswer.objects.select_for_update().filter(pk=pk, decision="")
    return answers.first()


def _publish(answer: ReportAnswer, evidence: str, *, by: Any) -> None:
    request, recommendation = answer.request, answer.recommendation
    with recorded_change(recommendation, by=by, reason=request.round.name):
        source, _made = Source.objects.get_or_create(
            url=answer.source_url, title=answer.source_title
        )
        entry = FollowUp(
            recommendation=Recommendation.objects.get(pk=recommendation.pk),
            country=request.country,
            organisation=request.organisation,
            status=answer.status,
            evidence=evidence,
            source=source,
            date=answer.date,
            round=request.round,
            said_by=FollowUp.SaidBy.ADDRESSEE,
        )
        entry.full_clean()
        entry.save()


def _decide(answer: ReportAnswer, decision: str, *, by: Any, **words: str) -> None:
    now = now_in_database()
    ReportAnswer.objects.filter(pk=answer.pk).update(
        decision=decision, decided_by=by, decided_at=now, **words
    )
    take(answer.request_id)
    if not ReportAnswer.objects.filter(request=answer.request_id, decision="").exists():
        ReportRequest.objects.filter(pk=answer.request_id, settled_at=None).update(settled_at=now)
