"""Merging organisations: documents and follow-ups of the first are moved to the second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalogue.admin.merge import hand_overs
from catalogue.models import Organisation
from events.recommendations.models import Document, Recommendation
from hub.records.models import Record


def hand_over(
    leaving: Organisation, into: Organisation, recording: Callable[[Record], Any]
) -> None:
    """Issuers and findings, actors of follow-ups and of responses."""
    documents = Document.objects.filter(organisations=leaving) | Document.objects.filter(
        statistics__finding_of=leaving
    )
    for document in documents.distinct():
        with recording(document):
            links = document.organisation_links
            if links.filter(organisation=into).exists():
                links.filter(organisation=leaving).delete()
            links.filter(organisation=leaving).update(organisation=into)
            document.statistics.filter(finding_of=leaving).update(finding_of=into)
    logged = Recommendation.objects.filter(
        follow_ups__organisation=leaving
    ) | Recommendation.objects.filter(responses__organisation=leaving)
    for recommendation in logged.distinct():
        with recording(recommendation):
            recommendation.follow_ups.filter(organisation=leaving).update(organisation=into)
            recommendation.responses.filter(organisation=leaving).update(organisation=into)


hand_overs.register("recommendations", hand_over)
