import pytest

from hub.search_engine.query import MAX_TEXT_LENGTH, Query


def test_same_choices_in_another_order_are_the_same_string() -> None:
    one = Query.of("a", {"purpose": ["x", "y"], "context": ["c"]})
    other = Query.of(" a ", {"context": ["c"], "purpose": ["y", "x", "y"]})
    assert one == other
    assert one.canonical() == "q=a&context=c&purpose=x&purpose=y"


def test_defaults_are_left_out() -> None:
    assert Query.of("", {"purpose": []}).canonical() == ""


def test_everything_is_in_the_string() -> None:
    query = Query.of("a b", {"purpose": ["x"]}, sort="name", page=3, include_ended=True)
    assert query.canonical() == "q=a+b&purpose=x&ended=1&sort=name&page=3"


def test_a_choice_can_be_added_and_taken_away() -> None:
    query = Query.of("a", {"purpose": ["x"]}, page=4)
    assert query.with_choice("purpose", "y").slugs("purpose") == ("x", "y")
    assert query.with_choice("purpose", "y").without_choice("purpose", "x").slugs("purpose") == (
        "y",
    )
    assert query.with_choice("purpose", "y").without_choice("purpose").chosen == ()
    assert query.without_choice("purpose", "x").chosen == ()


def test_a_changed_choice_goes_to_the_first_page() -> None:
    assert Query.of("", {}, page=4).with_choice("purpose", "x").page == 1


@pytest.mark.parametrize("page", [0, -1, -(10**9)])
def test_a_page_below_one_is_the_first(page: int) -> None:
    assert Query.of(page=page).page == 1


def test_an_unknown_sort_is_by_relevance() -> None:
    assert Query.of(sort="password").sort == "relevance"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\nb", "a\u2028b", "  a \t b "])
def test_what_cannot_be_written_in_an_address_becomes_a_blank(text: str) -> None:
    assert Query.of(text).text == "a b"


def test_a_long_text_is_cut() -> None:
    assert len(Query.of("x" * 5_000).text) == MAX_TEXT_LENGTH


def test_joiners_that_words_are_written_with_stay() -> None:
    assert Query.of("می\u200cخواهم").text == "می\u200cخواهم"
