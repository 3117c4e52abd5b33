"""For a database that was restored by other means: make it safe to run, before anything starts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from hub.backup import restored_site
from hub.backup.manifest import BackupError
from hub.operator_command import DATABASE_ERRORS, OperatorCommand, database_sentence


class Command(OperatorCommand):
    help = (
        "After a restore by pg_restore, pgBackRest or Barman, and `migrate`: apply who left and "
        "what was withdrawn since, and pause mail. `manage.py restore` does it by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list only what would change")
        parser.add_argument(
            "--without-removals", action="store_true", help="the journal of removals is lost"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                changes = restored_site.make_safe(verify_journal=not options["without_removals"])
                transaction.set_rollback(options["dry_run"])
        except BackupError as problem:
            raise CommandError(f"{problem} Nothing was changed.") from problem
        except DATABASE_ERRORS as problem:
            raise CommandError(f"{database_sentence(problem)} Nothing was changed.") from problem
        for line in changes.lines():
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("Nothing was changed: this was a dry run.")
