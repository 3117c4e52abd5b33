"""Import a file from the command line: the steps, the checks and the report of the pages."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from hub.imports import notifications, report, state_machine
from hub.imports.job_creation import start
from hub.imports.models import Import, ImportSource, Profile
from hub.imports.progress import progress

State = Import.State
PROBLEMS = 2  # the exit code where rows have problems, and the rest went well


class Command(BaseCommand):
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
        batch = self.begin(options)
        self.stdout.write(f"Import {batch.pk}: {batch.name}")
        self.work(batch, trust_mapping=not options["profile"])
        if batch.state == State.READY and not batch.dry_run:
            state_machine.accept(batch)
            self.work(batch, trust_mapping=False)
        self.tell(batch)
        notifications.enqueue_due()
        if batch.state not in (State.APPLIED, State.READY):
            raise CommandError(batch.sentence or batch.get_state_display())
        if batch.counts.get("problem"):
            sys.exit(PROBLEMS)

    def begin(self, options: dict[str, Any]) -> Import:
        profile = self.found(Profile, options["profile"], "profile")
        source = self.found(ImportSource, options["source"], "source")
        source = source or (profile.source if profile else None)
        if source is None:
            raise CommandError("Say where the file comes from: --source or --profile.")
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with path.open("rb") as opened:
            return start(
                File(opened),
                source=source,
                name=path.name,
                profile=profile,
                dry_run=options["dry_run"],
                publish_as=options["publish_as"],
                with_news=not options["no_news"],
            )

    def found(self, model: Any, slug: str | None, what: str) -> Any:
        if slug is None:
            return None
        record = model.objects.filter(slug=slug).first()
        if record is None:
            raise CommandError(f"There is no {what} “{slug}”.")
        return record

    def work(self, batch: Import, *, trust_mapping: bool) -> None:
        """Step by step to where a person is asked; the proposed mapping stands for a person's."""
        state = ""
        while True:
            more = state_machine.advance(batch.pk)
            batch.refresh_from_db()
            if batch.state != state or batch.state in Import.WORKING:
                self.show(batch, new=batch.state != state)
                state = batch.state
            if batch.state == State.MAPPING and trust_mapping:
                if batch.sentence:
                    self.stderr.write(batch.sentence)
                for column in batch.mapping.get("columns", ()):
                    self.stdout.write(f"  {column['heading']} -> {column['field'] or '(left out)'}")
                state_machine.check(batch)
            elif not more and batch.state not in Import.WORKING:
                return
            elif not more:  # a worker is at it
                time.sleep(0.2)

    def show(self, batch: Import, *, new: bool) -> None:
        now = progress(batch)
        speed = f", {now.per_second:,.0f} rows/s" if now.per_second else ""
        left = f", {now.seconds_left:.0f} s left" if now.seconds_left else ""
        if new or now.rows:
            of = f" of {now.of}" if now.of else ""
            rows = f": {now.rows}{of}{speed}{left}" if now.rows else ""
            self.stdout.write(f"{batch.get_state_display()}{rows}")

    def tell(self, batch: Import) -> None:
        """The report: counts, then each problem with its row, column, value and sentence."""
        for verdict, count in sorted(batch.counts.items()):
            self.stdout.write(f"{verdict}: {count}")
        if batch.rows_applied:
            self.stdout.write(f"written: {batch.rows_applied}")
        for line in report.as_csv(batch):
            self.stdout.write(line, ending="")
