from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuggestionsConfig(AppConfig):
    name = "hub.curation.suggestions"
    label = "suggestions"
    verbose_name = _("Suggestions")
    curators_edit = ("suggestion",)
    curators_read = ("suggestedfact", "suggestionmessage")

    def ready(self) -> None:
        from hub.curation.suggestions.sender_mails import register_kinds
        from hub.records.record_access import register_own_permissions

        register_own_permissions("suggestions.view_suggestion", "suggestions.change_suggestion")
        register_kinds()
