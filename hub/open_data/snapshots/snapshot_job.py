"""A snapshot is made in steps of about a minute, each of which may be killed; it appears whole.

What is due stands in the database: on each day (UTC) one is wanted. A step adds records to the
files of the draft. The last one adds what is made of them, stores them, and only then says that
the snapshot is ready.
"""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hub.identity.site_identity import current_identity
from hub.imports.models import Import
from hub.open_data.exported_records import exported_records
from hub.open_data.flat_columns import RowWriter, flat_columns
from hub.open_data.json_records import record_json
from hub.open_data.redistribution import is_whole, withheld_fields
from hub.open_data.snapshots import line_file, stored_files, table_file
from hub.open_data.snapshots.data_package import (
    describe_files,
    new_package,
    write_package,
    write_sums,
)
from hub.open_data.snapshots.draft import Draft, Progress, drafts_folder
from hub.open_data.snapshots.models import Snapshot
from hub.open_data.snapshots.removed_records import identities_to_remove
from hub.open_data.snapshots.rewriting import Removal, rewrite_folder
from hub.open_data.snapshots.signature import private_key, public_pem
from hub.open_data.snapshots.sqlite_file import write_sqlite
from hub.records.database_clock import now_in_database
from hub.records.models import SearchState
from hub.records.registry import record_types
from hub.web.operator import operator
from hub.web.responses import absolute

BATCH = 500  # records
SECONDS = 60.0  # of one step, and what finishing takes above it: below the task's limit
LEASE = datetime.timedelta(seconds=240)  # above that limit
QUIET_HOURS = 6  # of the day, in which imports are waited for


def make_if_due(seconds: float = SECONDS) -> bool:
    """Work on the snapshot of today, for so long; whether anything is left to do at once."""
    now = now_in_database()
    drop_unfinished(now.date())
    if _waits_for_imports(now):
        return False
    snapshot, _made = Snapshot.objects.get_or_create(day=now.date())
    if snapshot.state == Snapshot.State.READY or not snapshot.claim(LEASE):
        return False
    try:
        return not _Work(snapshot).go_on(time.monotonic() + seconds)
    finally:
        snapshot.release()


def _waits_for_imports(now: datetime.datetime) -> bool:
    """A file that is half applied makes a snapshot that is half of something."""
    is_first = not Snapshot.objects.ready().exists()
    return (is_first or now.hour < QUIET_HOURS) and Import.objects.at_work().exists()


def drop_unfinished(today: datetime.date) -> None:
    """Those of days that are over: what they would have shown is not there any more."""
    for snapshot in Snapshot.objects.filter(state=Snapshot.State.MAKING, day__lt=today):
        Draft(str(snapshot)).drop()
        snapshot.delete()


def erase_outlived() -> int:
    """Remove the snapshots of days that were kept long enough; how many."""
    outlived = list(Snapshot.objects.outlived(now_in_database().date()))
    for snapshot in outlived:
        with transaction.atomic():
            snapshot.delete()
            SearchState.raise_seq(kinds=())
        stored_files.drop_folder(snapshot.folder)
    return len(outlived)


class _Work:
    """On one snapshot, by whoever has claimed it."""

    def __init__(self, snapshot: Snapshot) -> None:
        snapshot.refresh_from_db()
        self.snapshot, self.draft = snapshot, Draft(str(snapshot))
        self.progress = Progress(**snapshot.progress)
        self.site = operator()

    def go_on(self, until: float) -> bool:
        """Whether it is ready."""
        if not self.progress.made_at or not self.draft.fits(self.progress):
            self._begin()
        self.draft.cut(self.progress)
        with override(settings.LANGUAGE_CODE):
            for kind in record_types:
                if kind not in self.progress.done and not self._write_kind(kind, until):
                    return False
            if time.monotonic() > until:  # the end takes as long as a step
                return False
            self._finish()
        return True

    def _begin(self) -> None:
        now = now_in_database().isoformat(timespec="seconds")
        self.progress = Progress(seq=SearchState.current(), made_at=now)
        self.draft.begin()

    def _save(self) -> None:
        Snapshot.objects.filter(pk=self.snapshot.pk).update(progress=self.progress.as_json())

    # Records

    def _write_kind(self, kind: str, until: float) -> bool:
        """Whether all of its records are written."""
        progress, writer = self.progress, RowWriter(kind)
        if progress.kind != kind:
            progress.kind, progress.after = kind, 0
        published = record_types[kind].model._default_manager.published()
        while True:
            rows = published.filter(pk__gt=progress.after).order_by("pk")
            keys = list(rows.values_list("pk", flat=True)[:BATCH])
            self._write_batch(kind, keys, writer)
            if len(keys) < BATCH:
                progress.done.append(kind)
                self._save()
                return True
            progress.after = keys[-1]
            self._save()
            if time.monotonic() > until:
                return False

    def _write_batch(self, kind: str, keys: list[int], writer: RowWriter) -> None:
        progress, file = self.progress, table_file.file_name(kind)
        licence = self.site.licence_url or self.site.licence
        records = list(exported_records(kind, keys))
        self._count_withheld(kind, keys)
        with self.draft.adding(file, line_file.NAME) as (table, lines):
            if not progress.sizes.get(file):
                table.write(table_file.head_row([*writer.header, table_file.LICENCE]))
            table.write(
                table_file.packed_rows([*writer.row(each), licence] for each in records)
            )
            lines.write(
                line_file.packed(
                    line_file.line_of(record_json(each) | {table_file.LICENCE: licence})
                    for each in records
                )
            )
            progress.sizes |= {file: table.tell(), line_file.NAME: lines.tell()}
        for name in (file, line_file.NAME):
            progress.rows[name] = progress.rows.get(name, 0) + len(records)

    def _count_withheld(self, kind: str, keys: list[int]) -> None:
        """What the licence of a source keeps out of the batch."""
        withheld = self.progress.withheld
        for names in withheld_fields(kind, keys).values():
            withheld["records" if is_whole(kind, names) else "values"] += (
                1 if is_whole(kind, names) else len(names)
            )

    # The end

    def _finish(self) -> None:
        folder, progress = self.draft.folder, self.progress
        about = self._about()
        headers = {
            kind: [(column.name, str(column.label)) for column in flat_columns(kind)]
            for kind in record_types
        }
        # Since it was begun a record may have been withdrawn.
        started = now_in_database()
        gone = identities_to_remove(folder)
        if gone:
            rewrite_folder(folder, Removal(gone), progress.rows)
        write_sqlite(folder, {f"{name}.csv": name for name in map(table_file.table_name, headers)}, about)
        package = new_package(about, headers)
        write_package(folder, package, progress.rows)
        key = private_key()
        write_sums(folder, key)
        files = describe_files(folder, package)
        changes = self._changes(folder)
        stored = stored_files.put_folder(about["day"], folder, [each.name for each in files])
        with transaction.atomic():
            Snapshot.objects.filter(pk=self.snapshot.pk).update(
                state=Snapshot.State.READY,
                folder=stored,
                made_at=progress.made_at,
                licence=about["licence"],
                licence_url=about["licence_url"],
                files=[each.as_json() for each in files],
                changes=changes,
                withheld=progress.withheld,
                public_key=public_pem(key) if key else "",
                progress={},
                checked_at=started,
            )
            SearchState.raise_seq(kinds=())  # last: its lock is held until the commit
        self.draft.drop()

    def _about(self) -> dict[str, str]:
        day = self.snapshot.day.isoformat()
        name = str(current_identity().name)
        title = _("%(site)s: the data of %(day)s") % {"site": name, "day": day}
        address = absolute(reverse("data"))
        return {
            "title": title,
            "day": day,
            "made_at": self.progress.made_at,
            "catalogue_state": str(self.progress.seq),
            "address": address,
            "licence": self.site.licence,
            "licence_url": self.site.licence_url,
            "cite_as": citation(day),
        }

    def _changes(self, folder: Path) -> dict[str, list[int]] | None:
        before = Snapshot.objects.ready().filter(day__lt=self.snapshot.day).first()
        if before is None:
            return None
        with TemporaryDirectory(dir=drafts_folder()) as earlier:
            try:
                stored_files.fetch_files(before.folder, [line_file.NAME], Path(earlier))
            except FileNotFoundError:  # the storage was emptied by hand
                return None
            return line_file.changes_between(
                Path(earlier) / line_file.NAME, folder / line_file.NAME
            )


def citation(day: str) -> str:
    """How a snapshot is cited: who made it, what it is, of when, and where it stands."""
    site = current_identity()
    return _("%(maker)s. Snapshot of %(day)s. %(address)s") % {
        "maker": site.operator_name or site.name,
        "day": day,
        "address": f"{absolute(reverse('data'))}#{day}",
    }
