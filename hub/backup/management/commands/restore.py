"""Restore a backup: verified first, beside the live site, and swapped in at the end."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from hub.backup.manifest import BackupError
from hub.backup.site_backup import restore_backup
from hub.operator_command import OperatorCommand, ended_by_signals


class Command(OperatorCommand):
    help = "Restore a backup. Until it is verified and safe to run, nothing is changed."
    requires_system_checks: list[str] = []  # an empty server is what it is for

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, help="the folder of one backup (hub-...)")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="do all of it in a new database, list what would change, and remove that again",
        )

        parser.add_argument(
            "--without-removals",
            action="store_true",
            help="the journal of removals is lost: restore although nobody knows who left since",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with ended_by_signals():
                restore_backup(
                    options["backup"],
                    self.say,
                    dry_run=options["dry_run"],
                    without_removals=options["without_removals"],
                )
        except BackupError as problem:
            raise CommandError(f"{problem} The site is as it was.") from problem

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
