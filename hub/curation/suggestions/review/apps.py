from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuggestionReviewConfig(AppConfig):
    name = "hub.curation.suggestions.review"
    label = "suggestion_review"
    verbose_name = _("Review of suggestions")

    def ready(self) -> None:
        from hub.curation.desk.task_kinds import register_task_kinds
        from hub.curation.suggestions.review import danger_mail, suggestion_tasks
        from hub.curation.suggestions.submission import suggestion_receivers

        danger_mail.register_kinds()
        suggestion_receivers.register("danger mail", danger_mail.receive)
        register_task_kinds(suggestion_tasks.KIND)
