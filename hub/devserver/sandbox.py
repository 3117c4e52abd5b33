"""A practice site: `up` on a database of its own, which is put back again and again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connections

from hub.devserver import program_commands, startup
from hub.devserver.process_group import CannotStart
from hub.devserver.supervisor import Say, Supervisor

HOUR_SECONDS = 3600.0
KEPT = "practice.sqlite3"  # as it was before anybody practised
MARKER = (
    "practice-site"  # that the folder is ours to throw away, also where a first start broke off
)


def run(say: Say) -> None:
    """Start the site, and anew whenever its time is up, until an exception ends us.

    Raises CannotStart where it is no practice site, or its database is another's.
    """
    database = _own_database()
    kept = database.with_name(KEPT)
    while True:
        _put_back(kept, database)
        startup.up(
            say,
            fill_more=lambda supervisor: _fill(supervisor, database, kept, say),
            until=is_over(time.monotonic() + settings.SANDBOX_HOURS * HOUR_SECONDS),
        )
        say("The practice site is put back.")


def is_over(end: float) -> Callable[[], bool]:
    return lambda: time.monotonic() > end


def _own_database() -> Path:
    if not settings.SANDBOX:
        raise CannotStart("This is no practice site: SANDBOX is not set. Use make sandbox.")
    described = settings.DATABASES["default"]
    path = Path(str(described["NAME"]))
    if not described["ENGINE"].endswith("sqlite3") or path.parent != settings.VAR_DIR:
        raise CannotStart(
            "A practice site throws its database away again and again, so it takes none that is "
            "given: unset DATABASE_URL."
        )
    marker = path.with_name(MARKER)
    if path.exists() and not marker.exists():
        raise CannotStart(
            f"{path} was not made by a practice site, and would be thrown away: name an empty "
            "folder in VAR_DIR."
        )
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()
    return path


def _put_back(kept: Path, database: Path) -> None:
    connections.close_all()
    for path in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)
    if kept.exists():
        _copy(kept, database)


def _fill(supervisor: Supervisor, database: Path, kept: Path, say: Say) -> None:
    if supervisor.run(program_commands.manage("load_exercises")):
        say("The exercises were not loaded whole: the lines above say why.")
    elif not kept.exists():
        _copy(database, kept)


def _copy(source: Path, target: Path) -> None:
    """A consistent copy, also while others write; whole, or not there."""
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(partial)) as written:
        read.backup(written)
    partial.rename(target)
