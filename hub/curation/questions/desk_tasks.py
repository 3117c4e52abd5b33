"""The tasks of questions: those that wait for a curator, and answers that wait to be read."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind, settled_unless, task_kinds
from hub.curation.desk.task_list import close_task, open_task
from hub.curation.questions.models import CHANGE, Answer, Question
from hub.curation.questions.subjects import find_subject
from hub.records.database_clock import now_in_database

QUESTION_TASK, ANSWER_TASK = "question", "question-answer"


def _title(question: Question) -> str:
    """What the desk shows: nothing that anybody wrote, as tasks are kept longer."""
    subject = find_subject(question)
    return f"{question}: {subject}" if subject is not None else str(question)


def _of_question(question: Question, asked: int) -> TaskFacts:
    return TaskFacts(
        str(question.pk),
        _title(question),
        matter=f"{asked} asked",
        record_kind=question.record_kind,
        record_id=question.record_id,
    )


def _of_answer(answer: Answer) -> TaskFacts:
    question = answer.request.question
    return TaskFacts(
        str(answer.pk),
        _title(question),
        matter=answer.sent_at.isoformat(),
        record_kind=question.record_kind,
        record_id=question.record_id,
    )


def stuck_questions() -> Iterator[TaskFacts]:
    rows = Question.objects.stuck(now_in_database()).annotate(asked=Count("requests"))
    for question in rows.order_by("pk").iterator(chunk_size=500):
        yield _of_question(question, question.asked)  # type: ignore[attr-defined]


def unread_answers() -> Iterator[TaskFacts]:
    rows = Answer.objects.waiting().select_related("request__question").order_by("pk")
    return map(_of_answer, rows.iterator(chunk_size=500))


def follow(question: Question, *, by: object = None) -> None:
    """Have the desk show at once what a change of this question made of its tasks."""
    stuck = Question.objects.stuck(now_in_database()).filter(pk=question.pk).exists()
    _set(QUESTION_TASK, _of_question(question, question.requests.count()), is_open=stuck, by=by)
    for answer in Answer.objects.filter(request__question=question).select_related(
        "request__question"
    ):
        _set(ANSWER_TASK, _of_answer(answer), is_open=_waits(answer), by=by)


def _waits(answer: Answer) -> bool:
    return answer.state == Answer.State.RECEIVED


def _set(kind: str, facts: TaskFacts, *, is_open: bool, by: object) -> None:
    if not is_open:
        close_task(kind, facts.key, by=by)
        return
    open_task(
        kind,
        facts.key,
        title=facts.title,
        matter=facts.matter,
        record_kind=facts.record_kind,
        record_id=facts.record_id,
        rank=task_kinds[kind].rank,
    )


def _page_of_answer(task: Task) -> str:
    return reverse("desk-answer", args=[task.key])


KINDS = (
    TaskKind(
        QUESTION_TASK,
        _("question to be asked"),
        Rank.WAITING,
        CHANGE,
        lambda task: reverse("desk-question", args=[task.key]),
        stuck_questions,
        step_label=_("Choose whom to ask"),
        is_dismissable=False,
        settled=settled_unless(lambda: Question.objects.stuck(now_in_database())),
    ),
    TaskKind(
        ANSWER_TASK,
        _("answer to a question"),
        Rank.WAITING,
        CHANGE,
        _page_of_answer,
        unread_answers,
        step_label=_("Read the answer"),
        is_dismissable=False,
        settled=settled_unless(Answer.objects.waiting),
    ),
)
