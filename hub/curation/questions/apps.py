from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    name = "hub.curation.questions"
    label = "questions"
    verbose_name = _("Questions")
    curators_edit = ("question",)
    curators_read = ("answerrequest", "answer")

    def ready(self) -> None:
        from hub.curation.desk.task_kinds import register_task_kinds
        from hub.curation.questions import desk_tasks, request_mails, sender
        from hub.curation.questions.question_review import withdraw_by_sender
        from hub.curation.suggestions.receipt_page import outcomes, withdrawals
        from hub.curation.suggestions.submission import suggestion_receivers

        self._register_records()
        register_task_kinds(*desk_tasks.KINDS)
        request_mails.register_kinds()
        suggestion_receivers.register("practitioners", sender.receive)
        outcomes.register("questions", sender.outcome)
        withdrawals.register("questions", withdraw_by_sender)

    def _register_records(self) -> None:
        from hub.curation.questions import notices
        from hub.curation.questions.fields import QUESTION
        from hub.curation.questions.importer import QuestionImporter
        from hub.curation.questions.index_documents import QUESTION_SOURCE
        from hub.curation.questions.shown_records import SHOWN
        from hub.curation.questions.views.records import QUESTIONS
        from hub.imports.record_types import IMPORTERS
        from hub.lists.spec import register_lists
        from hub.records.models.page_change import register_showings
        from hub.records.registry import register_record_types
        from hub.search_engine.document import register
        from hub.web.record_notices import SECTION, NoticeKind, register_notice_kind

        register_record_types(QUESTION)
        register_showings(*SHOWN)
        register(QUESTION_SOURCE)
        IMPORTERS.register(QUESTION.kind, QuestionImporter())
        register_lists(QUESTIONS)
        register_notice_kind(notices.NOTICE, NoticeKind(notices.TEMPLATE, notices.present, SECTION))
