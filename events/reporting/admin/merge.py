"""Merging organisations: requests to the first become requests to the second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.admin.merge import Affected, HandOver, hand_overs
from catalogue.models import Organisation
from events.reporting.models import ReportRequest
from events.reporting.report_requests import stamp_page, withdraw
from hub.records.models import Record


def requests_of(organisation: Organisation) -> QuerySet[ReportRequest]:
    return ReportRequest.objects.filter(organisation=organisation)


def affected(leaving: Organisation) -> Affected:
    requests = requests_of(leaving).select_related("round", "organisation")
    return ((_("requests to report"), requests),)


def hand_over(
    leaving: Organisation, into: Organisation, recording: Callable[[Record], Any]
) -> None:
    """Move all requests. Of two that stand in one round the one with the smaller claim ends."""
    standing = ReportRequest.objects.standing()
    others = {request.round_id: request for request in standing.filter(organisation=into)}
    for request in requests_of(leaving):
        other = others.get(request.round_id)
        if other is not None and request.withdrawn_at is None:
            withdraw(min(request, other, key=_claim_to_stand).pk)
        ReportRequest.objects.filter(pk=request.pk).update(organisation=into)
        stamp_page(request.pk)


def _claim_to_stand(request: ReportRequest) -> tuple[bool, bool, bool, bool]:
    """Higher where answers wait to be read, then where some are in, then where it was asked."""
    is_in = request.sent_in_at is not None
    return is_in and not request.settled_at, is_in, bool(request.asked_at), bool(request.address)


hand_overs.register("reporting", HandOver(affected, hand_over))
