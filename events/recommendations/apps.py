from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "events.recommendations"
    label = "recommendations"

    def ready(self) -> None:
        from catalogue.starter import parts
        from events.recommendations.starter.parts import PARTS

        parts.add(*PARTS)
