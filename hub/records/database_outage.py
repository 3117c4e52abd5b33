"""Whether the database is away, and what this process last knew of the public facts."""

from __future__ import annotations

import datetime
import logging
import time
from dataclasses import replace
from typing import NamedTuple

from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    ProgrammingError,
    connection,
)

from hub.records.circuit_breaker import CircuitBreaker
from hub.records.models.search_state import Numbers
from hub.records.seq_cache import on_clear_caches

# Of single statements: our own limits of time, a deadlock, a full disk. The server itself answers.
TOO_LONG = "57014"  # SQLSTATE
SINGLE_STATEMENTS = frozenset({TOO_LONG, "55P03", "40P01", "53100"})
# Of a schema of another release, or of rights that were taken: no table, no column, no permission.
OTHER_DATABASE = frozenset({"42P01", "42703", "42501"})
# What Django raises where the database cannot be reached, hangs up, or ends what takes too long.
OUTAGE_ERRORS = (DatabaseError, InterfaceError)
FAULTS_OF_OURS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)

log = logging.getLogger(__name__)
database_breaker = CircuitBreaker()
on_clear_caches(database_breaker.reset)


def is_outage(error: object) -> bool:
    """Whether an exception says that the database is away, and not that a query is wrong.

    So it is where it is not the one that this release expects, or lets it read nothing.
    """
    if isinstance(error, ProgrammingError):
        return sql_state(error) in OTHER_DATABASE
    return isinstance(error, OUTAGE_ERRORS) and not isinstance(error, FAULTS_OF_OURS)


def takes_too_long(error: BaseException | None) -> bool:
    """Whether a statement was ended since it took longer than a page may."""
    return sql_state(error) == TOO_LONG


def is_single_statement(error: BaseException | None) -> bool:
    """Whether an outage is that of one statement: SQLite, a file, knows no other."""
    if connection.vendor == "sqlite":
        return True
    return sql_state(error) in SINGLE_STATEMENTS


def sql_state(error: object) -> str | None:
    """PostgreSQL's code for an exception of Django's; None where it has none."""
    return getattr(getattr(error, "__cause__", None), "pgcode", None)


def note_outage(problem: BaseException | str) -> None:
    """Leave the database alone for a moment."""
    if database_breaker.failed():
        name = problem if isinstance(problem, str) else type(problem).__name__
        # A wrong query of ours would look the same: whoever reads the log has to see which it is.
        told = problem if isinstance(problem, ProgrammingError) else None
        log.warning("The database is away: %s", name, exc_info=told)


class KnownState(NamedTuple):
    """The numbers of the public facts, and when they were the newest ones.

    ``at``: Unix time, for people; ``since``: on the monotonic clock, which nobody puts back.
    """

    numbers: Numbers
    at: float
    since: float

    @property
    def age(self) -> float:
        """Seconds."""
        return time.monotonic() - self.since

    @property
    def moment(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.at, datetime.UTC)


_known: KnownState | None = None


def note_state(numbers: Numbers) -> None:
    """Say that the database has just named these numbers."""
    global _known
    _known = KnownState(replace(numbers), time.time(), time.monotonic())


def known_state() -> KnownState | None:
    """What this process read last; None where it never did."""
    return _known


def forget_state() -> None:
    global _known
    _known = None


on_clear_caches(forget_state)


def newest(first: KnownState | None, second: KnownState | None) -> KnownState | None:
    """The one with the newer facts: the greater number, or of two epochs the later time."""
    if first is None or second is None:
        return first or second
    if first.numbers.epoch != second.numbers.epoch:
        return max(first, second, key=lambda state: state.since)
    return max(first, second, key=lambda state: (state.numbers.seq, state.since))
