from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "hub.global_search"
    label = "search"
