"""A clock that a test moves: that of this machine and that of the database alike.

A server's own clock cannot be moved. A function of the same name that is found before PostgreSQL's
own can: it goes with the transaction of the test. An embedded database has the machine's clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection

MoveTo = Callable[[datetime.datetime], None]
FUNCTION = """
CREATE SCHEMA moved;
CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql
    AS $$ SELECT current_setting('moved.instant')::timestamptz $$;
SET LOCAL search_path = moved, pg_catalog, public;
"""


@pytest.fixture
def move_clock(db: None) -> Iterator[MoveTo]:
    """Moves both clocks to an instant, where they stand still until the next move."""
    is_server = connection.vendor == "postgresql"
    if is_server:
        with connection.cursor() as cursor:
            cursor.execute(FUNCTION)
    travels: list[time_machine.travel] = []

    def move(instant: datetime.datetime) -> None:
        while travels:
            travels.pop().stop()
        travel = time_machine.travel(instant, tick=False)
        travel.start()
        travels.append(travel)
        if is_server:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('moved.instant', %s, true)", [str(instant)])

    yield move
    while travels:
        travels.pop().stop()
