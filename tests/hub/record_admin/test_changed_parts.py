"""Marks of what differs between two values of a fact."""

from hypothesis import given
from hypothesis import strategies as st

from hub.record_admin.changed_parts import MOST_WORDS, changed_parts
from hub.record_admin.value_labels import value_text

TEXTS = st.text(alphabet="ab .,\n", max_size=30)
ENTRIES = st.lists(st.sampled_from(["a", "b", "c d", "e"]), unique=True)
ROWS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("cd")).map(list))


def read(name, value):
    return value_text(value)


def changed(before, after):
    sides = changed_parts("fact", before, after, read)
    return tuple([part.text for part in side if part.is_changed] for side in sides)


def test_entries_of_a_list_are_marked_one_by_one():
    assert changed(["a", "b c"], ["b c", "b d"]) == (["a"], ["b d"])


def test_words_of_a_text_are_marked_without_the_stop_behind_them():
    before = "It reads documents and works in the office."
    assert changed(before, "It reads old letters and works in the office.") == (
        ["documents"],
        ["old letters"],
    )
    assert changed("It alerts police.", "It alerts police. It works offline.") == (
        [],
        ["It works offline."],
    )


def test_a_text_that_was_written_anew_is_marked_as_a_whole():
    assert changed("One two three.", "Quite another thing") == (
        ["One two three."],
        ["Quite another thing"],
    )


def test_what_was_not_known_is_no_part_that_went():
    assert changed(None, "medium") == ([], ["medium"])
    assert changed("medium", "") == (["medium"], [])
    assert changed([], ["a"]) == ([], ["a"])


def test_two_very_long_texts_are_not_compared_word_by_word():
    long = "word " * (MOST_WORDS + 1)
    assert changed(long, long + "x") == ([long], [long + "x"])


@given(st.one_of(st.tuples(TEXTS, TEXTS), st.tuples(ENTRIES, ENTRIES), st.tuples(ROWS, ROWS)))
def test_the_parts_together_are_the_whole_value(values):
    sides = changed_parts("fact", *values, read)
    for value, parts in zip(values, sides, strict=True):
        assert "".join(part.text for part in parts) == value_text(value)


@given(ENTRIES)
def test_what_is_the_same_has_no_marks(value):
    assert changed(value, list(value)) == ([], [])
