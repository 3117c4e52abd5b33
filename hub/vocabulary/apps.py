from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VocabularyConfig(AppConfig):
    name = "hub.vocabulary"
    label = "vocabulary"
    verbose_name = _("Words of the catalogue")
    curators_read = focal_points_read = ("scheme", "term", "termlabel")
    vocabulary_edit = ("scheme", "term", "termlabel")

    def ready(self) -> None:
        from hub.records.public_copy.tables import term_tables
        from hub.search_engine.replaced_rows import replaced_rows
        from hub.vocabulary.models import Scheme, Term, TermLabel, TermSuccessor
        from hub.vocabulary.term_cache import replaced_keys
        from hub.web import active_language

        active_language.hold_in_thread()
        for model in (Scheme, Term, TermLabel, TermSuccessor):
            term_tables.register(model._meta.label, model)
        replaced_rows.register("terms", replaced_keys)
