"""One number that says how new the public facts are: the key of every snapshot and cached page.

Before it stands the epoch: a database that was restored from a backup counts again from a smaller
number, and what was made of the other one at the same number must not pass for its own.

Beside it the records that were deleted since: what holds a copy of them must hear of it.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection, models, transaction

from hub.records.freshness_lease import note_publication


class Version(NamedTuple):
    """Which facts: the number, and the epoch without which it says nothing."""

    epoch: str
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}-{self.seq}"


@dataclass
class Numbers:
    """What was read, and whether something older was used since."""

    epoch: str
    seq: int
    terms_seq: int
    hidden: int = 0
    behind: bool = False

    @property
    def public_version(self) -> Version:
        return Version(self.epoch, self.seq - self.hidden)

    @property
    def terms_version(self) -> Version:
        return Version(self.epoch, self.terms_seq)


def new_epoch() -> str:
    """128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


RAISE_SEQ = """
UPDATE core_searchstate
SET seq = seq + 1, terms_seq = CASE WHEN %s THEN seq + 1 ELSE terms_seq END, hidden = hidden + %s
WHERE id = 1 RETURNING seq
"""

_held: ContextVar[Numbers | None] = ContextVar("search_state", default=None)


def _now() -> Numbers:
    return _held.get() or committed()


def committed() -> Numbers:
    """The numbers as the database has them now, also within ``SearchState.held``."""
    # Plain SQL: read by every request, even those answered from the page cache.
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, seq, terms_seq, hidden FROM core_searchstate WHERE id = 1")
        row = cursor.fetchone()
    if row is None:
        return Numbers("", 0, 0)
    epoch, seq, terms_seq, hidden = row
    return Numbers(str(epoch), int(seq), int(terms_seq), int(hidden))


class SearchState(models.Model):
    """One row. ``seq`` is raised by every transaction that changes a public fact.

    The row's lock makes the order of commits the order of the numbers, so a reader who has seen
    number n has seen every change up to n. Raise it as the last statement of a transaction: the
    lock is held until the commit.
    """

    epoch = models.CharField(max_length=32, default=new_epoch, db_default="")
    seq = models.BigIntegerField(default=0)
    # The number at the last change of a vocabulary term, which is rarer than that of a record.
    terms_seq = models.BigIntegerField(default=0)
    # How many of the numbers were raised for what only some may read: no public page changed.
    hidden = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="core_one_search_state"),
        ]

    def __str__(self) -> str:
        return str(self.seq)

    @staticmethod
    def current() -> int:
        """The newest committed number; 0 before anything was published."""
        return _now().seq

    @staticmethod
    def version() -> Version:
        """The newest committed number with its epoch: what a key or a cached value is made of."""
        numbers = _now()
        return Version(numbers.epoch, numbers.seq)

    @staticmethod
    def version_of_database() -> tuple[Version, str]:
        """With the kind of the database that answers: a copy of it knows less of what changed."""
        return SearchState.version(), connection.vendor

    @staticmethod
    def public_version() -> Version:
        """A version that stays as it is while only what is hidden changes.

        For what the public is shown: whoever counts along must not learn that somebody works on
        something that they may not see.
        """
        return _now().public_version

    @staticmethod
    def current_terms() -> int:
        """The newest committed number at which a vocabulary term changed."""
        return _now().terms_seq

    @staticmethod
    def terms_version() -> Version:
        """The same with its epoch."""
        return _now().terms_version

    @staticmethod
    @contextmanager
    def held(numbers: Numbers | None = None) -> Iterator[None]:
        """Ask the database once for all that is read within: a page is of one moment.

        Not for code that writes: it would go on reading the numbers of before. ``numbers``: what
        was read already.
        """
        token = _held.set(numbers or committed())
        try:
            yield
        finally:
            _held.reset(token)

    @staticmethod
    def is_held() -> bool:
        return _held.get() is not None

    @staticmethod
    def used(seq: int) -> None:
        """Say that facts as of this number were used: what they make is not to be kept if older."""
        held = _held.get()
        if held is not None and seq < held.seq:
            held.behind = True

    @staticmethod
    def is_behind() -> bool:
        """Whether something older than the held numbers was used within ``held``."""
        held = _held.get()
        return held is not None and held.behind

    @classmethod
    def raise_seq(cls, *, terms: bool = False, public: bool = True) -> int:
        """The next number, its row locked until the transaction ends; ``terms``: a term changed.

        ``public`` False: no public page can have changed. Raises TransactionManagementError outside
        a transaction, where the lock would be lost.
        """
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("raise_seq() needs a transaction.")
        if public:
            note_publication()
        # Plain SQL: three statements of the ORM, behind every one that writes.
        with connection.cursor() as cursor:
            cursor.execute(RAISE_SEQ, [terms, 0 if public else 1])
            row = cursor.fetchone()
        if row is None:  # the first of all
            cls.objects.get_or_create(pk=1)
            return cls.raise_seq(terms=terms, public=public)
        return int(row[0])

    @classmethod
    def begin_epoch(cls) -> None:
        """After a restore: nothing that was made of this database before is valid any more."""
        cls.objects.update_or_create(pk=1, defaults={"epoch": new_epoch()})


class Removed(models.Model):
    """That a record was deleted, and the number of ``SearchState`` at which it was.

    A withdrawn record carries its number itself; a deleted one cannot.
    """

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "seq"], name="core_removed_after")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
