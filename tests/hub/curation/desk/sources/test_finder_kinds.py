"""The finder's open questions as tasks."""

import pytest

from hub.curation.desk.models import Task
from hub.curation.desk.sources.finder_kinds import MOST, describe_deciding_fact
from hub.curation.desk.tasks import find_deciding_facts, reconcile_all


@pytest.fixture
def found(starter):
    find_deciding_facts()
    return list(Task.objects.filter(kind="deciding-fact"))


def test_the_facts_that_decide_most_stand_on_the_desk_in_words(found):
    sentence = describe_deciding_fact(found[0])
    assert (0 < len(found) <= MOST, sentence.startswith("Not known: ")) == (True, True)


def test_looking_again_changes_nothing(found):
    before = list(Task.objects.order_by("pk").values())
    find_deciding_facts()
    assert list(Task.objects.order_by("pk").values()) == before


def test_the_hourly_comparison_leaves_them_to_their_own_task(found, at_once):
    reconcile_all()
    assert Task.objects.still_open().filter(kind="deciding-fact").count() == len(found)
