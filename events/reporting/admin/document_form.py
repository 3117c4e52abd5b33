"""The rounds of a document on its form: what came of their requests, and the way to these."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from events.recommendations.admin.document import RoundSummary, round_summaries
from events.recommendations.models import Document, ReportingRound
from events.reporting.admin.report_request import RoundFilter
from events.reporting.models import ReportRequest, today
from events.reporting.round_counts import RoundCounts, count_requests


def lines_of(request: HttpRequest, document: Document) -> list[RoundSummary]:
    rounds = list(document.rounds.all())
    if not rounds or not request.user.has_perm("reporting.view_reportrequest"):
        return []
    counts = count_requests(document, today())
    unsent = set(
        ReportRequest.objects.not_sent().filter(round__in=rounds).values_list("round", flat=True)
    )
    may_ask = request.user.has_perm("reporting.add_reportrequest")
    return [
        RoundSummary(
            name=one.name,
            due=one.due,
            counts=_counts(counts.get(one.pk, RoundCounts()), has_unsent=one.pk in unsent),
            requests=_address("changelist", one),
            asking=_address("paste", one) if may_ask else "",
        )
        for one in rounds
    ]


def _counts(counts: RoundCounts, *, has_unsent: bool) -> str:
    if counts.sentence:
        return counts.sentence
    return _("Requests are entered, and not sent yet") if has_unsent else _("Nobody is asked yet")


def _address(page: str, round_: ReportingRound) -> str:
    query = urlencode({RoundFilter.parameter_name: round_.slug})
    return f"{reverse(f'admin:reporting_reportrequest_{page}')}?{query}"


round_summaries.register("reporting", lines_of)
