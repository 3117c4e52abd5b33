"""Real workers on a real broker: whatever dies, the end is that of an unbroken run."""

import pytest

from catalogue.models import Load
from hub.imports.models import ImportRow

pytestmark = [
    pytest.mark.slow,
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),  # the workers see only what is committed
]


def all_done():
    return not Load.objects.unfinished().exists()


def reached(part, rows):
    """Whether so many rows of a part are in the database, or on their way through an import."""
    load = Load.objects.get(part=part)
    on_their_way = ImportRow.objects.filter(batch=load.run.removeprefix("import:") or None)
    return load.done >= rows or on_their_way.count() >= rows


@pytest.mark.parametrize(("part", "rows"), [("labels", 50), ("organisations", 60), ("tools", 40)])
def test_a_killed_worker_is_gone_on_for_by_the_next(expected, workplace, dump, part, rows):
    first = workplace.worker()
    workplace.ring("load_next")
    workplace.wait_until(lambda: reached(part, rows))
    workplace.kill(first)
    half_way = Load.objects.get(part=part).done
    workplace.worker()
    workplace.ring("sweep_loads")
    workplace.wait_until(all_done)
    assert half_way < Load.objects.get(part=part).total
    assert dump() == expected


def test_workers_killed_again_and_again_come_to_the_same_end(expected, workplace, dump):
    for rows in (20, 60, 150, 180):
        worker = workplace.worker()
        workplace.ring("sweep_loads")
        workplace.wait_until(lambda rows=rows: reached("organisations", rows))
        workplace.kill(worker)
    workplace.worker()
    workplace.ring("sweep_loads")
    workplace.wait_until(all_done)
    assert dump() == expected


def test_two_workers_at_once_load_each_row_once(expected, workplace, dump):
    workplace.worker()
    workplace.worker()
    workplace.ring("load_next", times=4)
    workplace.wait_until(all_done)
    assert dump() == expected


def test_an_emptied_broker_loses_nothing_that_the_sweep_does_not_ring_for(
    expected, workplace, dump
):
    worker = workplace.worker()
    workplace.ring("load_next")
    workplace.wait_until(lambda: reached("organisations", 40))
    workplace.kill(worker)
    workplace.empty_broker()
    workplace.worker()
    workplace.ring("sweep_loads")
    workplace.wait_until(all_done)
    assert dump() == expected
