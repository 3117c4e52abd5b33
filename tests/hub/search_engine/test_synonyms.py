import json

from hub.search_engine import synonyms


def test_plurals_are_the_same_phrase() -> None:
    assert synonyms.of(("mobile", "phones")) == synonyms.of(("mobile", "phone"))


def test_a_word_of_no_group_has_none() -> None:
    assert synonyms.of(("radar",)) == ()


def test_no_phrase_of_the_file_is_longer_than_what_is_looked_for() -> None:
    groups = json.loads(synonyms.PATH.read_text(encoding="utf-8"))
    longest = max(len(phrase.replace("-", " ").split()) for group in groups for phrase in group)
    assert longest <= synonyms.LONGEST


def test_every_group_of_the_file_says_at_least_two_things() -> None:
    groups = json.loads(synonyms.PATH.read_text(encoding="utf-8"))
    assert [group for group in groups if len(set(group)) < 2] == []
