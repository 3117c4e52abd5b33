"""Dates, numbers and the direction of texts in a language: of the page, unless another is named."""

import datetime
import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.utils.translation import get_language, get_language_bidi
from markupsafe import Markup

from hub.records import partial_date

# Labels and definitions of the vocabulary ship in it; translated labels are rows of their own.
VOCABULARY_LANGUAGE = "en"
# Hebrew, Arabic and the other scripts from right to left, and the controls of direction.
DIRECTED = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
    "\u202a-\u202e\u2066-\u2069]"
)
SAMPLES = (1234, 12_345, 1_234_567)


@lru_cache(maxsize=64)
def locale_for(language: str) -> Locale:
    """Babel's locale for a language code; British English for ``en``, also where unknown."""
    for code in (language, language.split("-")[0]):
        try:
            return Locale.parse("en_GB" if code == "en" else code, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en", "GB")


@lru_cache(maxsize=1024)
def language_attributes(language: str, page_language: str) -> Markup:
    """``lang`` and ``dir`` attributes for text in a language; none where it is the page's."""
    if not language or language == page_language:
        return Markup("")
    direction = locale_for(language).text_direction
    return Markup(' lang="{}" dir="{}"').format(language, direction)


@lru_cache(maxsize=4096)
def format_partial_date(language: str, text: str) -> str:
    """``2021``, ``2021-10`` or ``2021-10-18`` in words. Raises ValueError on any other text."""
    year, month, day = partial_date.parse(text)
    locale, date = locale_for(language), datetime.date(year, month or 1, day or 1)
    if day:
        return str(format_date(date, "long", locale=locale))
    return str(format_skeleton("yMMMM" if month else "y", date, locale=locale))


def localize_date(text: str) -> str:
    return format_partial_date(get_language() or "en", text)


def isolate(text: str) -> str:
    """Words of somebody else in a sentence of ours: in Unicode isolates where they, or the page,
    are read from right to left, so that they reorder nothing around them."""
    return f"\u2068{text}\u2069" if get_language_bidi() or DIRECTED.search(text) else text


def format_number(language: str, number: int | float) -> str:
    """1234 as ``1,234`` in English, ``1 234`` in French."""
    if isinstance(number, int) and number >= 0 and (grouping := _grouping(language)):
        return _group(number, *grouping)  # Babel takes 20 µs, and a page has 300 large counts
    return str(format_decimal(number, locale=locale_for(language)))


def localize_number(number: int | float) -> str:
    return format_number(get_language() or "en", number)


@lru_cache(maxsize=64)
def _grouping(language: str) -> tuple[str, int] | None:
    """The separator of thousands and the least number that has one; None for other groupings."""
    formatted = [str(format_decimal(number, locale=locale_for(language))) for number in SAMPLES]
    separator = formatted[1][2:-3]
    least = 1000 if len(formatted[0]) > len("1234") else 10_000
    if [_group(number, separator, least) for number in SAMPLES] != formatted:
        return None
    return separator, least


def _group(number: int, separator: str, least: int) -> str:
    return f"{number:,}".replace(",", separator) if number >= least else str(number)
