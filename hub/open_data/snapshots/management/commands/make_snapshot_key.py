"""`manage.py make_snapshot_key`: the key that signs the snapshots of the data."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from hub.open_data.snapshots import signature
from hub.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = "Make the key that signs snapshots, where there is none, and print its public half."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--renew",
            action="store_true",
            help="Make a new one in place of the one that is there. Snapshots that were signed "
            "with the former one keep its signature, and its public half stands beside them.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["renew"] or signature.private_key() is None:
                signature.make_key()
                path = signature.key_path()
                self.stdout.write(f"Made {path}. Back it up; whoever has it signs as this site.")
            key = signature.private_key()
        except signature.UnusableKeyError as problem:
            raise CommandError(str(problem)) from problem
        if key is None:
            raise CommandError(f"{signature.key_path()} was removed while it was read.")
        pem = signature.public_pem(key)
        self.stdout.write(f"{pem}SHA-256 of its DER form: {signature.fingerprint(pem)}")
