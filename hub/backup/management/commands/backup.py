"""Take a backup of the database and the uploads, verified by checksums and signed."""

from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError

from hub.backup.manifest import BackupError
from hub.backup.site_backup import make_backup
from hub.monitoring import heartbeats
from hub.operator_command import OperatorCommand, ended_by_signals


class Command(OperatorCommand):
    help = "Write a backup of the whole site into a new folder, also while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where backups are kept")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with ended_by_signals():
                folder, manifest = make_backup(options["folder"])
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        with suppress(DatabaseError):  # the schema may still be that of an earlier release
            heartbeats.note(heartbeats.Kind.BACKUP)
        for name, described in manifest.files.items():
            self.stdout.write(f"{name}: {described['size']:,} bytes")
        self.stdout.write("It can be restored only with these, which are NOT in it:")
        for name, fingerprints in manifest.keys.items():
            needed = "" if name != "SECRET_KEY" else " (another one does no harm)"
            self.stdout.write(f"  {name}: {', '.join(fingerprints)}{needed}")
        self.stdout.write(f"Backup: {folder}")
