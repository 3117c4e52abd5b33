"""Have a Celery worker load the data that ship with the project."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from hub.imports import job_runner, starter_data
from hub.imports.models import Import
from hub.imports.tasks import sweep
from hub.operator_command import OperatorCommand

PATIENCE = 90.0  # seconds without progress: beat rings every 15
STEPS = ("pk", "state", "rows_read", "rows_checked", "rows_applied")


class Command(OperatorCommand):
    help = "Load the vocabulary and have a worker import the records that ship with the project."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--wait", action="store_true", help="show the progress until it is done"
        )
        parser.add_argument(
            "--here", action="store_true", help="do the work in this process, without a worker"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for done, schemes in starter_data.load_vocabulary():
            self.stdout.write(f"Loading schemes: {done} of {schemes}")
        begun = starter_data.begin()
        if not begun and not starter_data.unfinished().exists():
            self.stdout.write("The starter data is loaded already.")
            return
        if options["here"]:
            self.work()
        else:
            sweep()
        if options["wait"]:
            self.watch()

    def work(self) -> None:
        """What workers do, file by file."""
        while job := starter_data.unfinished().first():
            if job.state not in Import.WORKING and not job_runner.resume(job):
                raise CommandError(f"{job.name}: {job.sentence or job.get_state_display()}")
            while job_runner.advance(job.pk):
                pass

    def watch(self) -> None:
        """Print a line for each step forward. Raises CommandError when nothing moves."""
        shown: dict[str, int] = {}
        last_step: list[tuple[Any, ...]] = []
        last_move = time.monotonic()
        while True:
            step = list(starter_data.unfinished().values_list(*STEPS))
            if step == last_step and step:
                if time.monotonic() - last_move > PATIENCE:
                    raise CommandError(
                        "Nothing was loaded for 90 seconds. Is a worker running? "
                        "The load goes on by itself as soon as one is."
                    )
                time.sleep(0.2)
                continue
            last_step, last_move = step, time.monotonic()
            files = starter_data.progress()
            for file in files:
                if shown.get(file.name, 0) != file.done:
                    shown[file.name] = file.done
                    self.stdout.write(f"Loading {file.name}: {file.done} of {file.total}")
            if all(file.is_finished for file in files):
                return self.report(files)

    def report(self, files: list[starter_data.FileProgress]) -> None:
        for file in files:
            self.stdout.write(f"{file.name}: {file.made} of {file.total} rows made records.")
            for problem in file.problems:
                self.stdout.write(f"  row {problem.row} ({problem.record}): {problem.sentence}")
