"""Writes the pages of errors that the proxy sends while the site cannot answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from hub.identity.colours import DARK, LIGHT, style_sheet
from hub.identity.site_identity import current_identity
from hub.operator_command import OperatorCommand
from hub.web.error_pages import bare_page
from hub.web.error_texts import ERROR_TEXTS
from hub.web.static_files import minify_css
from hub.whole_file import write_whole

FOLDER = "error-pages"  # the path at which the proxy sends them
STYLE_SHEET = "page.css"


def _colours() -> bytes:
    """Of the site as it is published now, which the pages are made with as well."""
    site = current_identity()
    if not site.colours_url:
        return b""
    light, dark = site.colour_light or LIGHT.built_in, site.colour_dark or DARK.built_in
    return style_sheet(light, dark).encode()


class Command(OperatorCommand):
    help = "Write the error pages of the proxy below a folder that it can read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="such as /var/www/hub")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        sheet = settings.BASE_DIR / "static" / "css" / "bare_error.css"
        pages = folder / FOLDER
        try:
            pages.mkdir(parents=True, exist_ok=True)
            write_whole(pages / STYLE_SHEET, minify_css(sheet.read_bytes()) + _colours())
            for status in ERROR_TEXTS:
                page = bare_page(status, style_sheet=f"/{FOLDER}/{STYLE_SHEET}")
                write_whole(pages / f"{status}.html", page.encode())
            # Whatever mask the units have: the proxy is another user.
            for path in (pages, *pages.iterdir()):
                path.chmod(0o755 if path.is_dir() else 0o644)
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}.") from problem
        self.stdout.write(f"{len(ERROR_TEXTS)} pages in {pages}.")
