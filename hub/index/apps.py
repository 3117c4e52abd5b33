from django.apps import AppConfig


class IndexConfig(AppConfig):
    name = "hub.index"
    label = "index"
