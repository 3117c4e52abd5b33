"""Go up to the release that is checked out and installed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from hub.backup.site_upgrade import Upgrade, UpgradeError
from hub.operator_command import OperatorCommand, ended_by_signals


class Command(OperatorCommand):
    help = "Back up, check, migrate, collect static files, restart and probe; or tell the way back."
    requires_system_checks: list[str] = []  # they are a step, with its sentence

    def add_arguments(self, parser: ArgumentParser) -> None:
        backup = parser.add_mutually_exclusive_group(required=True)
        backup.add_argument("--backups", type=Path, help="the folder where backups are kept")
        backup.add_argument(
            "--no-backup", action="store_true", help="take none: you have one by other means"
        )
        backup.add_argument(
            "--probe-only",
            action="store_true",
            help="the end of an upgrade: you have restarted the web server; does it answer?",
        )
        parser.add_argument(
            "--restart-command",
            default="",
            help="how the web server loads the new code, where the user of the site may do that; "
            "else you restart it, and run --probe-only",
        )
        parser.add_argument(
            "--probe",
            default="http://127.0.0.1:8000",
            help="where the web server is asked (%(default)s)",
        )
        parser.add_argument("--dry-run", action="store_true", help="check, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        upgrade = Upgrade(
            options["backups"], options["restart_command"], options["probe"], self.say
        )
        try:
            with ended_by_signals():
                if options["probe_only"]:
                    upgrade.probe_web_server()
                elif options["dry_run"]:
                    upgrade.dry_run()
                else:
                    upgrade.run()
        except UpgradeError as problem:
            raise CommandError(str(problem)) from problem

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
