"""Seal every address with the newest key, so that the older ones can go."""

from typing import Any

from django.core.management.base import CommandError

from hub.digests import retention
from hub.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = "Seal the addresses of subscribers with the newest of DIGEST_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        sealed, closed = retention.seal_again()
        self.stdout.write(f"Sealed again: {sealed}.")
        if closed:
            raise CommandError(f"No key opens {closed}: put the key that sealed them back.")
        self.stdout.write("Every address opens with the newest key: the others may go.")
