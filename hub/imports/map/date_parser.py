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
NUMBERS = re.compile(
    r"^(?P<first>\d{1,4})\s*(?P<mark>[./\-\s年])\s*(?P<second>\d{1,2})"
    r"(?:\s*[./\-\s月]\s*(?P<last>\d{1,4})\s*日?)?月?$"
)
MONTH_OF_YEAR = re.compile(r"^(\d{1,2})\s*[./-]\s*(\d{4})$")
# A time of day behind a date, with seconds, half of the day and offset: "T09:00:00.000+02:00".
WITH_TIME = re.compile(
    r"(?:T|,?\s+)(?:\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?)?|\d{1,2}\s?[ap]m)"
    r"\s*(?:Z|UTC|GMT)?\s*(?:[+-]\d{2}(?::?\d{2})?)?(?:\s*\([^)]*\))?$",
    re.IGNORECASE,
)
# What spreadsheets and programs make of dates: 2019.0, 20191007, days since the end of 1899.
YEAR = re.compile(r"^(\d{4})(?:[.,]0+|\s*(?:г\.?|года?|年))$")
BASIC = re.compile(r"^((?:19|20)\d{2})([01]\d)([0-3]\d)$")
SERIAL = re.compile(r"^(\d{5})(?:[.,]\d+)?$")
SERIAL_ZERO = datetime.date(1899, 12, 30)  # 1900 was no leap year, and Lotus 1-2-3 thought it was
SERIALS = range(18264, 73051)  # 1950 to 2099
WORDS = re.compile(r"[^\W\d_]+")
MAX_DATE = 100  # characters; the longest that programs write, with a time and its zone, has 70
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january janvier janv enero ene janeiro januar janner января январь янв يناير",
            "feb february fevrier fevr fev febrero fevereiro februar февраля февраль фев فبراير",
            "mar march mars marzo marco marz maerz mrz марта март мар مارس",
            "apr april avril avr abril abr апреля апрель апр ابريل",
            "may mai mayo maio мая май مايو",
            "jun june juin junio junho juni июня июнь июн يونيو",
            "jul july juillet juil julio julho juli июля июль июл يوليو",
            "aug august aout agosto ago августа август авг اغسطس",
            "sep sept september septembre septiembre setiembre setembro set сентября сентябрь сен "
            "сент سبتمبر",
            "oct october octobre octubre outubro out oktober okt октября октябрь окт اكتوبر",
            "nov november novembre noviembre novembro ноября ноябрь ноя нояб نوفمبر",
            "dec december decembre diciembre dic dezembro dezember dez декабря декабрь дек ديسمبر",
        ),
        1,
    )
    for word in words.split()
}

# What may stand in a date beside its month, day and year. Any other word makes it a sentence:
# "12 victims in May 2021" names no day.
BESIDE = frozenset(
    word
    for words in (
        "of the on st nd rd th am a d de del do da le la el los du er ro o den der dem des te en",
        "di il г год года в и عام سنة يوم من في شهر",
        "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday",
        "sun sunday lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim",
        "lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom segunda terca",
        "quarta quinta sexta feira montag dienstag mittwoch donnerstag freitag samstag sonntag mo",
        "mi fr sa so понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт",
        "сб вс الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعة الجمعه السبت",
    )
    for word in words.split()
)


def parse_date(text: str, order: str) -> str:
    """A partial ISO date. ``order``: iso, dmy, mdy or ymd. Raises ValueError with a sentence."""
    stripped = text.strip()
    plain = _plain(stripped)
    if partial_date.PATTERN.match(plain):
        partial_date.parse(plain)
        return plain
    parts = (_parse_words(plain) or _parse_numbers(plain, order)) if plain else None
    if parts is None:
        raise ValueError(
            _("“%(text)s” is not a date. Write 2021, 2021-10 or 2021-10-07.")
            % {"text": stripped[:80]}
        )
    year, month, day = parts
    try:
        datetime.date(year, month, day or 1)
    except (ValueError, OverflowError):  # the latter for years of twenty digits
        raise ValueError(
            _("There is no such date as “%(text)s”.") % {"text": stripped[:80]}
        ) from None
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def _plain(text: str) -> str:
    """The date without its time, in digits of ASCII, as ISO 8601 where a program wrote it.

    "" for what is longer than any date.
    """
    if len(text.strip()) > MAX_DATE:
        return ""
    plain = WITH_TIME.sub("", ascii_digits(text.strip())).strip()
    if (year := YEAR.match(plain)) is not None:
        return year[1]
    if (basic := BASIC.match(plain)) is not None:
        return f"{basic[1]}-{basic[2]}-{basic[3]}"
    serial = SERIAL.match(plain)
    if serial is not None and int(serial[1]) in SERIALS:
        return (SERIAL_ZERO + datetime.timedelta(days=int(serial[1]))).isoformat()
    return plain


def ascii_digits(text: str) -> str:
    """Arabic-Indic and full-width digits as those of ASCII."""
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() and letter > "9" else letter
        for letter in text
    )


def _parse_words(text: str) -> tuple[int, int, int | None] | None:
    """ "7 October 2021", "Oct. 2021", "7 de octubre de 2021": the month is a word."""
    folded = fold_letters(text)
    words = WORDS.findall(folded)
    months = [MONTHS[word] for word in words if word in MONTHS]
    if not BESIDE.issuperset(word for word in words if word not in MONTHS):
        return None
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
    first, second, third = match["first"], match["second"], match["last"]
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
    if first == second or match["mark"] == ".":  # between points the day is first
        return int(third), int(second), int(first)
    raise ValueError(
        _("“%(text)s” can be two dates: say for its column whether the day or the month is first.")
        % {"text": text[:80]}
    )


def numbers_of_date(text: str) -> tuple[int, str, int] | None:
    """The first two numbers of a date whose year is the third, and the mark between them."""
    match = NUMBERS.match(_plain(text))
    if match is None or not match["last"] or len(match["first"]) > 2 or len(match["last"]) != 4:
        return None
    return int(match["first"]), match["mark"], int(match["second"])
