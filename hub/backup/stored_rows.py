"""What a database holds, by plain SQL: it may be of an older or a newer release than the code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from hub.backup.manifest import BackupError


def count_rows() -> dict[str, int]:
    """The number of rows by table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in sorted(tables):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 # nosec
            rows[table] = int(cursor.fetchone()[0])
    return rows


def applied_migrations() -> list[list[str]]:
    """As [app, name]; raises BackupError where there is no site in the database."""
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            raise BackupError("The database is empty: there is nothing to back up.")
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [[app, name] for app, name in cursor.fetchall()]


def newest_revision() -> str:
    """When the newest change of a record was made, as text; empty where there is none."""
    with connection.cursor() as cursor:
        if "core_revision" not in connection.introspection.table_names(cursor):
            return ""
        cursor.execute("SELECT max(at) FROM core_revision")
        return str(cursor.fetchone()[0] or "")


def demand_known(migrations: list[list[str]]) -> None:
    """Raises BackupError where this code does not know one: it is older than the backup."""
    on_disk = MigrationLoader(None).disk_migrations
    known = {*on_disk, *chain.from_iterable(each.replaces for each in on_disk.values())}
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in known]
    if unknown:
        raise BackupError(
            "This backup was made by a newer release than the code that is checked out: it has "
            f"{', '.join(unknown[:3])}{' and more' if len(unknown) > 3 else ''}. Check out that "
            "release, install it, and restore again."
        )


def differences(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[str]:
    """A line for each table whose number of rows is another."""
    for table in sorted(before.keys() | after.keys()):
        if before.get(table, 0) != after.get(table, 0):
            yield f"  {table}: {before.get(table, 0):,} -> {after.get(table, 0):,}"
