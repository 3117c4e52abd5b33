"""Fill a practice site with what curators practise on."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from hub.curation.exercises import exercises
from hub.operator_command import OperatorCommand
from hub.whole_file import write_whole

PRACTICE_FILE = "practice-password"


class Command(OperatorCommand):
    help = "Load the exercises of the curators' course into a practice site (SANDBOX=1)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX:
            raise CommandError("This is no practice site: SANDBOX is not set.")
        path = settings.VAR_DIR / PRACTICE_FILE
        if not path.exists():
            write_whole(path, f"practice-{secrets.token_hex(4)}\n".encode())
        password = path.read_text(encoding="utf-8").strip()
        exercises.load(password)
        people = ", ".join(address for address, _name, _role in exercises.PEOPLE)
        self.stdout.write(f"Sign in as {people}; the password of all: {password}")
