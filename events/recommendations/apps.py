from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "events.recommendations"
    label = "recommendations"
