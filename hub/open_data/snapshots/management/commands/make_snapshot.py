"""`manage.py make_snapshot`: the snapshot of today at once, without a worker."""

from typing import Any

from hub.open_data.snapshots import snapshot_job
from hub.open_data.snapshots.models import Snapshot
from hub.operator_command import OperatorCommand
from hub.records.database_clock import now_in_database


class Command(OperatorCommand):
    help = "Make the snapshot of the data of today now; a worker does so each night."

    def handle(self, *args: Any, **options: Any) -> None:
        while snapshot_job.make_if_due():
            self.stdout.write("…")
        snapshot = Snapshot.objects.ready().filter(day=now_in_database().date()).first()
        if snapshot is None:
            self.stdout.write("Not made: an import is at work, or a worker is making it.")
            return
        size = sum(each.size for each in snapshot.listed_files)
        self.stdout.write(f"{snapshot}: {snapshot.total} records, {size} bytes.")
