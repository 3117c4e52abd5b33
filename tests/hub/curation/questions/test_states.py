"""Whatever senders, curators and those who are asked do, in any order: what always holds."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from hub.accounts.models import Person
from hub.curation.contacts import address_book, refusals
from hub.curation.contacts.models import Contact, RefusedContact
from hub.curation.desk.models import Task
from hub.curation.questions import (
    answer_review,
    answer_submission,
    desk_tasks,
    question_review,
    reminders,
    retention,
)
from hub.curation.questions.answer_draft import AnswerDraft
from hub.curation.questions.candidates import candidates
from hub.curation.questions.models import Answer, AnsweredQuestion, AnswerRequest, Question
from hub.curation.questions.question_review import TooLate
from hub.curation.suggestions.models import Suggestion
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database
from tests.plugins.cast import make_a_person, make_a_tool

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DRAFT = AnswerDraft("Yes.", "maker", "Ann Other")


class Questions(RuleBasedStateMachine):
    """Any number of questions about one tool, whose maker has several addresses."""

    received = Bundle("received")
    questions = Bundle("questions")

    @initialize()
    def begin(self):
        for model in (Question, AnsweredQuestion, Suggestion, Task, Contact, RefusedContact):
            model.objects.all().delete()
        Person.objects.all().delete()
        self.curator = make_a_person(is_staff=True)
        self.tool = make_a_tool()
        self.number = 0
        for name in ("info", "office"):
            address_book.add_contact(
                "tool", self.tool.pk, role="maker", address=f"{name}@maker.example",
                page="https://maker.example/", by=self.curator,
            )  # fmt: skip

    @rule(target=received)
    def receive(self):
        self.number += 1
        return Suggestion.objects.create(
            kind="question",
            record_kind="tool",
            record_id=self.tool.pk,
            words="Words of the sender.",
            receipt_key=f"key-{self.number}",
            group_key=f"group-{self.number}",
        ).pk

    @rule(target=questions, pk=consumes(received))
    def let_through(self, pk):
        try:
            return question_review.let_through(pk, f"Does it {pk}?", "", by=self.curator).pk
        except TooLate:
            assert not Suggestion.objects.get(pk=pk).is_open
            return 0

    @rule(pk=questions, most=st.integers(0, 2))
    def ask(self, pk, most):
        question = Question.objects.filter(pk=pk).first()
        names = (
            [each.name for each in candidates(question, asking=self.curator)][:most]
            if question
            else []
        )
        self._try(pk, lambda: question_review.ask(pk, names, by=self.curator))

    @rule(pk=questions, place=st.integers(0, 1))
    def answer(self, pk, place):
        for request in AnswerRequest.objects.filter(question=pk)[place : place + 1]:
            can_answer = answer_submission.can_answer(request)
            try:
                answer_submission.submit(request, DRAFT)
            except answer_submission.NotTakenError:
                assert not can_answer
            else:
                assert can_answer

    @rule(pk=questions, what=st.sampled_from(["accept", "decline", "ask back", "no reason"]))
    def review(self, pk, what):
        for answer in Answer.objects.filter(request__question=pk)[:1]:
            review = {
                "accept": lambda key: answer_review.accept(key, "Yes.", "maker", by=self.curator),
                "decline": lambda key: answer_review.decline(key, "No.", by=self.curator),
                "ask back": lambda key: answer_review.ask_back(key, "Where?", by=self.curator),
                "no reason": lambda key: answer_review.decline(key, " ", by=self.curator),
            }[what]
            self._try(pk, lambda key=answer.pk, do=review: do(key), answer=answer)

    @rule(pk=questions, reason=st.sampled_from(["", "Nobody knows."]))
    def close(self, pk, reason):
        self._try(pk, lambda: question_review.close(pk, reason, by=self.curator))

    @rule(pk=questions)
    def take_back(self, pk):
        question = Question.objects.filter(pk=pk).first()
        if question is not None:
            was_asked = question.suggestion.state == Suggestion.State.ASKED
            assert question_review.withdraw_by_sender(question.suggestion) == was_asked

    @rule(pk=questions)
    def refuse(self, pk):
        for request in AnswerRequest.objects.filter(question=pk)[:1]:
            answer_submission.refuse(request)

    @rule(days=st.sampled_from([0, 25, 100]))
    def sweep(self, days):
        now = now_in_database() + datetime.timedelta(days=days)
        if days < 60:
            reminders.remind(now)
        retention.sweep(now if days < 60 else now_in_database())

    def _try(self, pk, action, answer=None):
        question = Question.objects.filter(pk=pk).first()
        try:
            action()
        except TooLate:
            is_decided = answer is not None and answer.is_decided
            assert question is None or not question.is_open or is_decided
        except ValidationError:
            pass

    @invariant()
    def the_desk_shows_what_waits_and_nothing_else(self):
        stuck = set(Question.objects.stuck(now_in_database()).values_list("pk", flat=True))
        unread = set(Answer.objects.waiting().values_list("pk", flat=True))
        assert self._tasks(desk_tasks.QUESTION_TASK) == stuck
        assert self._tasks(desk_tasks.ANSWER_TASK) == unread

    def _tasks(self, kind):
        keys = Task.objects.still_open().filter(kind=kind).values_list("key", flat=True)
        return set(map(int, keys))

    @invariant()
    def what_stands_on_the_site_was_accepted(self):
        for question in Question.objects.select_related("answered", "suggestion"):
            accepted = Answer.objects.filter(
                request__question=question, state=Answer.State.ACCEPTED
            ).count()
            stands = question.answered.answers.count() if question.answered else 0
            assert stands == accepted
            assert (question.suggestion.state == Suggestion.State.ACCEPTED) == bool(accepted)

    @invariant()
    def no_name_is_shown_without_its_tick(self):
        for record in AnsweredQuestion.objects.prefetch_related("answers"):
            assert {row.name for row in record.answers.all()} <= {""}

    @invariant()
    def nothing_waits_for_a_question_that_has_ended(self):
        ended = Question.objects.exclude(state=Question.State.OPEN)
        assert not Answer.objects.filter(
            request__question__in=ended, state__in=["received", "asked_back"]
        ).exists()
        asking = Mail.objects.filter(
            request_mail__request__question__in=ended,
            state=Mail.State.DUE,
            request_mail__occasion__in=["asked", "reminder", "asked_back"],
        )
        assert not asking.exists()

    @invariant()
    def whoever_refused_is_asked_nothing(self):
        for row in RefusedContact.objects.all():
            assert not refusals.may_be_written_to(row.address_key)
            kept = AnswerRequest.objects.filter(address_key=row.address_key).exclude(address="")
            assert not kept.exists()

    @invariant()
    def a_suggestion_is_asked_exactly_while_its_question_is_open_and_unanswered(self):
        asked = set(
            Suggestion.objects.filter(state=Suggestion.State.ASKED).values_list("pk", flat=True)
        )
        waiting = Question.objects.open().filter(answered=None)
        assert asked == set(waiting.values_list("suggestion", flat=True))


def test_questions_in_any_order():
    run_state_machine_as_test(
        Questions, settings=settings(max_examples=15, stateful_step_count=20, deadline=None)
    )
