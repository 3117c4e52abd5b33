"""Numbers as the language of the page writes them."""

from functools import lru_cache

from babel.numbers import format_decimal
from django.utils.translation import get_language

from hub.core.dates import locale_for


@lru_cache(maxsize=4096)
def written_in(language: str, number: int | float) -> str:
    """1234 as ``1,234`` in English, ``1 234`` in French."""
    return str(format_decimal(number, locale=locale_for(language)))


def written(number: int | float) -> str:
    """The same in the language of the page."""
    return written_in(get_language() or "en", number)
