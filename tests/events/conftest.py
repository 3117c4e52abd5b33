"""The cast of this room: events, documents, recommendations and their follow-up."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from events.models import Event, EventOrganisation, EventTerm
from events.recommendations.models import (
    Document,
    DocumentOrganisation,
    DocumentTerm,
    FollowUp,
    Recommendation,
    RecommendationTerm,
    RecommendationTool,
)
from hub.records.models import Source, recorded_change
from tests.plugins.cast import LEFT_TO_THE_DATABASE

numbers = count(1)


@pytest.fixture
def make_event(make_term: Any) -> Callable[..., Event]:
    """A published event; ``terms`` are keys, ``organisers`` organisations."""

    def make(*, terms: tuple[str, ...] = (), organisers: tuple[Any, ...] = (), **changes: Any):
        number = next(numbers)
        event = Event(
            **{"slug": f"event-{number}", "name": f"Event {number}", "state": "published"} | changes
        )
        carried = [make_term(key) for key in terms]
        with recorded_change(event, news=False):
            event.full_clean(**LEFT_TO_THE_DATABASE)
            event.save()
            for term in carried:
                EventTerm.objects.create(event=event, term=term)
            for body in organisers:
                EventOrganisation.objects.create(event=event, organisation=body)
        return event

    return make


@pytest.fixture
def make_document(make_term: Any) -> Callable[..., Document]:
    def make(*, terms: tuple[str, ...] = (), issuers: tuple[Any, ...] = (), **changes: Any):
        number = next(numbers)
        document = Document(
            **{
                "slug": f"document-{number}",
                "title": f"Document {number}",
                "state": "published",
                "all_states": True,
            }
            | changes
        )
        carried = [make_term(key) for key in terms]
        with recorded_change(document, news=False):
            document.full_clean(**LEFT_TO_THE_DATABASE)
            document.save()
            for term in carried:
                DocumentTerm.objects.create(document=document, term=term)
            for body in issuers:
                DocumentOrganisation.objects.create(document=document, organisation=body)
        return document

    return make


@pytest.fixture
def make_recommendation(make_document: Any, make_term: Any) -> Callable[..., Recommendation]:
    """A published recommendation, in a document of its own unless one is given."""

    def make(*, terms: tuple[str, ...] = (), tools: tuple[Any, ...] = (), **changes: Any):
        number = next(numbers)
        if "document" not in changes:
            above = changes.get("parent")
            changes["document"] = above.document if above else make_document()
        values = {"slug": f"REC-{number}", "text": f"Do {number}.", "state": "published"}
        recommendation = Recommendation(**values | changes)
        carried = [make_term(key) for key in terms]
        with recorded_change(recommendation, news=False):
            recommendation.full_clean(**LEFT_TO_THE_DATABASE)
            recommendation.save()
            for term in carried:
                RecommendationTerm.objects.create(recommendation=recommendation, term=term)
            for tool in tools:
                RecommendationTool.objects.create(
                    recommendation=recommendation, tool=tool, reason="It does that."
                )
        return recommendation

    return make


@pytest.fixture
def make_follow_up(make_term: Any) -> Callable[..., FollowUp]:
    def make(recommendation: Recommendation, status: str = "under-way", **changes: Any):
        source, _made = Source.objects.get_or_create(title="A report", url="")
        values = {"evidence": "A law was passed.", "source": source, **changes}
        with recorded_change(recommendation):
            return FollowUp.objects.create(
                recommendation=recommendation,
                status=make_term(f"followup_status/{status}"),
                **values,
            )

    return make
