"""What people put around the words of a query, and what the records are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.search_engine.analyser import STOP_WORDS, fold
from hub.search_engine.filler import strip_fillers
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.snapshot import Snapshot

KIND_WORDS = ("tool", "tools", "outils", "herramientas", "инструменты", "工具")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("tell me about hotlines", "hotlines"),
        ("how many hotlines", "hotlines"),
        ("do you have hotlines", "hotlines"),
        ("what is wrong with hotlines", "hotlines"),
        ("我想找热线", "热线"),
        ("有哪些热线", "热线"),
        ("热线的", "热线"),
        ("目的地", "目的地"),
        ("hotlines", "hotlines"),
        ("tell me", "tell me"),
        ("有哪些", ""),
        ("", ""),
    ],
)
def test_fillers_are_taken_away(text, rest):
    assert strip_fillers(text) == rest


@given(st.text(max_size=50))
def test_what_is_left_stood_in_the_text_and_has_no_fillers(text):
    rest = strip_fillers(text)
    assert all(word in text for word in rest.split())
    assert strip_fillers(rest) == rest or not rest


@pytest.mark.parametrize(
    "word",
    ["many", "tell", "combien", "cuántos", "tienen", "сколько", "который", "какой", "كم", "أخبرني"],
)
def test_question_words_of_every_language_say_nothing(word):
    assert fold(word) in STOP_WORDS


def of_tools(documents):
    base = Segment(build_arrays(documents, {}))
    return Snapshot(1, (), base, kind_words=KIND_WORDS)


@pytest.fixture(scope="module")
def tools(make):
    documents = [
        make(1, title="Alert", summary="for camps"),
        make(2, title="Tool for hotels", summary="a toolkit and herramientas"),
        make(3, title="热线", summary="热线"),
    ]
    return of_tools(documents)


@pytest.mark.parametrize(
    "text", ["tools", "Herramientas", "the tools", "инструменты", "有哪些工具"]
)
def test_a_word_for_the_kind_finds_all(tools, text):
    result = search(tools, Query.of(text))
    assert (set(result.ids), result.words) == ({1, 2, 3}, "")


@pytest.mark.parametrize("text", ["tools for camps", "outils camps", "herramientas camps"])
def test_a_word_for_the_kind_narrows_nothing(tools, text):
    result = search(tools, Query.of(text))
    assert (result.ids, result.partial) == ((1,), False)


def test_a_word_for_the_kind_at_the_end_of_a_run_narrows_nothing(tools):
    assert search(tools, Query.of("热线工具")).ids == (3,)


def test_what_is_called_like_the_kind_is_found_by_its_name(make):
    snapshot = of_tools([make(1, title="Outils"), make(2, title="Alert", summary="outils")])
    assert search(snapshot, Query.of("outils")).ids[0] == 1


def test_without_words_for_the_kind_they_are_words(snapshot_of, make):
    snapshot = snapshot_of([make(1, summary="herramientas"), make(2)])
    assert search(snapshot, Query.of("herramientas")).ids == (1,)


def test_a_question_has_no_missing_words(tools):
    result = search(tools, Query.of("how many do you have for camps please"))
    assert (result.ids, result.missing, result.corrected) == ((1,), (), None)
