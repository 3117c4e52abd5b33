"""Dates in words, with the precision they have and in the language of the page."""

import datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from django.utils.translation import get_language

from hub.records import partial_date


@lru_cache(maxsize=64)
def locale_for(language: str) -> Locale:
    """Babel's locale for a language code; British English for ``en``, also where unknown."""
    for code in (language, language.split("-")[0]):
        try:
            return Locale.parse("en_GB" if code == "en" else code, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en", "GB")


@lru_cache(maxsize=4096)
def words_in(language: str, text: str) -> str:
    """``2021``, ``2021-10`` or ``2021-10-18`` in words. Raises ValueError on any other text."""
    year, month, day = partial_date.parse(text)
    locale, date = locale_for(language), datetime.date(year, month or 1, day or 1)
    if day:
        return str(format_date(date, "long", locale=locale))
    return str(format_skeleton("yMMMM" if month else "y", date, locale=locale))


def in_words(text: str) -> str:
    """The same in the language of the page."""
    return words_in(get_language() or "en", text)
