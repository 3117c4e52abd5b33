"""Answered questions of the cast: the starter data has none."""

from collections.abc import Callable

import pytest

from hub.curation.questions.models import AnsweredQuestion
from hub.records.models import recorded_change


@pytest.fixture
def make_answered_question() -> Callable[..., AnsweredQuestion]:
    """A published question with one answer of a maker."""

    def make(slug: str = "asked", **changes) -> AnsweredQuestion:
        values = {"slug": slug, "title": "Has anybody used it?", "state": "draft", **changes}
        question = AnsweredQuestion(**values)
        with recorded_change(question):
            question.save()
            question.answers.create(text="Yes.", role="maker", answered_on="2026-01-02")
        question.publish(by=None)
        return question

    return make
