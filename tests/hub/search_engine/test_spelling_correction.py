import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.search_engine.analyser import stem
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.spelling_correction import suggest
from hub.search_engine.word_list import open_word_list


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


def test_a_correction_has_no_word_that_nobody_writes(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(1, title="Trafficking hotline"), make(2, title="Hotline")])
    result = search(snapshot, Query.of("trafficing hotlne xyzzqw"))
    assert (result.corrected, result.missing) == ("trafficking hotline", ("xyzzqw",))
    assert search(snapshot, Query.of("hotlne xyzzqw")).corrected == "hotline"


@given(st.lists(st.text("abcdehilnort", min_size=3, max_size=9), min_size=1, max_size=4))
def test_every_word_of_a_correction_is_known(snapshot_of, make, words) -> None:
    snapshot = snapshot_of(
        [make(1, title="Trafficking hotline"), make(2, title="Labour inspector")]
    )
    result = search(snapshot, Query.of(" ".join(words)))
    corrected = result.corrected or result.did_you_mean or ""
    matcher = snapshot.matcher
    for word in corrected.split():
        assert matcher.knows_word(word) or matcher.has_longer(word) or _has_stem(matcher, word)


def _has_stem(matcher, word) -> bool:
    return any(map(matcher.contains_token, stem(word)))


WORDS_OF_DICTIONARIES = sorted(word for word in open_word_list() if len(word) >= 4)
ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщыэюя",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
]
other_words = st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(letters, min_size=4))


@given(st.sampled_from(WORDS_OF_DICTIONARIES), st.data())
def test_a_word_of_a_dictionary_is_never_corrected(snapshot_of, make, word, data) -> None:
    """However near another word is that the records have."""
    place = data.draw(st.integers(0, len(word) - 1))
    near = [word[:place] + word[place + 1 :], word[:place] + "e" + word[place:]]
    titles = data.draw(st.lists(st.sampled_from(near) | other_words, min_size=1, max_size=4))
    snapshot = snapshot_of([make(i, title=title) for i, title in enumerate(titles, 1)])
    result = search(snapshot, Query.of(f"{word} unterkunft"))
    assert word in (result.corrected or result.did_you_mean or word)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("begging", "being"),
        ("scam", "scan"),
        ("is there a tool", "three tool"),
        ("fake job offer", "face job offer"),
        ("Cote d'Ivoire", "code voice"),
        ("Cote d’Ivoire", "code voice"),
        ("приют", "прият"),
        ("refuge", "refugee"),
        ("trata", "tratar"),
    ],
)
def test_a_word_that_people_write_is_not_taken_for_another(
    snapshot_of, make, typed, written
) -> None:
    result = search(snapshot_of([make(1, title=written)]), Query.of(typed))
    assert (result.corrected, result.did_you_mean) == (None, None)


def test_a_label_that_no_record_has_is_a_word(snapshot_of, make) -> None:
    labels = {"region/kw": [("en", "Quwait")]}
    snapshot = snapshot_of([make(1, title="Kuwait")], labels)
    assert search(snapshot, Query.of("quwait")).corrected is None


def test_chinese_is_never_corrected(snapshot_of, make) -> None:
    assert (
        search(snapshot_of([make(1, title="帮助受害者")]), Query.of("帮助受害")).corrected is None
    )
