"""The facets of the lists of events, documents and recommendations."""

from __future__ import annotations

from events.fields.document import DOCUMENT
from events.fields.event import EVENT
from events.fields.recommendation import RECOMMENDATION
from events.index_documents import organisation_names_by_slug
from events.recommendations.index_documents import document_titles_by_slug
from hub.lists.facets import RecordNames, facets_of

BODIES = RecordNames(organisation_names_by_slug)
TITLES = RecordNames(document_titles_by_slug)

EVENT_LIST = facets_of(EVENT, {"organiser": BODIES})
DOCUMENT_LIST = facets_of(DOCUMENT, {"issuer": BODIES})
RECOMMENDATION_LIST = facets_of(RECOMMENDATION, {"document": TITLES})
