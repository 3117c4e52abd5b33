"""Write the generated table of what countries are called besides their CLDR names."""

import csv
import json
import re
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from hub.operator_command import OperatorCommand
from hub.vocabulary.management.commands.build_names import DATA, write

# The languages in which files of others are read: those of the UN, and two more.
LANGUAGES = {language: language for language in ("ar", "de", "en", "es", "fr", "pt", "ru", "zh")}
LOCALES = LANGUAGES | {"zh-Hant": "zh"}
UNTERM = {"Arabic": "ar", "Chinese": "zh", "English": "en", "French": "fr", "Russian": "ru"}
UNTERM |= {"Spanish": "es"}
M49 = {"ar": "ar", "cn": "zh", "en": "en", "es": "es", "fr": "fr", "ru": "ru"}
ARTICLE = re.compile(
    r"^(?:the|la|le|les|el|los|las) |^l['’]|\s*\((?:the|la|le|les|el|los|las|l['’])\)"
)
# UNTERM marks with an asterisk a state that is no member, M49 the place of the name with a dash.
MARKS = re.compile(r"\s*[*_]")

Names = dict[str, dict[str, list[str]]]


class Command(OperatorCommand):
    """`manage.py build_country_names`: writes hub/vocabulary/data/country_names.json."""

    help = "Write country_names.json from CLDR and the names of UN M49, UNTERM and ISO 3166."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cldr", type=Path, required=True, help="npm's cldr-localenames-full, unpacked"
        )
        parser.add_argument(
            "--codes", type=Path, required=True, help="country-codes.csv of datasets/country-codes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        table = json.loads((DATA / "countries.json").read_text(encoding="utf-8"))
        codes = [country["alpha2"] for country in table["countries"]]
        package = read_json(options["cldr"] / "package.json")
        sources = [
            f"Unicode CLDR {package['version']} through cldr-localenames-full",
            "UN M49, UNTERM and ISO 3166 through datasets/country-codes (PDDL)",
        ]
        rows = code_rows(options["codes"])
        write(
            "country_names.json",
            {
                "sources": sources,
                "short": gather(codes, [*cldr_names(options["cldr"]), *un_names(rows, "Short")]),
                "formal": gather(codes, un_names(rows, "Formal")),
            },
        )
        self.stdout.write(f"Names of {len(codes)} countries written.")


def read_json(path: Path) -> Any:
    """Raises CommandError where the file is not there."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"This file cannot be read: {path}") from error


def code_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def cldr_names(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(alpha-2 code, language, name): the usual name, and the short and variant ones."""
    for locale, language in LOCALES.items():
        content = read_json(folder / "main" / locale / "territories.json")
        names = content["main"][locale]["localeDisplayNames"]["territories"]
        for key, name in names.items():
            yield key.partition("-")[0], language, name


def un_names(rows: list[dict[str, str]], form: str) -> Iterator[tuple[str, str, str]]:
    """(alpha-2 code, language, name). ``form``: "Formal", or "Short" with those of M49 and ISO."""
    for row in rows:
        code = row["ISO3166-1-Alpha-2"]
        for language, short in UNTERM.items():
            yield code, short, row[f"UNTERM {language} {form}"]
        if form == "Short":
            yield code, "en", row["ISO4217-currency_country_name"].title()
            for suffix, language in M49.items():
                yield code, language, row[f"official_name_{suffix}"]


def gather(codes: list[str], names: Iterable[tuple[str, str, str]]) -> Names:
    """Names by code and language, each once, without articles and marks."""
    table: Names = {code: {} for code in codes}
    for code, language, raw_name in names:
        name = ARTICLE.sub("", MARKS.sub("", raw_name)).strip()
        if code not in table or not name:
            continue
        known = table[code].setdefault(language, [])
        if name.casefold() not in (other.casefold() for other in known):
            known.append(name)
    return table
