"""Write the retention schedule and the record of processing activities anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from hub.operator_command import OperatorCommand
from hub.records.data_handling import UndeclaredColumnsError
from hub.records.processing_papers import papers


class Command(OperatorCommand):
    help = "Writes what is kept about people, what for and for how long, as two Markdown files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--check",
            action="store_true",
            help="Write nothing; fail where a column is not declared or a file is out of date.",
        )

    def handle(self, *args: Any, folder: Path, check: bool, **options: Any) -> None:
        try:
            written = papers()
        except UndeclaredColumnsError as problem:
            raise CommandError(f"A column needs a declaration: {problem}.") from problem
        for name, text in written.items():
            path = folder / name
            if not check:
                path.write_text(text, encoding="utf-8")
            elif not path.is_file() or path.read_text(encoding="utf-8") != text:
                raise CommandError(
                    f"{path} is out of date: run manage.py write_processing_papers {folder}."
                )
