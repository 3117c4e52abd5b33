from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What belongs to a record of this room without being one of its fields.
NEWS_WORDS = {
    "speakers": _("who spoke"),
    "messages": _("what was said"),
    "statistics": _("figures quoted"),
    "links": _("recordings and papers"),
    "tools": _("tools that serve it"),
    "events": _("events"),
    "relations": _("related documents"),
    "follow_ups": _("follow-up"),
    "responses": _("answers to it"),
}


class EventsConfig(AppConfig):
    name = "events"
    label = "events"

    def ready(self) -> None:
        from catalogue.presenters import news, related_sections
        from catalogue.starter import parts
        from events.facets import DOCUMENT_LIST, EVENT_LIST, RECOMMENDATION_LIST
        from events.index_documents import EVENTS
        from events.models import Event
        from events.presenters.related_sections import documents_of, events_of, recommendations_of
        from events.recommendations.models import Document, Recommendation
        from events.starter.parts import PARTS
        from hub.search_engine.document import register

        register(EVENTS)
        parts.add(*PARTS)
        related_sections.tool_sections.append(recommendations_of)
        related_sections.organisation_sections.extend((events_of, documents_of))
        news.facets.extend((*EVENT_LIST, *DOCUMENT_LIST, *RECOMMENDATION_LIST))
        news.models.extend((Event, Document, Recommendation))
        news.words.update(NEWS_WORDS)
