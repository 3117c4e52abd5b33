"""What events put in the index beside their declared fields, and their facets."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import partial

from catalogue.index_documents import organisation_names
from catalogue.models import Organisation
from events.fields.event import COMING, EVENT, PAST
from events.models import Event, EventOrganisation, KeyMessage, Statistic
from events.models.quotation import Quotation
from hub.lists.document_source import RecordContent, RecordContext, RecordSource, Row, context_of
from hub.lists.facets import RecordNames, facets_of
from hub.records.partial_date import span
from hub.search_engine.document import Labels
from hub.vocabulary.models import NOT_KNOWN

# Positions run by date. What has none comes last: nothing here is older than the telephone.
UNDATED = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)


def position_in_time(date: str | None, place: int = 0) -> datetime.datetime:
    """Where a record stands among others by date; of one date, those of a lower place first."""
    if not date:
        moment = UNDATED
    else:
        moment = datetime.datetime.combine(span(date)[0], datetime.time(), datetime.UTC)
    return moment - datetime.timedelta(microseconds=place)


def year_row(date: str | None) -> str:
    return f"year/{date[:4] if date else NOT_KNOWN}"


def organisation_names_by_slug(links: str) -> dict[str, str]:
    """Names of the public organisations behind records with these ``links``, for their facet."""
    behind = Organisation.objects.published().filter(**{f"{links}__isnull": False})
    return dict(behind.values_list("slug", "name"))


def organisation_labels(facet: str, pks: Iterable[int]) -> Labels:
    """Every shown name of the public ones of these organisations, by their row in a facet."""
    names = organisation_names("public", set(pks))
    slugs = Organisation.objects.filter(pk__in=names).values_list("pk", "slug")
    return {f"{facet}/{slug}": [("en", name) for name in names[pk]] for pk, slug in slugs}


def quoted_texts(
    model: type[Quotation], pks: Iterable[int], *columns: str
) -> dict[int, list[str | None]]:
    """The exact words of sources, and these columns beside them, by the key of the record."""
    rows = model._default_manager.filter(**{f"{model.record_field}__in": pks})
    texts: dict[int, list[str | None]] = {}
    for pk, *words in rows.values_list(f"{model.record_field}_id", "quote", *columns):
        texts.setdefault(pk, []).extend(words)
    return texts


class EventSource(RecordSource):
    record_type = EVENT
    columns = ("start", "last_day", "over")

    def labels(self) -> Labels:
        organisers = EventOrganisation.objects.values_list("organisation_id", flat=True)
        return {**super().labels(), **organisation_labels("organiser", organisers)}

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        figures = quoted_texts(Statistic, pks, "counts")
        messages = quoted_texts(KeyMessage, pks)  # their own words are a declared part
        return {
            row["pk"]: context_of(
                row,
                updated=position_in_time(row["start"]),
                texts=filter(None, (*figures.get(row["pk"], ()), *messages.get(row["pk"], ()))),
                rows=(when_row(row),),
            )
            for row in rows
        }

    def fact_rows(self, content: RecordContent) -> set[str]:
        return {year_row(content.values["start"])}


def when_row(row: Row) -> str:
    """Coming or past, as noted on the record: a snapshot cannot know the time."""
    if row["last_day"] is None:
        return f"when/{NOT_KNOWN}"
    return f"when/{PAST if row['over'] else COMING}"


EVENT_SOURCE = EventSource(lambda: Event.objects.all())

ORGANISERS = RecordNames(
    partial(organisation_names_by_slug, "event_links"), "organisation", "event"
)
EVENT_LIST = facets_of(EVENT, {"organiser": ORGANISERS})
