"""Real workers on a real broker: whatever dies, the end is that of an unbroken run."""

from functools import partial

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
    """And so where the broker is emptied, too: the sweep enqueues what is unfinished."""
    for name, state, rows in (
        ("organisations", "reading", 1),
        ("organisations", "reading", 40),
        ("organisations", "checking", 1),
        ("tools", "applying", 1),
        ("links", "checking", 1),
    ):
        worker = workplace.worker()
        workplace.ring("imports.sweep")
        workplace.wait_until(partial(reached, name, state, rows))
        workplace.kill(worker)
        assert not all_done()
        if rows == 40:
            workplace.empty_broker()
    workplace.worker()
    workplace.ring("imports.sweep")
    workplace.wait_until(all_done)
    assert dump() == expected


def test_two_workers_at_once_load_each_row_once(expected, workplace, dump):
    workplace.worker()
    workplace.worker()
    workplace.ring("imports.sweep", times=4)
    workplace.wait_until(all_done)
    assert dump() == expected


@pytest.mark.parametrize("task", ["catalogue.load_next", "catalogue.sweep_loads"])
def test_a_message_of_the_release_before_wakes_the_imports(workplace, task):
    workplace.worker()
    workplace.ring(task)
    workplace.wait_until(lambda: reached("organisations", "reading"))
