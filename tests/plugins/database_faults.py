"""A database that is away for this process: real connections to where nobody answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from hub.records.database_outage import database_breaker


@pytest.fixture
def database_away() -> Callable[[], Any]:
    """A context in which every connection fails. For tests with ``transaction=True``."""

    @contextmanager
    def away() -> Iterator[None]:
        place = "NAME" if connection.vendor == "sqlite" else "HOST"
        there = connection.settings_dict[place]
        connection.close()
        connection.settings_dict[place] = "/nowhere/at-all"
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict[place] = there
            database_breaker.reset()  # as after some seconds

    return away
