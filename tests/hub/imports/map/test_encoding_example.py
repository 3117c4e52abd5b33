"""A word of the file shows in which encoding it was read, and what another would make of it."""

import pytest

from hub.imports.map.encoding_example import example_of


def test_the_word_is_one_that_the_likeliest_other_encoding_reads_in_another_way():
    example = example_of("cp1252", ["Café de París", "niños y niñas", "Línea"])
    assert example.encoding == "Western European (Windows-1252)"
    assert example.word == "niños"
    assert example.others[0] == ("Central European (Windows-1250)", "nińos")


def test_a_file_that_was_read_wrongly_shows_what_the_likely_encoding_makes_of_it():
    example = example_of("cp1250", ["nińos", "espańol", "más información"])
    assert (example.word, example.others[0]) == (
        "nińos", ("Western European (Windows-1252)", "niños"),
    )  # fmt: skip


def test_what_no_other_encoding_makes_words_of_stands_alone():
    example = example_of("cp1251", ["Помощь людям", "и жертвам торговли"])
    assert example.word == "Помощь"
    assert all(word != "Помощь" for _label, word in example.others)


@pytest.mark.parametrize("texts", [[], ["plain", "ASCII"]])
def test_ascii_needs_no_example(texts):
    assert example_of("cp1252", texts) is None
