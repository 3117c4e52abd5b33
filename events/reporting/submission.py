"""Taking in what a focal point sends: once, again while nobody has begun to read, and not after."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from events.reporting.forms import SentAnswer
from events.reporting.models import ReportAnswer, ReportRequest, today
from events.reporting.report_requests import stamp_page
from hub.records.database_clock import now_in_database


class NotTakenError(Exception):
    """The request was withdrawn, closed or read meanwhile."""


def submit(pk: int, nonce: str, answers: Sequence[SentAnswer], *, actions: Collection[int]) -> None:
    """Store the answers to ``actions`` in the place of those of before. Raises NotTakenError.

    Answers to others stay: whoever corrects does not see them. ``nonce``: of the link that it was
    sent by; a link that was revoked meanwhile sends nothing.
    """
    with transaction.atomic():
        request = (
            ReportRequest.objects.select_for_update(of=("self",))
            .select_related("round")
            .filter(pk=pk, nonce=nonce)
            .first()
        )
        if request is None or not request.can_be_corrected(today()):
            raise NotTakenError
        request.answers.filter(recommendation__in=actions).delete()
        ReportAnswer.objects.bulk_create(
            ReportAnswer(
                request=request,
                recommendation_id=answer.recommendation,
                status_id=answer.status,
                evidence=answer.evidence,
                source_title=answer.source_title,
                source_url=answer.source_url,
                date=answer.date,
            )
            for answer in answers
        )
        is_first = request.sent_in_at is None
        request.sent_in_at = now_in_database()
        request.save(update_fields=["sent_in_at"])
        if is_first:
            stamp_page(pk)
