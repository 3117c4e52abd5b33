"""What events put in the index."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from catalogue.index_documents import (
    RecordSource,
    gathered,
    knowing_rows,
    organisation_names,
    term_rows,
)
from catalogue.models import Organisation
from events.date_spans import span
from events.models import Event, EventOrganisation, EventTerm, KeyMessage, Participation
from hub.search_engine.document import IndexDocument, Labels
from hub.vocabulary.models import NOT_KNOWN
from hub.vocabulary.term_cache import newest_term_cache

EVENT_FACETS = (
    "event_type",
    "series",
    "when",
    "year",
    "place",
    "topic",
    "context",
    "organiser",
    "mode",
    "language",
    "action_area",
)
COMING, PAST = "coming", "past"
# Positions run by date. What has none comes last: nothing here is older than the telephone.
UNDATED = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)


def at(date: str | None, place: int = 0) -> datetime.datetime:
    """Where a record stands among others by date; of one date, those of a lower place first."""
    if not date:
        moment = UNDATED
    else:
        moment = datetime.datetime.combine(span(date)[0], datetime.time(), datetime.UTC)
    return moment - datetime.timedelta(microseconds=place)


def year_row(date: str | None) -> str:
    return f"year/{date[:4] if date else NOT_KNOWN}"


def organisation_names_by_slug() -> dict[str, str]:
    """Names of the public organisations behind events and documents, for their facets."""
    held = Organisation.objects.published().exclude(event_links=None, document_links=None)
    return dict(held.values_list("slug", "name"))


def organisation_labels(facet: str, held: Iterable[int]) -> Labels:
    """Every shown name of the public ones of these organisations, by their row in a facet."""
    names = organisation_names("public", set(held))
    slugs = Organisation.objects.filter(pk__in=names).values_list("pk", "slug")
    return {f"{facet}/{slug}": [("en", name) for name in names[pk]] for pk, slug in slugs}


class EventSource(RecordSource):
    kind = "event"
    facets = EVENT_FACETS

    def labels(self) -> Labels:
        held = EventOrganisation.objects.values_list("organisation_id", flat=True)
        return {**super().labels(), **organisation_labels("organiser", held)}

    def chunk(self, tier: str, records: QuerySet[Any], pks: list[int]) -> Iterator[IndexDocument]:
        terms = newest_term_cache()
        carried = gathered(
            EventTerm.objects.filter(event__in=pks).values_list("event_id", "term_id")
        )
        held = gathered(
            EventOrganisation.objects.filter(
                event__in=pks, organisation__in=Organisation.objects.published(tier)
            ).values_list("event_id", "organisation__slug")
        )
        people = gathered(
            Participation.objects.filter(event__in=pks).values_list("event_id", "name")
        )
        messages = gathered(
            KeyMessage.objects.filter(event__in=pks).values_list("event_id", "text")
        )
        for event in records:
            rows = term_rows(terms, carried.get(event.pk, ()))
            rows |= {f"organiser/{slug}" for slug in held.get(event.pk, ())}
            rows |= {year_row(event.start), when_row(event)}
            rows |= {f"mode/{event.mode}"} if event.mode else set()
            rows |= knowing_rows(self.facets, rows, event.known_none)
            texts = (event.place, event.parent_name, *messages.get(event.pk, ()), event.notes)
            yield IndexDocument(
                pk=event.pk,
                seq=event.index_seq,
                updated=at(event.start),
                title=event.name,
                names=tuple(people.get(event.pk, ())),
                summary=event.theme or "",
                description="\n".join(text for text in texts if text),
                language=event.language,
                rows=frozenset(rows),
                ended=False,
                verified_on=event.verified_on,
            )


def when_row(event: Event) -> str:
    """Coming or past, as noted on the record: a snapshot cannot know the time. See ``midnight``."""
    if event.last_day is None:
        return f"when/{NOT_KNOWN}"
    return f"when/{PAST if event.over else COMING}"


EVENTS = EventSource(lambda: Event.objects.all())
