"""Who follows a list of questions is told exactly what the list shows."""

from urllib.parse import urlencode

import pytest

from hub.curation.questions.models import QuestionTerm
from hub.records.models import recorded_change
from tests.hub.digests.matching.test_like_lists import (
    compared_documents,
    matching_of_all,
    queries,
    shown,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CONTEXTS = ("armed-conflict", "displacement-camp", "online")
ROLES = ("maker", "practitioner", "researcher", "curator")


@pytest.fixture
def questions(make_answered_question, make_tool, make_organisation, make_term):
    """Of tools, of a body and of situations; each answered in two roles."""
    subjects = [{"tool": make_tool(name="Children's hotline app")}, {}, {"tool": make_tool()}]
    subjects += [{"organisation": make_organisation()}, {}, {}, {}]
    terms = [make_term(f"context/{slug}") for slug in CONTEXTS]
    for place, subject in enumerate(subjects):
        question = make_answered_question(
            slug=f"asked-{place}", title=f"Does it work for children in {place} places?", **subject
        )
        with recorded_change(question):
            question.answers.create(
                text="Forced labour in mining: women told us." if place % 2 else "No.",
                role=ROLES[place % len(ROLES)],
                answered_on="2026-02",
                position=1,
            )
            if not subject:
                QuestionTerm.objects.create(question=question, term=terms[place % 3])


def test_a_filter_lets_through_what_the_list_of_questions_shows(questions):
    matching = matching_of_all()
    table = sorted({urlencode(pairs) for pairs in queries("question")})
    told_of = {query: told(matching, "question", query) for query in table}
    differing = [query for query in table if told_of[query] != shown("question", query)]
    assert (differing, len(table) > 30) == ([], True)
    assert sum(0 < len(found) < 7 for found in told_of.values()) > 10


def test_a_question_made_of_facts_is_indexed_as_the_record_is(questions):
    differing, count = compared_documents("question")
    assert (differing, count) == ([], 7)
