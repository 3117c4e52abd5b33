from django.apps import AppConfig


class IndexConfig(AppConfig):
    name = "hub.search_engine"
    label = "index"
