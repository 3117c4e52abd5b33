"""Phrases that mean a term, and are no words to match."""

import pytest

from hub.search_engine.interpretation import Meaning, interpret, meanings
from hub.search_engine.query import Query
from hub.search_engine.search import search

OFFLINE, PARTLY, ONLINE = "connectivity/off", "connectivity/partly", "connectivity/on"
LIMIT = Meaning(
    "test-limit",
    "works without internet",
    ((OFFLINE, 1.0), (PARTLY, 0.5)),
    ("without internet", "sin internet", "без интернета", "بدون إنترنت", "无网络", "no signal"),
)
ORDER = Meaning(
    "test-order",
    "help first",
    (("purpose/help", 1.0),),
    ("zotline",),
    (("user/survivor", 1.0),),
    orders=True,
)


@pytest.fixture(autouse=True)
def _registered():
    for meaning in (LIMIT, ORDER):
        meanings.register(meaning.slug, meaning)
    yield
    for meaning in (LIMIT, ORDER):
        meanings.unregister(meaning.slug)


@pytest.fixture
def three(snapshot_of, make):
    return snapshot_of(
        [
            make(1, summary="an app", rows=frozenset({ONLINE})),
            make(2, summary="an app", rows=frozenset({PARTLY})),
            make(3, summary="a platform", rows=frozenset({OFFLINE})),
            make(4, summary="it works without internet, they say"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("without internet", ""),
        ("Without  Internet", ""),
        ("app without internet for camps", "app for camps"),
        ("an app without internet", "an app"),
        ("app sin internet", "app"),
        ("приложение без интернета", "приложение"),
        ("تطبيق بدون انترنت", "تطبيق"),
        ("无网络个案管理", "个案管理"),
        ("the tool without internet", ""),
    ],
)
def test_a_phrase_that_limits_is_taken_out_of_the_words(three, text, words):
    interpretation = interpret(text, three)
    assert (interpretation.words, interpretation.meanings) == (words, (LIMIT,))


@pytest.mark.parametrize("text", ['"without internet"', "internet", "without", "no", ""])
def test_quoted_words_and_single_words_mean_themselves(three, text):
    assert interpret(text, three).meanings == ()


def test_a_phrase_whose_terms_no_record_has_is_no_limit(snapshot_of, make):
    assert interpret("without internet", snapshot_of([make(1)])).meanings == ()


def test_only_records_within_the_limit_match_those_that_satisfy_it_best_first(three):
    assert search(three, Query.of("without internet")).ids == (3, 2)
    assert search(three, Query.of("app without internet")).ids == (2,)


def test_what_a_phrase_was_understood_as_is_told(three):
    result = search(three, Query.of("app without internet"))
    assert (result.meanings, result.words) == ((LIMIT,), "app")


def test_the_words_can_be_searched_as_they_are(three):
    result = search(three, Query.of("without internet"), literal=True)
    assert (result.ids, result.meanings) == ((4,), ())


def test_a_record_that_is_called_so_is_found_by_its_name(snapshot_of, make):
    documents = [make(1, title="No signal"), make(2, rows=frozenset({OFFLINE}))]
    assert search(snapshot_of(documents), Query.of("no signal")).ids[0] == 1


def test_a_correction_keeps_the_phrase(three):
    result = search(three, Query.of("platfrom without internet"))
    assert (result.corrected, result.ids) == ("platform without internet", (3,))


def test_a_meaning_that_orders_keeps_the_words_and_who_is_helped_stands_first(snapshot_of, make):
    documents = [
        make(1, summary="zotline", rows=frozenset({"purpose/help", "user/survivor"})),
        make(2, summary="zotline", rows=frozenset({"purpose/help", "user/police"})),
        make(3, title="Zotline of the police"),
        make(4, rows=frozenset({"purpose/help", "user/survivor"})),
    ]
    result = search(snapshot_of(documents), Query.of("zotline"))
    assert (result.ids[0], set(result.ids)) == (1, {1, 2, 3})


def test_what_newer_records_replaced_is_not_within_a_limit(make):
    from hub.search_engine.segment import Segment, build_arrays
    from hub.search_engine.snapshot import Snapshot

    base = Segment(build_arrays([make(1, rows=frozenset({OFFLINE})), make(2)], {}))
    delta = Segment(build_arrays([make(2, rows=frozenset({OFFLINE}))], {}))
    snapshot = Snapshot(2, ("connectivity",), base, delta, masked=[1, 2])
    assert search(snapshot, Query.of("without internet")).ids == (2,)


def test_a_name_outside_of_the_limit_is_not_within_it(three, snapshot_of, make):
    documents = [make(1, title="Game"), make(2, rows=frozenset({OFFLINE}))]
    assert search(snapshot_of(documents), Query.of("game without internet")).ids == ()
