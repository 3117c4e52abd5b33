"""The facets of the lists of events, documents and recommendations, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.index_documents import PLACES
from events.index_documents import COMING, EVENT_FACETS, PAST, organisation_names_by_slug
from events.models import Event
from events.recommendations.index_documents import (
    COMPLETE,
    DOCUMENT_FACETS,
    INCOMPLETE,
    NOT_DECLARED,
    NOT_SERVED,
    RECOMMENDATION_FACETS,
    SERVED,
    document_titles_by_slug,
)
from hub.lists.facets import Facet
from hub.lists.record_names import RecordNames

YEARS = {str(year): str(year) for year in range(2100, 1899, -1)}
BODIES = RecordNames(organisation_names_by_slug)
TITLES = RecordNames(document_titles_by_slug)

_FACETS = {
    facet.name: facet
    for facet in (
        Facet("event_type", _("Kind of event")),
        Facet("series", _("Series"), by_label=True),
        Facet("when", _("When"), fixed={COMING: _("Coming"), PAST: _("Past")}),
        Facet("year", _("Year"), fixed=YEARS),
        Facet("place", _("Where"), schemes=PLACES, tree=True),
        Facet("topic", _("Topic")),
        Facet("context", _("Situation")),
        Facet("organiser", _("Organiser"), fixed=BODIES),
        Facet("mode", _("Held"), fixed=dict(Event.Mode.choices)),
        Facet("language", _("Language"), by_label=True),
        Facet("action_area", _("Area of action")),
        Facet("document_type", _("Kind of document")),
        Facet("issuer", _("Issued by"), fixed=BODIES),
        Facet(
            "complete",
            _("Recorded here"),
            fixed={
                COMPLETE: _("All its recommendations"),
                INCOMPLETE: _("A part of its recommendations"),
                NOT_DECLARED: _("It does not say how many it has"),
            },
        ),
        Facet("addressee", _("Who is asked to act")),
        Facet("normative_status", _("Normative strength")),
        Facet("followup_status", _("Follow-up")),
        Facet("document", _("Document"), fixed=TITLES),
        Facet(
            "tools",
            _("Tools"),
            fixed={SERVED: _("A tool serves it"), NOT_SERVED: _("No tool serves it")},
        ),
    )
}
EVENT_LIST = tuple(_FACETS[name] for name in EVENT_FACETS)
DOCUMENT_LIST = tuple(_FACETS[name] for name in DOCUMENT_FACETS)
RECOMMENDATION_LIST = tuple(_FACETS[name] for name in RECOMMENDATION_FACETS)
