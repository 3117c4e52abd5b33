from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from catalogue.presenters.related_sections import organisation_sections, tool_sections
        from events.fields.event import EVENT
        from events.index_documents import EVENT_SOURCE
        from events.presenters.follow_up_filter import FILTER_PARAMETERS, VOICE_PARAMETERS
        from events.presenters.related_sections import (
            asked_of_body,
            documents_of,
            events_of,
            recommendations_of,
            recorded_about_body,
        )
        from events.shown_records import SHOWN
        from events.views.lists import DOCUMENTS, EVENTS, RECOMMENDATIONS
        from hub.lists.spec import register_lists
        from hub.records.models.page_change import register_showings
        from hub.records.registry import register_record_types
        from hub.search_engine.document import register
        from hub.web.page_parameters import page_parameters, register_parameters

        register_record_types(EVENT)
        register_showings(*SHOWN)
        register(EVENT_SOURCE)
        register_lists(EVENTS, RECOMMENDATIONS, DOCUMENTS)
        register_parameters(page_parameters["events"], "events-calendar")
        register_parameters(FILTER_PARAMETERS, "recommendation", "document-matrix")
        register_parameters(VOICE_PARAMETERS, "country")
        tool_sections.register("recommendations", recommendations_of)
        organisation_sections.register("events", events_of)
        organisation_sections.register("documents", documents_of)
        organisation_sections.register("recorded", recorded_about_body)
        organisation_sections.register("asked", asked_of_body)
