"""The words of dictionaries in their file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.search_engine.analyser import IS_UNSPACED, fold
from hub.search_engine.word_list import (
    WORDS_FILE,
    WordList,
    encode_words,
    is_dictionary_word,
    open_word_list,
)

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(st.sets(words, max_size=60), words)
def test_a_file_has_the_words_that_it_was_made_of_and_no_other(written, word) -> None:
    words = WordList(encode_words(written))
    assert set(words) == written
    assert (word in words) == (word in written)


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no file of words"):
        WordList(b"x" * 100)


@pytest.mark.parametrize(
    "word",
    ["begging", "scam", "there", "fake", "ivoire", "securite", "victima", "работа", "ضحايا"],
)
def test_words_of_each_language_are_known(word) -> None:
    assert is_dictionary_word(word)


@pytest.mark.parametrize(
    "word", ["", "x", "traficking", "recieve", "surivvor", "antitrafficking", "受害者", "\ud800"]
)
def test_what_no_dictionary_has_is_not(word) -> None:
    assert not is_dictionary_word(word)


def test_every_word_that_ships_is_folded_as_words_of_queries_are() -> None:
    """After a change of folding the file must be made anew: see its recipe."""
    listed = list(open_word_list())
    assert [word for word in listed if fold(word) != word or IS_UNSPACED.search(word)] == []
    assert len(listed) > 150_000


def test_the_file_is_about_a_megabyte() -> None:
    assert WORDS_FILE.stat().st_size < 1_100_000
