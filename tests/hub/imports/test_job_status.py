"""How far an import is, by its counters and the time."""

import datetime

import pytest
from django.utils import timezone

from hub.imports.job_status import Progress, progress
from hub.imports.models import Import

BEGAN = datetime.timedelta(seconds=10)


@pytest.fixture
def half_way():
    return Import(
        state="checking", total=1000, rows_read=1000, rows_checked=500,
        step_at=timezone.now() - BEGAN,
    )  # fmt: skip


def test_speed_and_time_left_follow_from_the_rows_so_far(half_way):
    found = progress(half_way)
    assert (found.rows, found.total, found.percent) == (500, 1000, 50)
    assert found.per_second == pytest.approx(50, rel=0.1)
    assert found.seconds_left == pytest.approx(10, rel=0.1)


def test_nothing_is_guessed_before_the_first_row(half_way):
    half_way.rows_checked = 0
    assert progress(half_way) == Progress(0, 1000, None, None)


def test_while_a_file_is_read_nobody_knows_how_many_rows_it_has(half_way):
    half_way.state = "reading"
    found = progress(half_way)
    assert (found.rows, found.total, found.percent, found.seconds_left) == (1000, None, None, None)
