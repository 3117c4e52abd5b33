"""Import a file from the command line: the steps, the checks and the report of the pages."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import CommandError

from hub.imports import job_runner, notifications, report
from hub.imports.job_status import progress
from hub.imports.models import Import, ImportSource, Profile
from hub.imports.staging import create_job
from hub.operator_command import OperatorCommand

State = Import.State
PROBLEMS = 2  # the exit code where rows have problems, and the rest went well


class Command(OperatorCommand):
    help = "Read, check and apply a file of tools, organisations, events or recommendations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX, JSON or JSON Lines")
        parser.add_argument("--source", help="slug of the source; that of the profile if missing")
        parser.add_argument("--profile", help="slug of the profile that maps the columns")
        parser.add_argument(
            "--dry-run", action="store_true", help="check and report; write no record"
        )
        parser.add_argument(
            "--publish-as",
            choices=["draft", "in_review", "published"],
            default="in_review",
            help="state of new records (default: in_review)",
        )
        parser.add_argument("--no-news", action="store_true", help="tell readers nothing of it")

    def handle(self, *args: Any, **options: Any) -> None:
        job = self.create_job(options)
        self.stdout.write(f"Import {job.pk}: {job.name}")
        self.run_steps(job, trust_mapping=not options["profile"])
        if job.state == State.READY and not job.dry_run:
            job_runner.accept(job)
            self.run_steps(job, trust_mapping=False)
        self.print_report(job)
        notifications.enqueue_due()
        if job.state not in (State.APPLIED, State.READY):
            raise CommandError(job.sentence or job.get_state_display())
        if job.counts.get("problem"):
            sys.exit(PROBLEMS)

    def create_job(self, options: dict[str, Any]) -> Import:
        profile = self.get_record(Profile, options["profile"], "profile")
        source = self.get_record(ImportSource, options["source"], "source")
        source = source or (profile.source if profile else None)
        if source is None:
            raise CommandError("Say where the file comes from: --source or --profile.")
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with path.open("rb") as opened:
            return create_job(
                File(opened),
                source=source,
                name=path.name,
                profile=profile,
                dry_run=options["dry_run"],
                publish_as=options["publish_as"],
                with_news=not options["no_news"],
            )

    def get_record(self, model: Any, slug: str | None, label: str) -> Any:
        if slug is None:
            return None
        record = model.objects.filter(slug=slug).first()
        if record is None:
            raise CommandError(f"There is no {label} “{slug}”.")
        return record

    def run_steps(self, job: Import, *, trust_mapping: bool) -> None:
        """Step by step to where a person decides; the proposed mapping stands for a person's."""
        state = ""
        while True:
            more = job_runner.advance(job.pk)
            job.refresh_from_db()
            if job.state != state or job.state in Import.WORKING:
                self.print_progress(job, new=job.state != state)
                state = job.state
            if job.state == State.MAPPING and trust_mapping:
                if job.sentence:
                    self.stderr.write(job.sentence)
                for column in job.mapping.get("columns", ()):
                    self.stdout.write(f"  {column['heading']} -> {column['field'] or '(left out)'}")
                job_runner.check(job)
            elif not more and job.state not in Import.WORKING:
                return
            elif not more:  # a worker is at it
                time.sleep(0.2)

    def print_progress(self, job: Import, *, new: bool) -> None:
        current = progress(job)
        speed = f", {current.per_second:,.0f} rows/s" if current.per_second else ""
        left = f", {current.seconds_left:.0f} s left" if current.seconds_left else ""
        if new or current.rows:
            total = f" of {current.total}" if current.total else ""
            rows = f": {current.rows}{total}{speed}{left}" if current.rows else ""
            self.stdout.write(f"{job.get_state_display()}{rows}")

    def print_report(self, job: Import) -> None:
        """The report: counts, then each problem with its row, column, value and sentence."""
        for verdict, count in sorted(job.counts.items()):
            self.stdout.write(f"{verdict}: {count}")
        if job.rows_applied:
            self.stdout.write(f"written: {job.rows_applied}")
        for line in report.csv_lines(job):
            self.stdout.write(line, ending="")
