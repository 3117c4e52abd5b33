"""Write docs/context.md from the rules of fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from catalogue.fit.rules_document import fit_page, render_markdown
from hub.operator_command import OperatorCommand
from hub.vocabulary.term_cache import term_cache

PLACE = Path(settings.BASE_DIR) / "docs" / "context.md"


class Command(OperatorCommand):
    help = "Writes docs/context.md from the rules of fit and the vocabulary."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it is current")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            text = render_markdown(fit_page(term_cache()))
        if not options["check"]:
            PLACE.write_text(text, encoding="utf-8")
        elif not PLACE.exists() or PLACE.read_text(encoding="utf-8") != text:
            raise CommandError("docs/context.md is not what the rules say: write it anew.")
