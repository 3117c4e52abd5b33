"""Facts that are not known and would decide alone."""

import pytest

from catalogue.fit.open_facts import GENERATED, DecidingFact, deciding_facts, sample_situations
from catalogue.fit.ready_situations import READY_SITUATIONS
from catalogue.fit.situation import Situation

DOES = ("purpose/case-management",)
OFFLINE, ONLINE = "connectivity/offline-first", "connectivity/internet-required"
CASES = Situation(task=("manage-cases",), limit=("no-internet",))
IN_CAMP = Situation(task=("manage-cases",), what=("displacement-camp",))


@pytest.fixture
def decide(terms, snapshot_of):
    def ask(*tools, situations=(CASES,), most=10):
        return deciding_facts(snapshot_of(tools), situations, terms, most)

    return ask


def test_what_is_not_known_and_alone_keeps_the_finder_from_an_answer_decides(decide):
    assert decide(DOES) == [DecidingFact(1, "connectivity", 1)]


@pytest.mark.parametrize("connection", [OFFLINE, ONLINE])
def test_what_is_known_decides_nothing_more(decide, connection):
    assert decide((*DOES, connection)) == []


def test_another_value_is_no_unknown_fact(decide):
    assert decide(("purpose/family-tracing", OFFLINE)) == []


def test_where_two_facts_are_not_known_neither_decides_alone(decide):
    assert decide((), situations=(CASES,)) == []


def test_each_situation_counts(decide):
    assert decide(DOES, situations=(CASES, IN_CAMP, CASES)) == [DecidingFact(1, "connectivity", 2)]


def test_the_fact_that_decides_most_stands_first_and_no_more_than_asked_for(decide):
    in_camp = (*DOES, "context/displacement-camp")
    found = decide(DOES, in_camp, DOES, situations=(CASES, CASES, IN_CAMP), most=2)
    assert [(one.pk, one.situations) for one in found] == [(1, 2), (2, 2)]


def test_without_situations_nothing_decides(decide):
    assert decide(DOES, situations=()) == []


@pytest.mark.usefixtures("starter")
def test_the_sample_is_the_same_each_time_and_begins_with_what_is_written():
    sample = sample_situations()
    assert sample == sample_situations()
    assert sample[: len(READY_SITUATIONS)] == [ready.situation for ready in READY_SITUATIONS]
    assert len(sample) == GENERATED + len(READY_SITUATIONS)


def test_a_generated_situation_is_one_that_the_finder_can_be_asked(situation_of):
    for situation in sample_situations(50):
        assert situation_of(situation.canonical()) == situation
