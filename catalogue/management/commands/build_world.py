"""Write the map of the world: shapes of countries, projected and thinned out once for all pages.

Shapes are Natural Earth's (public domain) in the TopoJSON of the npm package world-atlas, which is
read here alone and not kept: `npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz`.
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.gaps import drawing
from catalogue.gaps.world_map import TABLE
from hub.vocabulary.vocabulary_loader import FOLDER


class Command(BaseCommand):
    """`manage.py build_world FOLDER`: writes catalogue/data/world.json."""

    help = "Write world.json from countries-110m.json and countries-50m.json of npm's world-atlas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the unpacked package (package/)")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        small, large = read(folder / "countries-110m.json"), read(folder / "countries-50m.json")
        package = read(folder / "package.json")
        table = {
            "source": f"Natural Earth, public domain, through npm {package['name']} "
            f"{package['version']}; Equal Earth projection",
            **drawing.world(small, large, alpha2()),
        }
        text = json.dumps(table, ensure_ascii=False, sort_keys=True)
        text = text.replace('", "', '",\n"').replace('], "', '],\n"')  # a country a line
        TABLE.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{len(table['shapes'])} shapes, {len(table['points'])} points written.")


def read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CommandError(
            f"{path} cannot be read ({problem}). Unpack the npm package world-atlas first."
        ) from problem


def alpha2() -> dict[str, str]:
    """ISO 3166-1 numeric codes to the slugs of our terms, which are alpha-2 in small letters."""
    rows = json.loads((FOLDER / "countries.json").read_text(encoding="utf-8"))["countries"]
    return {row["numeric"]: row["alpha2"].lower() for row in rows}
