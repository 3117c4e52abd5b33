from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "events.recommendations"
    label = "recommendations"

    def ready(self) -> None:
        from catalogue.starter import parts
        from events.fields.document import DOCUMENT
        from events.fields.recommendation import RECOMMENDATION
        from events.recommendations.index_documents import DOCUMENTS, RECOMMENDATIONS
        from events.recommendations.starter.parts import PARTS
        from hub.records.registry import register_record_types
        from hub.search_engine.document import register

        register_record_types(RECOMMENDATION, DOCUMENT)
        register(DOCUMENTS, RECOMMENDATIONS)
        parts.add(*PARTS)
