"""A database that is older than the end of a question."""

import pytest

from hub.curation.questions import restored_questions
from hub.curation.questions.models import Question
from hub.curation.suggestions.models import Suggestion
from hub.records.database_clock import now_in_database
from hub.records.removal_journal import Removal, RemovalKind

pytestmark = pytest.mark.django_db


def ended(suggestion):
    keys = frozenset({suggestion.receipt_key})
    return [Removal(RemovalKind.QUESTION, now_in_database(), keys)]


def test_a_question_that_had_ended_ends_again(asked):
    removals = ended(asked().question.suggestion)
    assert restored_questions.apply(removals) == 1
    assert Question.objects.get().state == "withdrawn"
    assert Suggestion.objects.get().state == "withdrawn"
    assert restored_questions.apply(removals) == 0


def test_others_go_on(asked, make_suggestion):
    asked()
    assert restored_questions.apply(ended(make_suggestion())) == 0
    assert Question.objects.get().state == "open"
