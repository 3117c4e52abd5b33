from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VocabularyChangesConfig(AppConfig):
    name = "hub.curation.vocabulary_changes"
    label = "vocabulary_changes"
    verbose_name = _("Changes of the vocabulary")
