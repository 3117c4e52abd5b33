"""Keeps the copy as new as the database, by what changed since it was written last.

One process of a machine writes at a time; readers see the state of before until it has finished.
What was withdrawn or hidden is taken out; of what is not public the number is written, and no more.
"""

from __future__ import annotations

import fcntl
import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction

from hub.records.bulk_rows import chunks
from hub.records.database_outage import KnownState
from hub.records.models import (
    Change,
    FormerSlug,
    Record,
    Removed,
    SearchState,
    Source,
    visible_to,
)
from hub.records.models.search_state import COLUMNS, committed, write_numbers
from hub.records.public_copy.tables import (
    CopiedRecords,
    Model,
    boot,
    columns,
    converters,
    copied_models,
    copied_records,
    copy_path,
    create_statements,
    empty_row,
    source_columns,
    term_tables,
)

CHUNK = 500  # records, and keys in one condition
OLD_SECONDS = 86_400  # after which the file of an older release goes
# ``at``, ``since`` and ``boot``: when its state was the newest, by both clocks of the machine.
# ``horizon``: the oldest transaction that ran when it was written: what is newer is read again.
# Which state stands in the copied table of ``SearchState``.
MARK = "CREATE TABLE copy_mark (at REAL, since REAL, boot TEXT, horizon INTEGER)"
Query = models.QuerySet[Any, Any]
log = logging.getLogger(__name__)


def is_copied() -> bool:
    """SQLite is a file already: it is never away."""
    return connection.vendor == "postgresql"


def renew_copy(*, most: int | None = None) -> bool:
    """Bring the copy up to date; False where more than ``most`` records would have to be read.

    Raises OSError and sqlite3.Error where it cannot be written, and what the database raises. A
    file that is damaged goes, and the next call makes a new one.
    """
    if not is_copied():
        return True
    path = copy_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        try:
            with _opened(path) as file, _one_moment():
                return _Renewal(file).run(most)
        except sqlite3.OperationalError:  # such as a disk that is full
            raise
        except sqlite3.DatabaseError:
            for part in path.parent.glob(f"{path.name}*"):
                part.unlink()
            raise


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with open(path.with_suffix(".lock"), "w", encoding="ascii") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    path.touch(mode=0o600, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as file:
        _prepare(file, path)
        yield file


def _prepare(file: sqlite3.Connection, path: Path) -> None:
    if not file.execute("SELECT 1 FROM sqlite_master").fetchone():
        file.execute("BEGIN")
        for statement in (MARK, *create_statements()):
            file.execute(statement)
        file.execute("COMMIT")
        _remove_old(path)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = NORMAL")
    file.execute("PRAGMA secure_delete = ON")  # what was withdrawn leaves no bytes behind


def _remove_old(path: Path) -> None:
    for other in path.parent.glob("public-*.sqlite3*"):
        is_other = not other.name.startswith(path.stem)
        if is_other and other.stat().st_mtime < time.time() - OLD_SECONDS:
            other.unlink(missing_ok=True)


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read within is of the same moment."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


class _Renewal:
    """One run over all tables, in one transaction of the file."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.file = file
        self.sources: set[int] = set()

    def run(self, most: int | None) -> bool:
        numbers, horizon = committed(), _horizon()
        mark = self.file.execute(
            f"SELECT epoch, seq, terms_seq, horizon FROM copy_mark, {_table(SearchState)}"  # noqa: S608  # nosec
        ).fetchone()
        is_same = mark is not None and mark[0] == numbers.epoch and mark[1] <= numbers.seq
        after, after_terms, since = mark[1:] if is_same else (None, None, None)
        state = KnownState(numbers, time.time(), time.monotonic())
        if after != numbers.seq:
            if most is not None and _count(after) > most:
                return False
            self.file.execute("BEGIN IMMEDIATE")
            if after is None:
                self._empty()
            if after_terms != numbers.terms_seq:
                for model in term_tables.values():
                    self.file.execute(f"DELETE FROM {_table(model)}")  # noqa: S608  # nosec
                    self._insert(model, model._default_manager.order_by("pk"))
            for kind in copied_records():
                self._renew_records(kind, after)
            self._renew_news(since)
            self._renew_sources(since)
            self._remove_unused_sources()
            self._mark(state, horizon)
            self.file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            self._mark(state, horizon)
        return True

    def _empty(self) -> None:
        rows = self.file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in rows:
            if not name.startswith("sqlite_"):
                self.file.execute(f'DELETE FROM "{name}"')  # noqa: S608  # nosec

    def _renew_records(self, kind: CopiedRecords, after: int | None) -> None:
        """The records of a kind that changed, with their links; those not public go."""
        records = kind.model._default_manager.order_by("pk")
        public = records.published()
        if after is not None:
            records, public = (each.stamped_after(after) for each in (records, public))
        removed = Removed.objects.filter(kind=kind.model.kind, seq__gt=after or 0)
        gone = list(removed.values_list("record_id", "seq"))
        if after is not None:
            changed = records.values_list("pk", flat=True)
            self._delete_records(kind, [*changed, *(key for key, _seq in gone)])
        self._add_hidden(kind, list(records.not_published().values_list("pk", "index_seq")))
        self._add_removed(kind.model.kind, gone)
        for keys in chunks(list(public.values_list("pk", flat=True)), CHUNK):
            self._insert(kind.model, kind.model._default_manager.filter(pk__in=keys))
            for model, parent in kind.links.items():
                self._insert(model, model._default_manager.filter(**{f"{parent}__in": keys}))
            former = FormerSlug.objects.filter(kind=kind.model.kind, record_id__in=keys)
            self._insert(FormerSlug, former)

    def _delete_records(self, kind: CopiedRecords, keys: Sequence[int]) -> None:
        for some in chunks(keys, CHUNK):
            self._delete(kind.model, "id", some)
            for model, parent in kind.links.items():
                self._delete(model, parent, some)
            marks = ",".join("?" * len(some))
            for model in (FormerSlug, Removed):
                self.file.execute(
                    f"DELETE FROM {_table(model)} WHERE kind = ?"  # noqa: S608  # nosec
                    f" AND record_id IN ({marks})",
                    [kind.model.kind, *some],
                )

    def _add_hidden(self, kind: CopiedRecords, rows: list[tuple[int, int]]) -> None:
        """Their numbers alone, for public records that have a link to them, and news of them."""
        self._add_removed(kind.model.kind, rows)
        empty = empty_row(kind.model)
        empty |= {"state": Record.State.DRAFT, "visibility": Record.Visibility.INTERNAL}
        self._insert_rows(
            kind.model, [[*(empty | {"id": key, "index_seq": seq}).values()] for key, seq in rows]
        )

    def _add_removed(self, kind: str, rows: Iterable[tuple[int, int]]) -> None:
        """By these a snapshot that is older than the copy hears of what went meanwhile."""
        self.file.executemany(
            f"INSERT INTO {_table(Removed)} (kind, record_id, seq) VALUES (?, ?, ?)",  # noqa: S608  # nosec
            ((kind, key, seq) for key, seq in rows),
        )

    def _renew_news(self, since: int | None) -> None:
        news = _written_since(Change, since)
        public = news.filter(visibility__in=visible_to("public"))
        if since is not None:
            for keys in chunks(news.values_list("pk", flat=True), CHUNK):
                self._delete(Change, "id", keys)
        for keys in chunks(list(public.values_list("pk", flat=True)), CHUNK):
            self._insert(Change, Change.objects.filter(pk__in=keys))
        self._remove_deleted_news()

    def _remove_deleted_news(self) -> None:
        """An import that is undone takes its news with it, which leaves no row behind."""
        public = Change.objects.filter(visibility__in=visible_to("public"))
        count = self.file.execute(f"SELECT count(*) FROM {_table(Change)}")  # noqa: S608  # nosec
        if count.fetchone()[0] == public.count():
            return
        here = self.file.execute(f"SELECT id FROM {_table(Change)}")  # noqa: S608  # nosec
        gone = {key for (key,) in here} - set(public.values_list("pk", flat=True))
        for keys in chunks(sorted(gone), CHUNK):
            self._delete(Change, "id", keys)

    def _renew_sources(self, since: int | None) -> None:
        """Those that copied rows name, and those that are here and were written since."""
        wanted = self.sources
        if since is not None:
            for keys in chunks(_written_since(Source, since).values_list("pk", flat=True), CHUNK):
                marks = ",".join("?" * len(keys))
                wanted |= {
                    key
                    for (key,) in self.file.execute(
                        f"SELECT id FROM {_table(Source)} WHERE id IN ({marks})",  # noqa: S608  # nosec
                        keys,
                    )
                }
        for keys in chunks(sorted(wanted), CHUNK):
            self._delete(Source, "id", keys)
            self._insert(Source, Source.objects.filter(pk__in=keys))

    def _remove_unused_sources(self) -> None:
        """Those that nothing public cites any more."""
        cited = " UNION ".join(
            f'SELECT "{model._meta.concrete_fields[i].column}" AS id FROM {_table(model)}'  # noqa: S608  # nosec
            for model in dict.fromkeys(copied_models())
            for i in source_columns(model)
        )
        self.file.execute(
            f"DELETE FROM {_table(Source)} WHERE id NOT IN"  # noqa: S608  # nosec
            f" (SELECT id FROM ({cited}) WHERE id IS NOT NULL)"
        )

    def _delete(self, model: Model, column: str, keys: Sequence[int]) -> None:
        marks = ",".join("?" * len(keys))
        self.file.execute(
            f'DELETE FROM {_table(model)} WHERE "{column}" IN ({marks})',  # noqa: S608  # nosec
            keys,
        )

    def _insert(self, model: Model, query: Query) -> None:
        names = columns(model)
        change = [(i, convert) for i, convert in enumerate(converters(model)) if convert]
        sources = source_columns(model)
        rows = []
        for values in query.order_by().values_list(*names):
            row = list(values)
            for i, convert in change:
                row[i] = convert(row[i])
            for i in sources:
                if row[i] is not None:
                    self.sources.add(row[i])
            rows.append(row)
        self._insert_rows(model, rows)

    def _insert_rows(self, model: Model, rows: list[list[Any]]) -> None:
        """Each with a value for every column, in their order."""
        quoted = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
        self.file.executemany(
            f"INSERT INTO {_table(model)} ({quoted})"  # noqa: S608  # nosec
            f" VALUES ({','.join('?' * len(model._meta.concrete_fields))})",
            rows,
        )

    def _mark(self, state: KnownState, horizon: int) -> None:
        if not self.file.in_transaction:
            self.file.execute("BEGIN IMMEDIATE")
        self.file.execute("DELETE FROM copy_mark")
        self.file.execute(f"DELETE FROM {_table(SearchState)}")  # noqa: S608  # nosec
        mark = (state.at, state.since, boot(), horizon)
        self.file.execute("INSERT INTO copy_mark VALUES (?, ?, ?, ?)", mark)
        self.file.execute(
            f"INSERT INTO {_table(SearchState)}"  # noqa: S608  # nosec
            f" (id, {COLUMNS}) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
            write_numbers(state.numbers),
        )
        self.file.execute("COMMIT")


def _table(model: Model) -> str:
    return f'"{model._meta.db_table}"'


def _count(after: int | None) -> int:
    """How many records would be read."""
    return sum(
        kind.model._default_manager.stamped_after(-1 if after is None else after).count()
        for kind in copied_records()
    )


def _horizon() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        horizon: int = cursor.fetchone()[0]
    return horizon


def _written_since(model: Model, horizon: int | None) -> Query:
    """Rows that a transaction wrote which had not ended at that time; all without one."""
    rows = model._default_manager.order_by("pk")
    if horizon is None:
        return rows
    return rows.extra(  # noqa: S610  # nosec  # a number of ours
        where=[f"age({_table(model)}.xmin) <= age('{horizon % 2**32}'::xid)"]
    )
