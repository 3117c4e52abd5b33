"""Merging organisations: documents and follow-ups of the first are moved to the second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.admin.merge import Affected, HandOver, hand_overs
from catalogue.models import Organisation
from events.recommendations.models import Document, Recommendation
from hub.records.models import Record


def documents_of(organisation: Organisation) -> QuerySet[Document]:
    """Those that it issued, and those that quote a statistic of its."""
    issued = Document.objects.filter(organisations=organisation)
    return (issued | Document.objects.filter(statistics__finding_of=organisation)).distinct()


def recommendations_of(organisation: Organisation) -> QuerySet[Recommendation]:
    """Those that it followed up or answered."""
    followed_up = Recommendation.objects.filter(follow_ups__organisation=organisation)
    answered = Recommendation.objects.filter(responses__organisation=organisation)
    return (followed_up | answered).distinct()


def affected(leaving: Organisation) -> Affected:
    return (
        (_("documents"), documents_of(leaving)),
        (_("recommendations"), recommendations_of(leaving)),
    )


def hand_over(
    leaving: Organisation, into: Organisation, recording: Callable[[Record], Any]
) -> None:
    """Issuers and findings, actors of follow-ups and of responses."""
    for document in documents_of(leaving):
        with recording(document):
            links = document.organisation_links
            if links.filter(organisation=into).exists():
                links.filter(organisation=leaving).delete()
            links.filter(organisation=leaving).update(organisation=into)
            document.statistics.filter(finding_of=leaving).update(finding_of=into)
    for recommendation in recommendations_of(leaving):
        with recording(recommendation):
            recommendation.follow_ups.filter(organisation=leaving).update(organisation=into)
            recommendation.responses.filter(organisation=leaving).update(organisation=into)


hand_overs.register("recommendations", HandOver(affected, hand_over))
