"""Dates as others write them, as partial ISO 8601 dates. Nothing is guessed beyond the column's
order of day and month."""

from __future__ import annotations

import datetime
import re
import unicodedata

from django.utils.translation import gettext as _

from hub.records import partial_date
from hub.records.text_folding import fold_letters

# Digits of every script are digits to int(); these separators stand between them.
NUMBERS = re.compile(r"^(\d{1,4})\s*[./\-\s年]\s*(\d{1,2})(?:\s*[./\-\s月]\s*(\d{1,4})\s*日?)?月?$")
MONTH_OF_YEAR = re.compile(r"^(\d{1,2})\s*[./-]\s*(\d{4})$")
WITH_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
WORDS = re.compile(r"[^\W\d_]+")
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january janvier enero janeiro januar января январь يناير",
            "feb february fevrier febrero fevereiro februar февраля февраль فبراير",
            "mar march mars marzo marco marz maerz марта март مارس",
            "apr april avril abril апреля апрель ابريل",
            "may mai mayo maio мая май مايو",
            "jun june juin junio junho juni июня июнь يونيو",
            "jul july juillet julio julho juli июля июль يوليو",
            "aug august aout agosto августа август اغسطس",
            "sep sept september septembre septiembre setiembre setembro сентября сентябрь سبتمبر",
            "oct october octobre octubre outubro oktober okt октября октябрь اكتوبر",
            "nov november novembre noviembre novembro ноября ноябрь نوفمبر",
            "dec december decembre diciembre dezembro dezember dez декабря декабрь ديسمبر",
        ),
        1,
    )
    for word in words.split()
}


def parse_date(text: str, order: str) -> str:
    """A partial ISO date. ``order``: iso, dmy, mdy or ymd. Raises ValueError with a sentence."""
    stripped = text.strip()
    plain = WITH_TIME.sub("", "".join(_digit(letter) for letter in stripped)).strip()
    if partial_date.PATTERN.match(plain):
        partial_date.parse(plain)
        return plain
    parts = _parse_words(plain) or _parse_numbers(plain, order)
    if parts is None:
        raise ValueError(
            _("“%(text)s” is not a date. Write 2021, 2021-10 or 2021-10-07.")
            % {"text": stripped[:80]}
        )
    year, month, day = parts
    try:
        datetime.date(year, month, day or 1)
    except ValueError:
        raise ValueError(
            _("There is no such date as “%(text)s”.") % {"text": stripped[:80]}
        ) from None
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def _digit(letter: str) -> str:
    """Arabic-Indic and full-width digits as those of ASCII."""
    return str(unicodedata.digit(letter)) if letter.isdigit() and letter > "9" else letter


def _parse_words(text: str) -> tuple[int, int, int | None] | None:
    """ "7 October 2021", "Oct. 2021", "7 de octubre de 2021": the month is a word."""
    folded = fold_letters(text)
    months = [MONTHS[word] for word in WORDS.findall(folded) if word in MONTHS]
    numbers = [int(number) for number in re.findall(r"\d+", folded)]
    years = [number for number in numbers if number >= 1000]
    if len(months) != 1 or len(years) != 1 or len(numbers) > 2:
        return None
    days = [number for number in numbers if number < 1000]
    return years[0], months[0], days[0] if days else None


def _parse_numbers(text: str, order: str) -> tuple[int, int, int | None] | None:
    if (of_year := MONTH_OF_YEAR.match(text)) is not None:  # 10/2021
        return int(of_year[2]), int(of_year[1]), None
    match = NUMBERS.match(text)
    if match is None:
        return None
    first, second, third = match[1], match[2], match[3]
    if third is None:  # 2021/10
        if len(first) == 4:
            return int(first), int(second), None
        return None
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(third) != 4:
        return None  # a year of two digits is nobody's guess
    if order == "mdy":
        return int(third), int(first), int(second)
    if order == "dmy":
        return int(third), int(second), int(first)
    if int(first) > 12:
        return int(third), int(second), int(first)
    if int(second) > 12:
        return int(third), int(first), int(second)
    if first == second:
        return int(third), int(second), int(first)
    raise ValueError(
        _("“%(text)s” can be two dates: say for its column whether the day or the month is first.")
        % {"text": text[:80]}
    )


def proven_order(samples: list[str]) -> str:
    """The order that the samples prove; "iso" where they prove none."""
    days_first = months_first = False
    for sample in samples:
        plain = WITH_TIME.sub("", "".join(_digit(letter) for letter in sample.strip())).strip()
        match = NUMBERS.match(plain)
        if match and match[3] and len(match[1]) < 4:
            days_first |= int(match[1]) > 12
            months_first |= int(match[2]) > 12
    if days_first == months_first:
        return "iso"
    return "dmy" if days_first else "mdy"
