"""What the rooms of curators' work share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.celery import app


@pytest.fixture
def at_once() -> Iterator[None]:
    """Tasks run where they are asked for, by what a worker runs, and fail there."""
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager = app.conf.task_eager_propagates = False
