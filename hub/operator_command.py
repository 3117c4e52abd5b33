"""The base of every management command of ours: trouble that an operator can mend is a sentence."""

from __future__ import annotations

import sqlite3
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


def database_sentence(problem: BaseException) -> str:
    return f"The database says: {' '.join(str(problem).split()) or type(problem).__name__}."


def file_sentence(problem: OSError) -> str:
    place = f" ({problem.filename})" if problem.filename else ""
    return f"{problem.strerror or problem}{place}."
