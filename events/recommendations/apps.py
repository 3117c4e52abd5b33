from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    name = "events.recommendations"
    label = "recommendations"
    verbose_name = _("Documents and recommendations")

    def ready(self) -> None:
        from events.fields.document import DOCUMENT
        from events.fields.recommendation import RECOMMENDATION
        from events.recommendations.index_documents import (
            DOCUMENT_SOURCE,
            RECOMMENDATION_SOURCE,
            STATUS_OF_COUNTRY,
            STATUS_OF_ORGANISATION,
        )
        from hub.records.registry import register_record_types
        from hub.search_engine.document import register
        from hub.search_engine.facet_pairs import facet_pairs

        register_record_types(RECOMMENDATION, DOCUMENT)
        register(DOCUMENT_SOURCE, RECOMMENDATION_SOURCE)
        for pair in (STATUS_OF_COUNTRY, STATUS_OF_ORGANISATION):
            facet_pairs.register(pair.name, pair)
