"""Real workers on a real broker: whatever dies, the end is that of an unbroken run."""

import pytest

from hub.imports import starter_data
from hub.imports.models import Import

pytestmark = [
    pytest.mark.slow,
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),  # the workers see only what is committed
]


def all_done():
    return not starter_data.unfinished().exists()


def reached(name, state, rows=1):
    """Whether the import of a file came so far, with so many rows read, or is over."""
    job = Import.objects.get(source__slug=f"starter-{name}")
    if job.state in Import.WORKING:
        passed = Import.WORKING.index(state) <= Import.WORKING.index(job.state)
    else:
        passed = job.state == Import.State.APPLIED
    return passed and job.rows_read >= rows


def test_workers_killed_again_and_again_come_to_the_same_end(expected, workplace, dump):
    for name, state in (("organisations", "reading"), ("organisations", "checking"),
                        ("tools", "applying"), ("links", "checking")):  # fmt: skip
        worker = workplace.worker()
        workplace.ring("sweep")
        workplace.wait_until(lambda name=name, state=state: reached(name, state))
        workplace.kill(worker)
        assert not all_done()
    workplace.worker()
    workplace.ring("sweep")
    workplace.wait_until(all_done)
    assert dump() == expected


def test_two_workers_at_once_load_each_row_once(expected, workplace, dump):
    workplace.worker()
    workplace.worker()
    workplace.ring("sweep", times=4)
    workplace.wait_until(all_done)
    assert dump() == expected


def test_an_emptied_broker_loses_nothing_that_the_sweep_does_not_ring_for(
    expected, workplace, dump
):
    worker = workplace.worker()
    workplace.ring("sweep")
    workplace.wait_until(lambda: reached("organisations", "reading", 40))
    workplace.kill(worker)
    workplace.empty_broker()
    workplace.worker()
    workplace.ring("sweep")
    workplace.wait_until(all_done)
    assert dump() == expected


@pytest.mark.parametrize("task", ["load_next", "sweep_loads"])
def test_a_message_of_the_release_before_wakes_the_imports(workplace, task):
    workplace.worker()
    workplace.ring(task)
    workplace.wait_until(lambda: reached("organisations", "reading"))
