"""Merging organisations: documents and follow-ups of the first are moved to the second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.admin.merge import Affected, HandOver, hand_over_links, hand_overs
from catalogue.models import Organisation
from events.recommendations.models import Document, Recommendation
from hub.records.models import Record


def documents_of(organisation: Organisation) -> QuerySet[Document]:
    """Those that it issued, that quote a statistic of its, address it or have a round of its."""
    return Document.objects.filter(
        Q(organisations=organisation)
        | Q(statistics__finding_of=organisation)
        | Q(named_addressees__organisation=organisation)
        | Q(rounds__body=organisation)
    ).distinct()


def recommendations_of(organisation: Organisation) -> QuerySet[Recommendation]:
    """Those that it followed up or answered, and those that address it by name."""
    return Recommendation.objects.filter(
        Q(follow_ups__organisation=organisation)
        | Q(responses__organisation=organisation)
        | Q(named_addressees__organisation=organisation)
    ).distinct()


def affected(leaving: Organisation) -> Affected:
    return (
        (_("documents"), documents_of(leaving)),
        (_("recommendations"), recommendations_of(leaving)),
    )


def hand_over(
    leaving: Organisation, into: Organisation, recording: Callable[[Record], Any]
) -> None:
    """Issuers, findings and rounds, addressees by name, actors of follow-ups and of responses."""
    for document in documents_of(leaving):
        with recording(document):
            hand_over_links(document.organisation_links, leaving, into)
            hand_over_links(document.named_addressees, leaving, into)
            document.rounds.filter(body=leaving).update(body=into)
            document.statistics.filter(finding_of=leaving).update(finding_of=into)
    for recommendation in recommendations_of(leaving):
        with recording(recommendation):
            hand_over_links(recommendation.named_addressees, leaving, into)
            recommendation.follow_ups.filter(organisation=leaving).update(organisation=into)
            recommendation.responses.filter(organisation=leaving).update(organisation=into)


hand_overs.register("recommendations", HandOver(affected, hand_over))
