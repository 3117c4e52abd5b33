"""What a query denies never finds what has it, and what is not known to have it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.search_engine.interpretation import Meaning, meanings
from hub.search_engine.negation import opposed_facets, origin_facets
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.snapshot import Snapshot

FACETS = ("purpose", "technology", "language", "place", "seat")
LABELS = {
    "technology/faces": [
        ("en", "Facial recognition"),
        ("fr", "reconnaissance faciale"),
        ("es", "reconocimiento facial"),
        ("ru", "распознавание лиц"),
        ("ar", "التعرف على الوجوه"),
        ("zh", "人脸识别"),
    ],
    "technology/ai": [
        ("en", "Artificial intelligence"),
        ("en", "AI"),
        ("fr", "intelligence artificielle"),
        ("es", "inteligencia artificial"),
        ("es", "IA"),
        ("ru", "искусственный интеллект"),
        ("ar", "ذكاء اصطناعي"),
        ("zh", "人工智能"),
    ],
    "technology/gps": [("en", "GPS")],
    "language/en": [("en", "English"), ("es", "inglés"), ("ru", "английский")],
    "place/us": [("en", "United States"), ("es", "Estados Unidos"), ("ru", "США")],
    "purpose/anonymous": [("en", "Anonymous use"), ("en", "no login")],
    "purpose/labour": [("en", "Forced labour")],
}
LIMIT = Meaning(
    "test-limit",
    "works without internet",
    (("technology/offline", 1.0),),
    ("without internet", "sans internet", "без интернета"),
)


@pytest.fixture(scope="module", autouse=True)
def _registered():
    meanings.register(LIMIT.slug, LIMIT)
    before = dict(origin_facets), dict(opposed_facets)
    origin_facets.register("place", "seat")
    opposed_facets.register("purpose", True)
    yield
    meanings.unregister(LIMIT.slug)
    for registry, entries in zip((origin_facets, opposed_facets), before, strict=True):
        for name in set(registry) - set(entries):
            registry.unregister(name)


def _snapshot(documents, labels=None):
    return Snapshot(1, FACETS, Segment(build_arrays(documents, labels or LABELS)))


@pytest.fixture(scope="module")
def catalogue(make):
    rows = [
        {"technology/faces", "language/en"},
        {"technology/ai", "technology/offline", "place/us"},
        {"technology/gps", "seat/us", "place/us"},
        {"technology/not-known", "purpose/anonymous"},
        {"technology/offline", "purpose/labour"},
    ]
    return _snapshot(
        make(i, title=f"Record {i}", summary="an app", rows=frozenset(own))
        for i, own in enumerate(rows, 1)
    )


def ids(snapshot, text):
    return set(search(snapshot, Query.of(text)).ids)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no facial recognition", {2, 3, 4, 5}),
        ("app without facial recognition", {2, 3, 4, 5}),
        ("does not use facial recognition", {2, 3, 4, 5}),
        ("not AI", {1, 3, 4, 5}),
        ("without the use of AI", {1, 3, 4, 5}),
        ("sans intelligence artificielle", {1, 3, 4, 5}),
        ("pas d'intelligence artificielle", {1, 3, 4, 5}),
        ("sin reconocimiento facial", {2, 3, 4, 5}),
        ("sin IA", {1, 3, 4, 5}),
        ("без искусственного интеллекта", {1, 3, 4, 5}),
        ("не на английском", {2, 3, 4, 5}),
        ("بدون التعرف على الوجوه", {2, 3, 4, 5}),
        ("没有人工智能", {1, 3, 4, 5}),
        ("不使用人脸识别", {2, 3, 4, 5}),
        ("不需要GPS", {1, 2, 4, 5}),
        ("not in English", {2, 3, 4, 5}),
        ("not in the US", {1, 4, 5}),
        ("not from the US", {1, 2, 4, 5}),
        ("outside the US", {1, 4, 5}),
        ("nothing in English", {2, 3, 4, 5}),
        ("neither AI nor GPS", {1, 4, 5}),
        ("everything except GPS", {1, 2, 4, 5}),
        ("everything, but not American", {1, 2, 4, 5}),
        ("tools AI does not use", {1, 3, 4, 5}),
        ("no AI, no GPS", {1, 4, 5}),
        ("without AI or GPS", {1, 4, 5}),
        ("without internet or AI", {5}),
        ("sans internet ni intelligence artificielle", {5}),
    ],
)
def test_what_has_a_denied_term_is_left_out_and_nothing_else(catalogue, text, found):
    assert ids(catalogue, text) == found


def test_what_is_left_out_is_told_in_the_words_of_the_term(catalogue):
    result = search(catalogue, Query.of("sans reconnaissance faciale"))
    assert [str(each.label) for each in result.meanings] == ["without “Facial recognition”"]
    result = search(catalogue, Query.of("not from the US"))
    assert [str(each.label) for each in result.meanings] == ["not from “United States”"]


def test_what_is_known_to_have_others_stands_before_what_is_not_known(catalogue):
    assert search(catalogue, Query.of("no facial recognition")).ids[-1] == 4


def test_the_words_as_they_are_can_be_searched(catalogue):
    result = search(catalogue, Query.of("no facial recognition"), literal=True)
    assert (result.ids[0], result.meanings) == (1, ())


def test_quoted_words_deny_nothing(catalogue):
    assert search(catalogue, Query.of('"no facial recognition"')).meanings == ()


def test_a_denial_ends_with_its_term(catalogue):
    result = search(catalogue, Query.of("app but not from the US for hotels"))
    assert result.words == "app for hotels"


def test_what_a_label_states_is_asked_for(catalogue):
    for text in ("no login", "without a login", "sin login"):
        assert ids(catalogue, text) == {4}


def test_what_records_work_against_is_asked_for_by_denying_it(catalogue):
    assert ids(catalogue, "no forced labour") == {5}
    assert ids(catalogue, "not forced labour") == {1, 2, 3, 4}


@pytest.mark.parametrize("text", ["I have no GPS", "there is no GPS", "I have no passport"])
def test_what_the_reader_lacks_is_no_denial(catalogue, text):
    result = search(catalogue, Query.of(text))
    assert (result.meanings, " no " in result.words) == ((), False)


@pytest.mark.parametrize(
    "text",
    [
        "not-AI",
        "no-GPS",
        "Not For Sale",
        "no one",
        "not only GPS",
        "without borders",
        "no",
        "outside GPS",
    ],
)
def test_what_denies_nothing_is_words(catalogue, text):
    result = search(catalogue, Query.of(text))
    assert (result.meanings, result.unnamed, result.words) == ((), (), text)


@pytest.mark.parametrize("name", ["No GPS", "Tools Without GPS", "Not AI", "The No GPS Project"])
def test_what_a_record_is_called_is_no_denial(make, name):
    documents = [
        make(1, title=name),
        make(2, summary="GPS", rows=frozenset({"technology/gps", "technology/ai"})),
    ]
    result = search(_snapshot(documents), Query.of(name))
    assert (result.ids[0], result.meanings) == (1, ())


def test_a_term_that_no_record_has_leaves_out_nothing(make):
    snapshot = _snapshot([make(1, rows=frozenset({"technology/gps"}))])
    result = search(snapshot, Query.of("without facial recognition"))
    assert result.ids == (1,)
    assert [str(each.label) for each in result.meanings] == ["without “facial recognition”"]


def test_denied_words_that_name_nothing_are_no_words_to_match(make):
    documents = [make(1, summary="app with a dashboard"), make(2, summary="app for hotels")]
    result = search(_snapshot(documents), Query.of("app without dashboard"))
    assert (set(result.ids), result.words) == ({1, 2}, "app")
    assert result.unnamed == ("without dashboard",)


def test_denied_words_are_found_where_a_record_says_them(make):
    documents = [make(1, summary="app with a dashboard"), make(2, summary="app without dashboard")]
    result = search(_snapshot(documents), Query.of("app without dashboard"))
    assert (result.ids, result.unnamed) == ((2,), ())


def test_nothing_is_found_where_only_words_are_denied_that_nothing_says(make):
    result = search(_snapshot([make(1, summary="dashboard")]), Query.of("without dashboard"))
    assert (result.ids, result.unnamed) == ((), ("without dashboard",))


CUES = [
    "no",
    "not",
    "without",
    "without any",
    "sans",
    "pas de",
    "sin",
    "excepto",
    "без",
    "не",
    "بدون",
]
TERMS = [
    (row, text)
    for row, labels in LABELS.items()
    if not row.startswith("purpose/")
    for language, text in labels
    if language != "zh"
]


@given(
    st.sampled_from(CUES),
    st.sampled_from(TERMS),
    st.lists(st.sets(st.sampled_from(sorted(LABELS))), min_size=1, max_size=6),
)
def test_any_denied_label_leaves_out_just_the_records_with_its_term(make, cue, term, carried):
    row, label = term
    documents = [make(i, summary=label, rows=frozenset(rows)) for i, rows in enumerate(carried, 1)]
    result = search(_snapshot(documents), Query.of(f"{cue} {label}"))
    assert set(result.ids) == {d.pk for d in documents if row not in d.rows}


@given(st.text(max_size=60), st.sampled_from(["no ", "sans ", "без ", "没有", "not "]))
def test_whatever_is_denied_is_read(catalogue, text, cue):
    search(catalogue, Query.of(f"{cue}{text}"))
    search(catalogue, Query.of(f"{text} {cue}GPS"))


@pytest.mark.parametrize("text", ["South GPS nowhere", "not for sale", "not nowhere"])
def test_a_word_that_denies_finds_nothing_by_itself(make, text):
    snapshot = _snapshot([make(1, summary="This is not all"), make(2, summary="South")])
    assert 1 not in search(snapshot, Query.of(text)).ids
