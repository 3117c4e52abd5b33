"""A name is certain where one term has it, and shared where several do."""

from hypothesis import given
from hypothesis import strategies as st

from hub.imports.map.term_names import LABEL, OTHER_WORD, SLUG, sort_names

WORDS = st.sampled_from(("a", "b", "a b", "ab", "b c", "c"))
ENTRIES = st.lists(st.tuples(st.sampled_from((SLUG, LABEL, OTHER_WORD)), WORDS,
                             st.sampled_from(("one", "two", "three"))), max_size=12)  # fmt: skip


@given(ENTRIES, st.booleans())
def test_a_certain_name_is_the_best_of_one_term_alone(entries, has_wider_words):
    names = sort_names(entries, has_wider_words=has_wider_words)
    for name, slug in names.single.items():
        ranks = [rank for rank, text, _slug in entries if text == name]
        assert {of for rank, text, of in entries if (rank, text) == (min(ranks), name)} == {slug}


@given(ENTRIES, st.booleans())
def test_every_name_is_either_certain_or_shared(entries, has_wider_words):
    names = sort_names(entries, has_wider_words=has_wider_words)
    assert names.single.keys().isdisjoint(names.shared)
    assert names.single.keys() | names.shared.keys() == {text for _rank, text, _slug in entries}
    assert all(len(slugs) > 1 for slugs in names.shared.values())


def test_a_word_that_is_a_part_of_the_label_of_another_term_may_mean_either():
    entries = [
        (LABEL, "government", "gov"), (OTHER_WORD, "agency", "gov"),
        (LABEL, "inter agency group", "iag"),
    ]  # fmt: skip
    assert sort_names(entries, has_wider_words=True).shared == {"agency": ("gov", "iag")}
    assert sort_names(entries, has_wider_words=False).shared == {}


def test_a_spelling_of_the_own_label_is_no_wider_word():
    entries = [
        (LABEL, "migrants", "m"), (OTHER_WORD, "migrant", "m"), (LABEL, "migrant workers", "w"),
    ]  # fmt: skip
    assert sort_names(entries, has_wider_words=True).single["migrant"] == "m"
