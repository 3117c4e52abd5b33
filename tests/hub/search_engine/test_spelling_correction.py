import pytest

from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.spelling_correction import suggest


@pytest.fixture
def indexes(snapshot_of, make):
    titles = ["trafficking", "survivor", "identification", "survey survey", "жертвам", "book"]
    snapshot = snapshot_of([make(i, title=title) for i, title in enumerate(titles, 1)])
    return [snapshot.segments[0].text]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("traficking", "trafficking"),
        ("trafickng", "trafficking"),
        ("surivvor", "survivor"),
        ("identificaton", "identification"),
        ("жертавм", "жертвам"),
    ],
)
def test_the_nearest_word_is_suggested(indexes, typed, meant) -> None:
    assert suggest(indexes, typed) == meant


@pytest.mark.parametrize("typed", ["bok", "xy", "zzzzzzzzz", ""])
def test_short_and_distant_words_are_left_alone(indexes, typed) -> None:
    assert suggest(indexes, typed) is None


def test_of_two_equally_near_the_more_frequent_is_suggested(snapshot_of, make) -> None:
    titles = ["report", "resort", "resort"]
    snapshot = snapshot_of([make(i, title=title) for i, title in enumerate(titles, 1)])
    assert suggest([snapshot.segments[0].text], "reqort") == "resort"


def test_only_the_unknown_word_of_several_is_changed(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(1, title="Survivor stories of Kenya")])
    assert search(snapshot, Query.of("surivvor kenya")).corrected == "survivor kenya"


def test_the_beginning_of_a_longer_word_is_no_misspelling(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(1, title="Blockchain block")])
    assert search(snapshot, Query.of("blockch")).did_you_mean is None


def test_a_word_of_which_only_the_stem_is_known_is_corrected_where_nothing_matches(
    snapshot_of, make
) -> None:
    snapshot = snapshot_of([make(1, title="Trafficking hotline"), make(2, title="Traffic Jam")])
    assert search(snapshot, Query.of("trafficing hotlne")).corrected == "trafficking hotline"
