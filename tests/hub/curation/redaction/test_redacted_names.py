"""What is recognised in all its spellings, what stands instead, and where a title keeps it."""

import pytest

from hub.curation.purging.purged_text import PurgedText, PurgeRefused, words_of
from hub.curation.redaction.redacted_names import (
    RedactedNames,
    check_instead,
    parse_spellings,
    text_of_spelling,
)


def names(*spellings, instead="[removed]", kept=()):
    titles = tuple(PurgedText(tuple(words_of(title))) for title in kept)
    return RedactedNames(tuple(map(text_of_spelling, spellings)), instead, titles)


def test_each_spelling_is_replaced_the_longest_first():
    of = names("Maria Holm", "Maria Holm-Berg")
    assert of.without("Maria Holm-Berg and MARIA  HOLM") == "[removed] and [removed]"


def test_another_word_that_begins_like_it_stays():
    assert not names("Maria Holm").is_in("Maria Holms")


def test_it_goes_from_whatever_is_nested():
    of = names("Maria Holm", instead="a witness")
    assert of.without({"speakers": [["Maria Holm", None]]}) == {"speakers": [["a witness", None]]}


@pytest.mark.parametrize(
    ("value", "address"), [("maria-holm", True), ("on-maria-holm", False), ("x", True)]
)
def test_an_address_stays_one(value, address):
    without = names("Maria Holm", instead="a witness").without(value, address=address)
    assert without == value.replace("maria-holm", "a-witness")


def test_a_title_that_stays_keeps_it_wherever_the_whole_title_stands():
    of = names("Maria Holm", kept=["A talk with Maria Holm, 2019"])
    quoted = "See “A talk with Maria Holm – 2019”, in which Maria Holm says"
    assert of.without(quoted) == "See “A talk with Maria Holm – 2019”, in which [removed] says"
    assert not of.is_in("a-talk-with-maria-holm-2019")


def test_part_of_a_title_keeps_nothing():
    of = names("Maria Holm", kept=["A talk with Maria Holm, 2019"])
    assert of.is_in("A talk with Maria Holm")


@pytest.mark.parametrize(
    ("title", "may"),
    [("Maria Holm", False), ("Dr Maria Holm", False), ("Maria Holm at home", True)],
)
def test_a_title_that_is_the_name_itself_is_not_kept(title, may):
    assert names("Maria Holm").may_keep(title) is may


def test_what_is_written_instead_is_not_found_again():
    of = names("Maria Holm", "Holm", instead="M.")
    assert not of.is_in(of.without("Maria Holm, Holm; maria-holm"))


def test_a_person_has_a_spelling_a_line_and_a_passage_is_one():
    assert parse_spellings(" Ann  Ox\n\nAnna Ox\nAnn Ox", is_passage=False) == ["Ann Ox", "Anna Ox"]
    assert parse_spellings("She came\nby bus.", is_passage=True) == ["She came by bus."]


@pytest.mark.parametrize(
    ("typed", "passage", "sentence"),
    [
        ("M", False, "at least three letters"),
        ("Ann Ox\nA", False, "at least three letters"),
        ("\n".join(f"Name {n}" for n in range(21)), False, "at most 20 spellings"),
        ("word " * 201, True, "at most 200 words"),
        ("…", True, "at least three letters"),
    ],
)
def test_what_cannot_be_looked_for_is_a_sentence(typed, passage, sentence):
    with pytest.raises(PurgeRefused, match=sentence):
        parse_spellings(typed, is_passage=passage)


@pytest.mark.parametrize("instead", ["formerly Maria Holm", "…", "x" * 61, "https://a.example"])
def test_what_would_give_it_away_does_not_stand_instead(instead):
    with pytest.raises(PurgeRefused):
        check_instead(instead, names("Maria Holm"))
