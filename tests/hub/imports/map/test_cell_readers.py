"""What single cells say, as other programs and other languages write it."""

import pytest

from hub.imports.map.cell_readers import (
    PartlyReadError,
    first_sentences,
    full_address,
    read_address,
    read_flag,
    read_number,
    read_speaker,
)
from hub.records.readable_values import readable


@pytest.mark.parametrize(
    "cell", [True, 1, "yes", "Y", "x", "X", "checked", "VRAI", "Oui", "sí", "WAHR", "ja",
             "ИСТИНА", "да", "نعم", "صحيح", "是", "真", "✓", "✔", "☑", "1.0", "TRUE", "on", "Sim"],
)  # fmt: skip
def test_a_tick_and_yes_in_every_language_are_yes(cell):
    assert read_flag(cell) is True


@pytest.mark.parametrize(
    "cell", [False, 0, "no", "N", "unchecked", "FAUX", "Non", "falso", "FALSCH", "nein", "ЛОЖЬ",
             "нет", "لا", "否", "假", "✗", "☐", "0.0", "off", "Não"],
)  # fmt: skip
def test_a_cross_and_no_in_every_language_are_no(cell):
    assert read_flag(cell) is False


@pytest.mark.parametrize("cell", ["partly", "2", "MIT"])
def test_anything_else_is_neither(cell):
    with pytest.raises(ValueError, match="neither yes nor no"):
        read_flag(cell)


@pytest.mark.parametrize(("cell", "number"), [("12", 12), ("12.0", 12), (12.0, 12), ("12,00", 12)])
def test_a_whole_number_may_have_a_point(cell, number):
    assert read_number(cell) == number


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("bare.example.org/tool", "https://bare.example.org/tool"),
        ("www.example.org", "https://www.example.org"),
        ("HTTP://example.org/a", "HTTP://example.org/a"),
        ("//example.org/a", "https://example.org/a"),
        ("example.org:8080", "https://example.org:8080"),
        ("bücher.example", "https://bücher.example"),
        ("https://example.org.", "https://example.org"),
    ],
)
def test_an_address_without_its_scheme_is_written_out(cell, address):
    assert read_address(cell) == address


@pytest.mark.parametrize(
    "text", ["info@example.org", "report.pdf", "oui", "3.5", "see annex", "e.g."]
)
def test_what_only_has_a_point_is_no_address(text):
    assert full_address(text) is None


@pytest.mark.parametrize("cell", ["https://a.example.org https://b.example.org",
                                  "a.example.org; b.example.org",
                                  "a.example.org,b.example.org",
                                  "https://a.example.org\nhttps://b.example.org",
                                  "a.example.org / b.example.org"])  # fmt: skip
def test_of_two_addresses_the_first_is_read_and_the_other_is_named(cell):
    with pytest.raises(PartlyReadError, match=r"https://b\.example\.org") as told:
        read_address(cell)
    assert told.value.value == "https://a.example.org"


def test_an_address_among_words_is_read_and_the_words_are_named():
    with pytest.raises(PartlyReadError, match="Handbook") as told:
        read_address("Handbook (https://example.org/h)")
    assert told.value.value == "https://example.org/h"


def test_the_sentence_on_an_address_tells_how_to_mend_it():
    with pytest.raises(ValueError, match=r"no web address\. Write it in full, such as https://"):
        read_address("ask us")


def test_a_text_is_cut_behind_a_sentence():
    text = "One is short. Two is as short! 三。Four"
    assert first_sentences(text, 20) == "One is short."
    assert first_sentences(text, 35) == "One is short. Two is as short! 三。"
    assert first_sentences(text, 100) == text


def test_one_sentence_that_is_too_long_is_cut_behind_a_word():
    assert first_sentences("word " * 10, 20) == "word word word word…"


@pytest.mark.parametrize(
    ("cell", "name", "affiliation"),
    [
        ("Jane Doe, ODIHR", "Jane Doe", "ODIHR"),
        ("Jane Doe (ODIHR)", "Jane Doe", "ODIHR"),
        ("Jane Doe (ODIHR, Warsaw)", "Jane Doe", "ODIHR, Warsaw"),
        ("Jane Doe, ODIHR (Warsaw)", "Jane Doe", "ODIHR (Warsaw)"),
        ("Jane (JD) Doe (ODIHR)", "Jane (JD) Doe", "ODIHR"),
        ("Jane (JD) Doe, ODIHR", "Jane (JD) Doe", "ODIHR"),
        ("a" + " " * 200_000 + ", b", "a", "b"),
    ],
)
def test_a_speaker_has_an_affiliation_behind_a_comma_or_in_brackets(cell, name, affiliation):
    assert read_speaker(cell) == {"name": name, "affiliation": affiliation}


@pytest.mark.parametrize(
    "cell",
    ["Jane Doe", "(ODIHR)", "Jane Doe ()", "Jane Doe,", "Jane (JD) Doe", "a\nb, c",
     "a" + " " * 200_000 + "x", "(a" * 100_000, "a" + "()" * 100_000],
)  # fmt: skip
def test_another_speaker_has_a_name_alone(cell):
    assert read_speaker(cell) == {"name": cell}


@pytest.mark.parametrize(
    ("value", "number"), [("12", 12), ("12.0", 12), (12, 12), ("x", "x"), (True, readable(True))]
)
def test_what_is_no_number_is_left_to_be_refused(value, number):
    found = read_number(value)
    assert (found, type(found)) == (number, type(number))
