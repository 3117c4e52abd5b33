from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "hub.vocabulary"
    label = "vocabulary"
    curators_edit = ("scheme", "term", "termlabel")
