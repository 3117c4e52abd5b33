"""Have a Celery worker load the starter data."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalogue.models import Load
from catalogue.starter import runner
from catalogue.tasks import load_next

PATIENCE = 90.0  # seconds without progress: beat rings every 15


class Command(BaseCommand):
    help = "Ring a worker to load the schemes, organisations and tools that ship with the project."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--wait", action="store_true", help="show the progress until it is done"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        loads = runner.begin()
        if all(load.finished_at for load in loads):
            self.stdout.write("The starter data is loaded already.")
            return
        load_next.delay()
        if options["wait"]:
            self.watch([load.pk for load in loads])

    def watch(self, pks: list[int]) -> None:
        """Print a line for each step forward. Raises CommandError when nothing moves."""
        shown: dict[int, int] = {}
        last_move = time.monotonic()
        while True:
            loads = list(Load.objects.filter(pk__in=pks))
            for load in loads:
                if shown.get(load.pk, 0) != load.done:
                    shown[load.pk], last_move = load.done, time.monotonic()
                    self.stdout.write(f"Loading {load.part}: {load.done} of {load.total}")
            if all(load.finished_at for load in loads):
                return self.report(loads)
            if time.monotonic() - last_move > PATIENCE:
                raise CommandError(
                    "Nothing was loaded for 90 seconds. Is a worker running? "
                    "The load goes on by itself as soon as one is."
                )
            time.sleep(0.2)

    def report(self, loads: list[Load]) -> None:
        for load in loads:
            self.stdout.write(f"{load.part}: {load.created} of {load.total} rows made records.")
            for problem in load.problems.all():
                self.stdout.write(f"  row {problem.row} ({problem.record}): {problem.sentence}")
