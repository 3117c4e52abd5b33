"""The hourly comparison: each kind in a task of its own."""

import pytest

from hub.curation.desk import reconciliation
from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import TaskFacts, task_kinds
from hub.curation.desk.tasks import reconcile_all, reconcile_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def compared(at_once, monkeypatch):
    """The kinds that were compared."""
    kinds = []
    monkeypatch.setattr(reconciliation, "reconcile_kind", kinds.append)
    return kinds


def test_each_kind_that_has_a_source_is_compared_once_and_the_heavy_ones_are_not(compared):
    reconcile_all()
    heavy = {name for name, kind in task_kinds.items() if kind.is_heavy}
    assert heavy
    assert len(compared) == len(set(compared)) > 5
    assert not heavy & set(compared)
    assert all(task_kinds[name].open_tasks for name in compared)


def test_a_kind_of_another_release_is_left_alone(compared):
    reconcile_kind("a-kind-of-tomorrow")
    assert compared == []


def test_a_worker_opens_what_waits(at_once, source):
    source.append(TaskFacts(key="a", title="A"))
    reconcile_all()
    sample = Task.objects.still_open().filter(kind="sample")
    assert list(sample.values_list("key", flat=True)) == ["a"]
