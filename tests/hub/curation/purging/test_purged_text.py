"""How a text is recognised, and what stands in its place."""

import pytest

from hub.curation.purging.purged_text import PurgedText, PurgeRefused, purged_in

MARIA = PurgedText.parse("Maria Santos")


@pytest.mark.parametrize(
    "value",
    [
        "Maria Santos",
        "maria  SANTOS.",
        "x/maria-santos/",
        "maria_santos",
        ["a", {"b": "Maria, Santos"}],
    ],
)
def test_case_punctuation_and_blanks_do_not_count(value):
    assert MARIA.is_in(value)


@pytest.mark.parametrize("value", ["Maria Santoso", "Anamaria Santos", "Maria and Santos", None, 3])
def test_other_words_are_others(value):
    assert not MARIA.is_in(value)


def test_letters_that_are_written_in_two_ways_are_the_same():
    assert PurgedText.parse("Jose\u0301 Ruiz").is_in("José Ruiz")


@pytest.mark.parametrize("text", ["王小明", "สมชาย", "Иван Петров", "محمد علي"])
def test_every_script_is_found(text):
    assert PurgedText.parse(text).is_in(f"a {text} b")


def test_a_name_is_found_between_characters_without_blanks():
    assert PurgedText.parse("王小明").without("请问王小明在吗") == "请问[taken out]在吗"


@pytest.mark.parametrize("text", ["", "a", "ab", "!?—…", "1 2"])
def test_what_is_shorter_than_three_letters_is_refused(text):
    with pytest.raises(PurgeRefused):
        PurgedText.parse(text)


def test_in_an_address_no_bracket_stands():
    assert MARIA.without("https://a.example/maria-santos/1") == "https://a.example/taken-out/1"


def test_what_is_nested_is_replaced_too():
    assert MARIA.without({"Maria Santos": ["x", "Maria Santos."]}) == {
        "[taken out]": ["x", "[taken out]."]
    }


def test_it_is_found_again_by_its_hash():
    hashes = {2: {MARIA.key}}
    assert list(purged_in(["Ask maria-santos now"], hashes)) == [MARIA]


def test_an_expression_is_no_pattern():
    assert not PurgedText.parse("a.*b (c)").is_in("axxb c")
