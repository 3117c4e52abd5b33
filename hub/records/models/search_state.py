"""One number that says how new the public facts are: the key of every snapshot and cached page.

Beside it stands the number of the last public change of each kind of record: what shows two kinds
of eleven stays as it is while the others change. A change that names no kind counts as one of all.

Before it stands the epoch: a database that was restored from a backup counts again from a smaller
number, and what was made of the other one at the same number must not pass for its own.

Beside it the records that were deleted since: what holds a copy of them must hear of it.
"""

import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose
from hub.records.freshness_lease import note_publication

PageKey = tuple[str, str]  # the page of a record: its kind and its address


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
    # The numbers of the last public changes: by kind of record, and of any that may concern all.
    kinds: Mapping[str, int] = field(default_factory=dict)
    all_kinds_seq: int = 0
    behind: bool = False
    # Of the pages of single records (``PageChange``); None where they are not known.
    pages: Mapping[PageKey, int] | None = field(default=None, compare=False)

    @property
    def public_version(self) -> Version:
        return Version(self.epoch, self.seq - self.hidden)

    def version_of(self, kinds: Collection[str] | None, page: PageKey | None = None) -> Version:
        """The version of what shows records of these kinds, and terms; None: of all kinds.

        ``page``: it is the page of a record, which shows what is declared for its kind. One number
        is enough: it is raised by each change of what is shown, and by no other.
        """
        if kinds is None:
            return self.public_version
        seqs = [self.all_kinds_seq, *(self.kinds.get(kind, 0) for kind in kinds)]
        if page is not None:
            if self.pages is None:  # where the number of a page would be: another one than any
                return Version(f"{self.epoch} of all", self.seq - self.hidden)
            seqs += [self.pages.get(page, 0), self.pages.get((page[0], ""), 0)]
        return Version(self.epoch, max(seqs))

    @property
    def terms_version(self) -> Version:
        return Version(self.epoch, self.terms_seq)


def new_epoch() -> str:
    """128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


# A release of before, which answers and writes while this one is deployed, does not note by kind
# and by page what changed: its number counts for everything from the next change on, and until then
# ``sorted_seq`` tells of it. It is negative, since one that notes kinds alone writes it, too.
RAISE_SEQ = """
UPDATE core_searchstate
SET seq = seq + 1, terms_seq = CASE WHEN %s THEN seq + 1 ELSE terms_seq END, hidden = hidden + %s,
    all_kinds_seq = CASE WHEN %s THEN seq + 1
                         WHEN sorted_seq = -seq THEN all_kinds_seq ELSE seq END,
    sorted_seq = -seq - 1, kinds = {kinds}
WHERE id = 1 RETURNING seq
"""
NOTE_KINDS = "UPDATE core_searchstate SET kinds = {kinds} WHERE id = 1"
# ``kinds`` with a number for each of a JSON array.
MERGED_KINDS = {
    "postgresql": (
        "kinds || COALESCE((SELECT jsonb_object_agg(kind, {seq})"
        " FROM jsonb_array_elements_text(%s::jsonb) AS kind), '{{}}')"
    ),
    "sqlite": "json_patch(kinds, (SELECT json_group_object(value, {seq}) FROM json_each(%s)))",
}
COLUMNS = "epoch, seq, terms_seq, hidden, kinds, all_kinds_seq, sorted_seq"

_held: ContextVar[Numbers | None] = ContextVar("search_state", default=None)


def _now() -> Numbers:
    return _held.get() or committed()


def committed() -> Numbers:
    """The numbers as the database has them now, also within ``SearchState.held``."""
    # Plain SQL: read by every request, even those answered from the page cache.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM core_searchstate WHERE id = 1")  # noqa: S608  # nosec
        row = cursor.fetchone()
    return Numbers("", 0, 0) if row is None else read_numbers(row)


def write_numbers(numbers: Numbers) -> tuple[Any, ...]:
    """Values for ``COLUMNS``."""
    return (
        numbers.epoch, numbers.seq, numbers.terms_seq, numbers.hidden, json.dumps(numbers.kinds),
        numbers.all_kinds_seq, -numbers.seq,
    )  # fmt: skip


def read_numbers(row: Sequence[Any]) -> Numbers:
    """Of the values of ``COLUMNS``."""
    epoch, seq, terms_seq, hidden, kinds, all_kinds_seq, sorted_seq = row
    if sorted_seq != -seq:
        all_kinds_seq = seq
    return Numbers(
        str(epoch), int(seq), int(terms_seq), int(hidden), json.loads(kinds), int(all_kinds_seq)
    )


def _merged(seq: str) -> str:
    return MERGED_KINDS[connection.vendor].format(seq=seq)


class SearchState(models.Model):
    """One row. ``seq`` is raised by every transaction that changes a public fact.

    The row's lock makes the order of commits the order of the numbers, so a reader who has seen
    number n has seen every change up to n. Raise it as the last statement of a transaction: the
    lock is held until the commit.
    """

    data_handling = DataHandling(
        Purpose.OPERATION,
        FOR_GOOD,
        internal="epoch seq terms_seq hidden kinds all_kinds_seq sorted_seq",
    )

    epoch = models.CharField(max_length=32, default=new_epoch, db_default="")
    seq = models.BigIntegerField(default=0)
    # The number at the last change of a vocabulary term, which is rarer than that of a record.
    terms_seq = models.BigIntegerField(default=0)
    # How many of the numbers were raised for what only some may read: no public page changed.
    hidden = models.BigIntegerField(default=0, db_default=0)
    # By kind of record the number at which one was changed, or what its page shows, for the public.
    kinds = models.JSONField(default=dict, db_default={})
    # The newest number of a public change that may concern every kind; and minus the newest of all
    # that a release raised which notes kinds and pages.
    all_kinds_seq = models.BigIntegerField(default=0, db_default=0)
    sorted_seq = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="core_one_search_state"),
        ]

    def __str__(self) -> str:
        return str(self.seq)

    @staticmethod
    def numbers() -> Numbers:
        """All of them, as of the beginning of ``held`` or now: one query, or none."""
        return _now()

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
    def version_of(kinds: Collection[str] | None) -> Version:
        """A version that stays while no public record of these kinds changes: what shows them."""
        return _now().version_of(kinds)

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
    def used(seq: int, kind: str) -> None:
        """Say that facts of a kind as of this number were used: what they make is not to be kept
        if they are outdated.
        """
        held = _held.get()
        if held is not None and seq < held.version_of({kind}).seq:
            held.behind = True

    @staticmethod
    def is_behind() -> bool:
        """Whether something older than the held numbers was used within ``held``."""
        held = _held.get()
        return held is not None and held.behind

    @classmethod
    def raise_seq(
        cls, *, terms: bool = False, public: bool = True, kinds: Collection[str] | None = None
    ) -> int:
        """The next number, its row locked until the transaction ends; ``terms``: a term changed.

        ``kinds``: of which records; None where it may be any. ``public`` False: no public page can
        have changed. Raises TransactionManagementError outside a transaction, where the lock would
        be lost.
        """
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("raise_seq() needs a transaction.")
        if public:
            note_publication()
        sorted_kinds = sorted(kinds or ()) if public else []
        # Plain SQL: three statements of the ORM, behind every one that writes.
        with connection.cursor() as cursor:
            cursor.execute(
                RAISE_SEQ.format(kinds=_merged("seq + 1")),
                [terms, 0 if public else 1, public and kinds is None, json.dumps(sorted_kinds)],
            )
            row = cursor.fetchone()
        if row is None:  # the first of all
            cls.objects.get_or_create(pk=1)
            return cls.raise_seq(terms=terms, public=public, kinds=kinds)
        return int(row[0])

    @staticmethod
    def note_kinds(kinds: Collection[str]) -> None:
        """Say that what the newest number, raised in this transaction, changed shows on these."""
        with connection.cursor() as cursor:
            cursor.execute(NOTE_KINDS.format(kinds=_merged("seq")), [json.dumps(sorted(kinds))])

    @classmethod
    def begin_epoch(cls) -> None:
        """After a restore: nothing that was made of this database before is valid any more."""
        cls.objects.update_or_create(pk=1, defaults={"epoch": new_epoch()})


class Removed(models.Model):
    """That a record was deleted, and the number of ``SearchState`` at which it was.

    A withdrawn record carries its number itself; a deleted one cannot.
    """

    data_handling = DataHandling(Purpose.OPERATION, FOR_GOOD, internal="kind record_id seq")

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "seq"], name="core_removed_after")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
