"""Snapshots in a folder of the test's own, by a clock that stands still."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import time_machine

from hub.open_data.snapshots import signature, snapshot_job, stored_files
from hub.open_data.snapshots.models import Snapshot

NOW = datetime.datetime(2026, 12, 3, 2, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class SnapshotMaker:
    """``at``: when the night is; ``folder``: the storage, which is a folder on the disk."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch, self.now = folder, monkeypatch, NOW

    def go_to(self, now: datetime.datetime) -> None:
        self.now = now

    def make(self, now: datetime.datetime | None = None) -> Snapshot:
        """The snapshot of a day, whole."""
        self.now = now or self.now
        while snapshot_job.make_if_due():
            pass
        return Snapshot.objects.get(day=self.now.date())

    def path(self, name: str, snapshot: Snapshot | None = None) -> Path:
        snapshot = snapshot or Snapshot.objects.ready().first()
        return self.folder / snapshot.folder / name

    def text(self, snapshot: Snapshot | None = None) -> bytes:
        """Every byte of a snapshot that can be read as text, unpacked."""
        import gzip

        snapshot = snapshot or Snapshot.objects.ready().first()
        parts = []
        for path in sorted((self.folder / snapshot.folder).iterdir()):
            content = path.read_bytes()
            parts.append(gzip.decompress(content) if path.suffix == ".gz" else content)
        return b"\n".join(parts)


@pytest.fixture
def snapshots(settings, tmp_path, monkeypatch, db):
    folder = tmp_path / "snapshots"
    settings.VAR_DIR = tmp_path
    settings.SNAPSHOT_KEY_FILE = tmp_path / "key.pem"
    settings.STORAGES = {
        **settings.STORAGES,
        "snapshots": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        },
    }
    signature.make_key()
    maker = SnapshotMaker(folder, monkeypatch)
    for module in ("snapshot_job", "kept_snapshots"):
        monkeypatch.setattr(
            f"hub.open_data.snapshots.{module}.now_in_database", lambda: maker.now
        )
    return maker
