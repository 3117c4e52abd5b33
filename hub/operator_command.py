"""The base of every management command of ours: trouble that an operator can mend is a sentence."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

# The second is raised where SQLite is used without Django, as by its backup call.
DATABASE_ERRORS = (Error, sqlite3.Error)


class OperatorCommand(BaseCommand):
    """Ends with a CommandError where the database or the disk refuses; ``--traceback`` has more."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except DATABASE_ERRORS as problem:
            raise CommandError(database_sentence(problem)) from problem
        except OSError as problem:
            raise CommandError(file_sentence(problem)) from problem


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM ends what is within as Ctrl-C does: what was begun is cleared up, and it is said."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)  # a second one does not end the clearing up
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        raise CommandError("Stopped by a signal.", returncode=128 + signal.SIGTERM) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def database_sentence(problem: BaseException) -> str:
    words = " ".join(str(problem).split()).rstrip(".") or type(problem).__name__
    return f"The database says: {words}{'' if words.endswith('?') else '.'}"


def file_sentence(problem: OSError) -> str:
    place = f" ({problem.filename})" if problem.filename else ""
    return f"{problem.strerror or problem}{place}."
