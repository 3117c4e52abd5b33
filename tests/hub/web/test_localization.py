"""Numbers as each language writes them."""

import pytest
from babel.numbers import format_decimal

from hub.web.localization import format_number, locale_for

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh", "pt", "de", "de-CH", "hi", "fa", "pl", "sw", "xx")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [0, 7, 999, 1000, 1234, 9999, 10_000, 123_456, 1_000_000, -1234])
def test_a_number_is_written_as_babel_writes_it(language, number):
    assert format_number(language, number) == format_decimal(number, locale=locale_for(language))


def test_a_fraction_is_written_as_babel_writes_it():
    assert format_number("fr", 1234.5) == format_decimal(1234.5, locale="fr")
