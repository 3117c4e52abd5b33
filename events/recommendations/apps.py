from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "events.recommendations"
    label = "recommendations"

    def ready(self) -> None:
        from catalogue.starter import parts
        from events.recommendations.index_documents import DOCUMENTS, RECOMMENDATIONS
        from events.recommendations.starter.parts import PARTS
        from hub.search_engine.document import register

        register(DOCUMENTS)
        register(RECOMMENDATIONS)
        parts.add(*PARTS)
