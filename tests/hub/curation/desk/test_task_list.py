"""Opening, closing and comparing tasks."""

import datetime

import pytest

from hub.curation.desk import task_list
from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts
from hub.curation.desk.task_list import close_task, open_task, reconcile

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def open_keys():
    return list(Task.objects.still_open().in_order().values_list("key", flat=True))


def test_a_task_is_opened_once(source):
    first = open_task("sample", "a", title="A")
    assert open_task("sample", "a", title="A") == first


def test_opening_again_brings_its_facts_up_to_date(source):
    open_task("sample", "a", title="A")
    assert open_task("sample", "a", title="B", rank=Rank.DANGER).rank == Rank.DANGER


def test_a_closed_task_can_be_opened_anew(source):
    first = open_task("sample", "a", title="A")
    close_task("sample", "a")
    assert open_task("sample", "a", title="A").pk != first.pk


def test_closing_what_is_not_open_says_so(source):
    assert not close_task("sample", "a")


def test_what_a_room_closes_without_a_person_is_gone(source):
    open_task("sample", "a", title="A")
    close_task("sample", "a")
    assert Task.objects.get().outcome == Task.Outcome.GONE


def test_what_the_source_names_is_opened(source):
    source += [TaskFacts("a", "A"), TaskFacts("b", "B")]
    assert (reconcile("sample").opened, open_keys()) == (2, ["a", "b"])


def test_what_the_source_names_no_longer_is_gone(source):
    source.append(TaskFacts("a", "A"))
    reconcile("sample")
    source.clear()
    assert (reconcile("sample").closed, Task.objects.get().outcome) == (1, "gone")


def test_what_came_back_is_opened_again(source):
    source.append(TaskFacts("a", "A"))
    reconcile("sample")
    source.clear()
    reconcile("sample")
    source.append(TaskFacts("a", "A"))
    assert reconcile("sample").opened == 1


def test_what_changed_is_changed(source):
    source.append(TaskFacts("a", "A"))
    reconcile("sample")
    source[0] = TaskFacts("a", "A", due_on=datetime.date(2026, 1, 1))
    assert (reconcile("sample").changed, Task.objects.get().due_on) == (
        1,
        datetime.date(2026, 1, 1),
    )


def test_nothing_new_writes_nothing(source):
    source += [TaskFacts(f"{number}", "A") for number in range(40)]
    reconcile("sample")
    done = reconcile("sample")
    assert (done.opened, done.changed, done.closed) == (0, 0, 0)


def test_what_a_person_closed_stays_closed_while_its_matter_stands_the_same(source, admin_user):
    source.append(TaskFacts("a", "A", matter="6 of 15"))
    reconcile("sample")
    close_task("sample", "a", by=admin_user, reason="No more can be found.")
    assert reconcile("sample").opened == 0


def test_what_a_person_closed_is_opened_when_its_matter_changed(source, admin_user):
    source.append(TaskFacts("a", "A", matter="6 of 15"))
    reconcile("sample")
    close_task("sample", "a", by=admin_user, reason="No more can be found.")
    source[0] = TaskFacts("a", "A", matter="5 of 15")
    assert reconcile("sample").opened == 1


def test_many_are_compared_in_batches(source, monkeypatch):
    monkeypatch.setattr(task_list, "BATCH", 3)
    source += [TaskFacts(f"{number}", "A") for number in range(10)]
    reconcile("sample")
    del source[4:]
    assert (reconcile("sample").closed, open_keys()) == (6, ["0", "1", "2", "3"])


def test_the_list_begins_with_danger_and_then_with_what_waits_longest(source):
    open_task("sample", "work", title="A")
    open_task("sample", "late", title="A", due_on=datetime.date(2020, 1, 1))
    open_task("sample", "danger", title="A", rank=Rank.DANGER)
    assert open_keys() == ["danger", "late", "work"]
