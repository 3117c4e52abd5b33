"""Go on with other keys, where those of before are lost for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from hub.operator_command import OperatorCommand
from hub.outbox import key_marker


class Command(OperatorCommand):
    help = "Accept DIGEST_KEYS and DIGEST_HASH_KEY as they are: what only others open is lost."
    requires_system_checks: list[str] = []  # which would stop at the keys

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lost", action="store_true", help="the keys of before are lost")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = key_marker.problems()
        if not wrong:
            self.stdout.write("The keys fit.")
            return
        if not options["lost"]:
            raise CommandError(
                " ".join(map(str, wrong)) + " Only if it is lost for good: --lost. Subscribers "
                "whose addresses it sealed then have to sign up again."
            )
        key_marker.accept()
        self.stdout.write("The keys of now are the site's.")
