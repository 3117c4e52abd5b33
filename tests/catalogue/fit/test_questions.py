"""The answers and the vocabulary: nothing invented, nothing forgotten."""

import json
from pathlib import Path

import pytest

import hub.vocabulary
from catalogue.fit import safety_rules as safety
from catalogue.fit.contexts import (
    CRISIS,
    SIMILAR_CONTEXTS,
    WHAT,
    similar_contexts,
    similarity_reason,
)
from catalogue.fit.limits import LIMITS
from catalogue.fit.questions import TASK, WHO, WHOM

FILE = Path(hub.vocabulary.__file__).parent / "data" / "vocabularies.json"
TERMS = {
    f"{scheme['slug']}/{term['slug']}"
    for scheme in json.loads(FILE.read_text())
    for term in scheme["terms"]
}
QUESTIONS = {"purpose": TASK, "context": WHAT, "user": WHO, "target_population": WHOM}


@pytest.mark.parametrize("scheme", QUESTIONS)
def test_every_term_is_what_some_answer_asks_for(scheme: str) -> None:
    reached = {row for one in QUESTIONS[scheme].answers for row in one.direct}
    assert reached == {term for term in TERMS if term.startswith(f"{scheme}/")}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_answers_name_only_terms_that_there_are(question) -> None:
    rows = {row for one in question.answers for row in (*one.direct, *one.near, *one.served)}
    assert rows <= TERMS


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_what_counts_in_full_does_not_count_in_part_too(question) -> None:
    for one in question.answers:
        assert not set(one.direct) & {*one.near, *one.served}
        assert not set(one.near) & set(one.served)


def test_limits_name_only_terms_that_there_are() -> None:
    rows = {row for limit in LIMITS for _step, found, _s in limit.steps for row in found}
    assert {row for row in rows if not row.endswith("/known-none")} <= TERMS


def test_every_safeguard_and_risk_is_placed() -> None:
    told = {"personal-data", "special-category-data", "children-data"}
    placed = {*safety.PROTECTS_DATA, *safety.PROTECTS_PEOPLE, *safety.RISKS, *told}
    assert {f"safeguard/{slug}" for slug in placed} == {
        term for term in TERMS if term.startswith("safeguard/")
    }


def test_answers_have_slugs_of_their_own() -> None:
    for question in QUESTIONS.values():
        slugs = [one.slug for one in question.answers]
        assert len(slugs) == len(set(slugs))


def test_settings_are_alike_in_both_directions() -> None:
    for pair in SIMILAR_CONTEXTS:
        assert pair.second in similar_contexts(pair.first)
        assert pair.first in similar_contexts(pair.second)
        assert similarity_reason(pair.second, pair.first) == pair.reason


def test_settings_that_are_alike_or_a_crisis_are_settings() -> None:
    named = {slug for pair in SIMILAR_CONTEXTS for slug in (pair.first, pair.second)} | CRISIS
    assert {f"context/{slug}" for slug in named} <= TERMS
