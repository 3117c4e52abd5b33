"""`manage.py make_secrets`: the secrets of a site on one machine, each made once."""

from typing import Any

from django.core.management.base import CommandError

from hub import site_environment
from hub.operator_command import OperatorCommand


class Command(OperatorCommand):
    help = "Make the secrets that are neither in the environment nor in VAR_DIR yet."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = site_environment.make_secrets()
        except site_environment.UnusableSecretsError as problem:
            raise CommandError(str(problem)) from problem
        for path in made:
            self.stdout.write(f"Made {path}. Back it up; it is not made again.")
        if not made:
            self.stdout.write("Every secret is there already.")
