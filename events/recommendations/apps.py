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
            STATUS_PAIRS,
        )
        from hub.records.registry import register_record_types
        from hub.search_engine.document import register
        from hub.search_engine.facet_pairs import facet_pairs

        register_record_types(RECOMMENDATION, DOCUMENT)
        register(DOCUMENT_SOURCE, RECOMMENDATION_SOURCE)
        for pair in STATUS_PAIRS:
            facet_pairs.register(f"{pair.of} and {pair.facet}", pair)
