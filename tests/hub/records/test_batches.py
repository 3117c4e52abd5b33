"""Rows that are erased some hundreds at a time."""

import pytest

from catalogue.models import Tool
from hub.records import batches
from hub.records.batches import erase_in_batches

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_at_once(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 2)


def erase(keys):
    Tool.objects.filter(pk__in=keys).update(description="")


def test_all_that_is_due_is_erased_some_at_a_time_in_order(make_tool):
    tools = [make_tool(description="Words.") for _place in range(5)]
    handed = []

    def note_and_erase(keys):
        handed.append(keys)
        erase(keys)

    assert erase_in_batches(Tool.objects.exclude(description=""), note_and_erase) == 5
    assert handed == [[tools[0].pk, tools[1].pk], [tools[2].pk, tools[3].pk], [tools[4].pk]]


def test_what_was_erased_before_a_fault_stays_erased(make_tool):
    tools = [make_tool(description="Words.") for _place in range(4)]

    def fail_at_the_second(keys):
        erase(keys)
        if tools[3].pk in keys:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        erase_in_batches(Tool.objects.exclude(description=""), fail_at_the_second)
    left = Tool.objects.exclude(description="").order_by("pk").values_list("pk", flat=True)
    assert list(left) == [tools[2].pk, tools[3].pk]
