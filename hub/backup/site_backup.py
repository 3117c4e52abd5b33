"""A backup is made whole or not at all; a restore verifies everything before it swaps it in."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Protocol

from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection

from hub.backup import (
    journal_check,
    manifest,
    media_archive,
    postgres_database,
    restored_site,
    sqlite_database,
    stored_rows,
)
from hub.backup.manifest import BackupError, Manifest
from hub.backup.media_archive import StagedFiles
from hub.monitoring import heartbeats, journal_mark
from hub.operator_command import DATABASE_ERRORS, database_sentence, file_sentence
from hub.records.seq_cache import clear_caches
from hub.search_engine.snapshot_cache import built_in_memory
from hub.web.release import release

Say = Callable[[str], object]


class Target(Protocol):
    """A new database that a backup is restored into, beside the live one."""

    name: str
    remarks: list[str]  # what a person must know, or do by hand

    def live_exists(self) -> bool: ...
    def fill(self, folder: Path) -> None: ...
    def verify(self) -> None: ...
    def swap(self) -> None: ...
    def drop(self) -> None: ...
    def keep_sentence(self) -> str: ...


def make_backup(parent: Path) -> tuple[Path, Manifest]:
    """A new folder in ``parent`` with database, uploads and manifest. Raises BackupError."""
    made_at = manifest.now()
    unfinished = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder, unfinished = _begin_folder(parent)
        described = _write_files(unfinished, made_at)
        manifest.write(unfinished, described)
        for path in unfinished.iterdir():
            path.chmod(0o600)
            _sync(path)
        unfinished.rename(folder)
        _sync(parent)
    except OSError as problem:
        raise BackupError(
            f"Nothing was kept: {problem.strerror or problem} ({problem.filename or parent})."
        ) from problem
    except DATABASE_ERRORS as problem:
        raise BackupError(f"Nothing was kept. {database_sentence(problem)}") from problem
    finally:
        if unfinished is not None:
            shutil.rmtree(unfinished, ignore_errors=True)
    return folder, described


def _begin_folder(parent: Path) -> tuple[Path, Path]:
    """Where the backup will be, and the folder made for it until it is whole: nobody else's."""
    stamp = f"{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}"
    for number in count(1):
        name = f"hub-{stamp}" if number == 1 else f"hub-{stamp}-{number}"
        folder, unfinished = parent / name, parent / f".{name}.unfinished"
        with suppress(FileExistsError):
            unfinished.mkdir(mode=0o700)
            if not folder.exists():
                return folder, unfinished
            unfinished.rmdir()
    raise AssertionError  # numbers have no end


def _write_files(folder: Path, made_at: str) -> Manifest:
    database = _database()
    journal = journal_mark.make()  # first: whatever is noted later is newer than the dump
    with database.dumped(folder):
        migrations = stored_rows.applied_migrations()
        rows, newest = stored_rows.count_rows(), stored_rows.newest_revision()
    media_archive.pack(folder / media_archive.FILE)
    return Manifest(
        made_at=made_at,
        engine=connection.vendor,
        release=release(),
        migrations=migrations,
        rows=rows,
        newest=newest,
        files=manifest.describe_files(folder, (database.FILE, media_archive.FILE)),
        keys=manifest.current_keys() | ({manifest.JOURNAL: [journal]} if journal else {}),
    )


def restore_backup(
    folder: Path, say: Say, *, dry_run: bool, without_removals: bool = False
) -> None:
    """Verify, restore beside the live site, make safe, and swap unless ``dry_run``.

    Raises BackupError, and then the live site is as it was.
    """
    described = verify(folder, say)
    if not without_removals:
        journal_check.verify_for_backup(described)
    stamp = f"{datetime.datetime.now(datetime.UTC):%Y%m%d%H%M%S%f}"
    target, uploads = _target(stamp), StagedFiles(f"{media_archive.STAGED}{stamp}")
    is_swapped = False
    try:
        live = _live_rows(target)
        say(f"Restoring into {target.name}.")
        target.fill(folder)
        with _connected_to(target.name), built_in_memory():
            target.verify()
            _bring_up(described, live, say, without_removals=without_removals)
        uploads.stage(folder / media_archive.FILE, dry_run=dry_run)
        say(uploads.sentence())
        if dry_run:
            say("Nothing was changed: this was a dry run.")
            return
        target.swap()
        is_swapped = True
    except DATABASE_ERRORS as problem:
        raise BackupError(database_sentence(problem)) from problem
    except OSError as problem:
        raise BackupError(file_sentence(problem)) from problem
    finally:
        connection.close()
        target.drop()
        if not is_swapped:
            uploads.discard()
    _finish(say, target, uploads)


def verify(folder: Path, say: Say) -> Manifest:
    """Raises BackupError unless every byte is as it was written and this code can read it."""
    described = manifest.read(folder)
    if described.engine != connection.vendor:
        raise BackupError(
            f"This backup is of {described.engine}, and DATABASE_URL names {connection.vendor}."
        )
    stored_rows.demand_known(described.migrations)
    say(f"The backup of {described.made_at} is whole, and signed with this site's key.")
    if described.keys["SECRET_KEY"] != manifest.current_keys()["SECRET_KEY"]:
        say("It was made with another SECRET_KEY, which does no harm.")
    return described


def _bring_up(
    described: Manifest, live: tuple[dict[str, int], str], say: Say, *, without_removals: bool
) -> None:
    """What was restored, to which the connection is: counted, migrated, and made safe to run."""
    _verify_rows(described)
    say("The rows are as many as when the backup was made. Bringing the schema up to date.")
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except CommandError as problem:
        raise BackupError(str(problem)) from problem
    verify_journal = not (described.journal or without_removals)
    changes = _make_safe(described, verify_journal=verify_journal)
    _tell(say, described, live, changes)


def _make_safe(described: Manifest, *, verify_journal: bool) -> restored_site.Changes:
    """And known as backed up: that is noted after the dump, which knows the backup before."""
    made_at = datetime.datetime.fromisoformat(described.made_at)
    heartbeats.note(heartbeats.Kind.BACKUP, at=made_at)
    return restored_site.make_safe(verify_journal=verify_journal)


def _tell(
    say: Say, described: Manifest, live: tuple[dict[str, int], str], changes: restored_site.Changes
) -> None:
    rows, newest = live
    say(f"Newest change of a record: {newest or 'none'} now, {described.newest or 'none'} then.")
    say("Rows now -> after the restore, where they differ:")
    for line in stored_rows.differences(rows, stored_rows.count_rows()):
        say(line)
    for line in changes.lines():
        say(line)


def _finish(say: Say, target: Target, uploads: StagedFiles) -> None:
    clear_caches()
    for name in uploads.put_in_place():
        say(f"NOT in its place: the uploaded file {name}. It waits in {uploads.folder}.")
    try:
        late = restored_site.apply_removals()  # while it was being restored
    except DATABASE_ERRORS:
        say("Who left during the restore was NOT looked for: run `manage.py after_restore`.")
    else:
        for line in late.hidden:
            say(f"Withdrawn during the restore, and hidden: {line}")
    say("Restored.")
    say(target.keep_sentence())
    for remark in target.remarks:
        say(remark)
    say(
        "No e-mail is sent until an administrator has looked at what is uncertain: the first page "
        "of the admin leads there, or run `manage.py resume_mail`."
    )


def _live_rows(target: Target) -> tuple[dict[str, int], str]:
    """Of a site that is damaged there is nothing to compare with, which is why it is restored."""
    if not target.live_exists():
        return {}, ""
    try:
        return stored_rows.count_rows(), stored_rows.newest_revision()
    except DATABASE_ERRORS:
        return {}, ""


def _verify_rows(described: Manifest) -> None:
    rows = stored_rows.count_rows()
    if rows != described.rows:
        different = ", ".join(
            line.strip() for line in stored_rows.differences(described.rows, rows)
        )
        raise BackupError(f"The restored rows are not those of the backup: {different}.")


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Django's connection at another database of the same server."""
    live = connection.settings_dict["NAME"]

    def go_to(database: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = database
        ContentType.objects.clear_cache()
        clear_caches()

    go_to(name)
    try:
        yield
    finally:
        go_to(live)


def _database() -> ModuleType:
    return postgres_database if connection.vendor == "postgresql" else sqlite_database


def _target(stamp: str) -> Target:
    if connection.vendor == "postgresql":
        return postgres_database.PostgresTarget(stamp)
    return sqlite_database.SqliteTarget(stamp)


def _sync(path: Path) -> None:
    """To the disk: a backup that a power cut takes back was none."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
