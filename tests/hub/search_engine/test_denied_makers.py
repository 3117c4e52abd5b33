"""A denied body leaves out what it made, by whichever of its names, and its name finds nothing."""

import pytest

from hub.search_engine.named_rows import NamedRows, makers
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.snapshot import Snapshot

MAIN = "International Salt Office"
BODIES = [
    NamedRows("salt", MAIN, (("issuer/salt", 1.0),), (MAIN, "ISO", "Bureau du sel", "МСБ")),
    NamedRows("rest", "Real Escape", (), ("Real Escape", "REST")),
]
DENIALS = [
    "not from ISO",
    "not ISO",
    "not iso",
    "tools not made by ISO",
    "not by the International Salt Office",
    "other than ISO",
    "sans l'ISO",
    "pas de l'ISO",
    "sans le Bureau du sel",
    "sin la ISO",
    "без МСБ",
]


@pytest.fixture(scope="module", autouse=True)
def _registered():
    makers.register("test-makers", lambda: BODIES)
    yield
    makers.unregister("test-makers")


@pytest.fixture
def catalogue(make):
    documents = [
        make(1, title="ISO line", names=(MAIN, "ISO"), summary="A line of the ISO"),
        make(2, title="Other line", names=("Another Office",), summary="A line like that of ISO"),
        make(3, title="Shelter", names=("Real Escape", "REST"), summary="A place of rest"),
        make(4, title="Leaflet", rows=frozenset({"issuer/salt"})),
    ]
    labels = {"issuer/salt": [("en", MAIN), ("en", "ISO")]}
    return Snapshot(1, ("issuer",), Segment(build_arrays(documents, labels)))


@pytest.mark.parametrize("text", DENIALS)
def test_what_a_denied_body_made_is_left_out(catalogue, text):
    result = search(catalogue, Query.of(text))
    assert (set(result.ids), result.words) == ({2, 3}, "")
    assert [str(each.label) for each in result.meanings] == [f"not from “{MAIN}”"]


def test_the_words_beside_a_denied_body_are_searched(catalogue):
    result = search(catalogue, Query.of("line not ISO"))
    assert (result.ids, result.words) == ((2,), "line")


def test_a_word_with_the_letters_of_a_name_denies_no_body(catalogue):
    assert search(catalogue, Query.of("no rest")).meanings == ()
    assert set(search(catalogue, Query.of("not REST")).ids) == {1, 2, 4}


def test_a_body_that_made_none_of_these_leaves_out_nothing_and_is_idle(make):
    snapshot = Snapshot(1, ("issuer",), Segment(build_arrays([make(1)], {})))
    result = search(snapshot, Query.of("not from ISO"))
    assert (result.ids, [each.is_idle for each in result.meanings]) == ((1,), [True])
