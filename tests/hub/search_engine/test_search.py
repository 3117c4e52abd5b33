"""What a search gives is compared with a look at every record, and with what people expect."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.search_engine.query import PER_PAGE, Query
from hub.search_engine.search import match_bits, match_ids, search, suggest_relaxations
from tests.plugins.steps import count_calls

WORDS = [
    "data",
    "victim",
    "victims",
    "child",
    "kids",
    "labour",
    "labor",
    "mobile",
    "phone",
    "app",
    "the",
]
ROWS = [f"{facet}/{slug}" for facet in ("purpose", "context", "region") for slug in "abcd"]
LABELS = {"purpose/a": [("en", "Victim data"), ("fr", "Enfants")], "region/b": [("en", "Phone")]}

text = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
record = st.fixed_dictionaries(
    {
        "title": text,
        "summary": text,
        "description": text,
        "rows": st.frozensets(st.sampled_from(ROWS), max_size=5),
        "ended": st.booleans(),
        "verified_on": st.none() | st.dates(date(2025, 1, 1), date(2025, 1, 5)),
    }
)
records = st.lists(record, min_size=1, max_size=25)
chosen = st.dictionaries(
    st.sampled_from(["purpose", "context", "region"]),
    st.lists(st.sampled_from(["a", "b", "c", "zz"]), min_size=1, max_size=3),
)
typed = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join) | st.just('"mobile phone"')
queries = st.builds(Query.of, typed, chosen, include_ended=st.booleans())
slow = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(records, queries)
def test_matches_and_facet_counts_equal_a_scan(snapshot_of, make, scan, given, query) -> None:
    documents = [make(pk, **fields) for pk, fields in enumerate(given, start=1)]
    snapshot, looker = snapshot_of(documents, LABELS), scan(documents, LABELS)
    result = search(snapshot, query, correct=False)
    expected = {document.pk for document in looker.matching(query)}
    if not result.partial:
        assert set(match_ids(snapshot, query)) == expected or result.total == 0
        assert result.total == len(expected)
        assert result.facets == looker.counts(query)
        uncounted = search(snapshot, query, correct=False, facets=False)
        assert uncounted == replace(result, facets={})
        # They are kept for other pages and orders, and for no other query.
        elsewhere = query.with_sort("name").with_page(2)
        assert search(snapshot, elsewhere, correct=False).facets == result.facets
        other = query.with_ended(not query.include_ended)
        assert search(snapshot, other, correct=False).facets == looker.counts(other)


@slow
@given(records, chosen)
def test_the_number_of_ended_left_out_is_exact(snapshot_of, make, scan, given, chosen) -> None:
    documents = [make(pk, **fields) for pk, fields in enumerate(given, start=1)]
    query = Query.of("", chosen)
    everything = scan(documents).matching(query.with_ended())
    result = search(snapshot_of(documents), query)
    assert result.ended_left_out == len(everything) - result.total


@slow
@given(records, st.sampled_from(["relevance", "verified", "name"]), typed)
def test_pages_are_slices_of_one_order(snapshot_of, make, given, sort, typed) -> None:
    documents = [make(pk, **fields) for pk, fields in enumerate(given * 3, start=1)]
    snapshot, query = snapshot_of(documents), Query.of(typed, sort=sort)
    first = search(snapshot, query)
    pages = [search(snapshot, query.with_page(page)).ids for page in range(1, first.pages + 1)]
    assert [pk for page in pages for pk in page] == match_ids(snapshot, query)
    assert len(match_ids(snapshot, query)) == first.total == len(set(match_ids(snapshot, query)))


@slow
@given(records)
def test_sorts_are_as_they_say(snapshot_of, make, given) -> None:
    documents = {pk: make(pk, **fields) for pk, fields in enumerate(given, start=1)}
    snapshot = snapshot_of(documents.values())
    everything = Query.of(include_ended=True)
    newest = sorted(documents, reverse=True)
    assert match_ids(snapshot, everything) == newest
    by_name = sorted(newest, key=lambda pk: documents[pk].title)
    assert match_ids(snapshot, everything.with_sort("name")) == by_name
    checked = {pk: documents[pk].verified_on or date.min for pk in documents}
    by_check = sorted(newest, key=lambda pk: -checked[pk].toordinal())
    assert match_ids(snapshot, everything.with_sort("verified")) == by_check


def test_scores_go_down_and_equal_scores_by_recency(snapshot_of, make) -> None:
    documents = [make(1, summary="victim"), make(2, title="victim"), make(3, summary="victim")]
    result = search(snapshot_of(documents), Query.of("victim"))
    assert result.ids == (2, 3, 1)
    assert list(result.scores) == sorted(result.scores, reverse=True)


def test_of_equal_scores_what_is_known_to_be_in_use_comes_first(snapshot_of, make) -> None:
    documents = [make(pk, summary="victim", standing=pk % 3) for pk in range(1, 6)]
    assert search(snapshot_of(documents), Query.of("victim")).ids == (5, 2, 4, 1, 3)


def test_of_equally_new_ones_the_last_released_comes_first_then_the_names(snapshot_of, make):
    documents = [
        make(pk, updated=datetime(2026, 1, 1, tzinfo=UTC), title=title, released=released)
        for pk, title, released in [(1, "B", 0), (2, "A", 0), (3, "C", 20180000)]
    ]
    assert search(snapshot_of(documents), Query.of()).ids == (3, 2, 1)


def test_a_page_past_the_end_is_empty_and_says_how_many_there_are(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(pk) for pk in range(1, PER_PAGE + 2)])
    result = search(snapshot, Query.of(page=10**9))
    assert (result.ids, result.pages, result.total) == ((), 2, PER_PAGE + 1)


def test_a_phrase_in_quotes_needs_the_words_in_a_row(snapshot_of, make, found) -> None:
    snapshot = snapshot_of([make(1, summary="mobile data phone"), make(2, summary="mobile phone")])
    assert found(snapshot, '"mobile phone"') == {2}
    assert found(snapshot, "mobile data") == {1}


def test_the_last_word_may_be_unfinished(snapshot_of, make, found) -> None:
    snapshot = snapshot_of([make(1, title="Blockchain ledger"), make(2, title="Approach")])
    assert found(snapshot, "ledger blockch") == {1}
    assert found(snapshot, "blockch ledger") == set()


def test_a_short_known_word_is_not_the_beginning_of_another(snapshot_of, make, found) -> None:
    snapshot = snapshot_of([make(1, title="Bus"), make(2, title="Business")])
    assert found(snapshot, "bus") == {1}


@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("en", "identifying trafficked people", "identify"),
        ("fr", "protection des victimes exploitées", "victime exploitee"),
        ("es", "explotación de víctimas", "explotaciones victima"),
        ("ru", "помощь жертвам торговли", "жертва"),
        ("ar", "حماية الضَّحَايَا", "للضحايا"),
        ("ar", "حماية الأطفال", "أطفال"),
        ("zh", "帮助人口贩运受害者", "受害者"),
        ("zh", "帮助人口贩运受害者", "贩运受害者"),
    ],
)
def test_inflected_words_are_found_in_each_language(
    snapshot_of, make, found, language, written, asked
) -> None:
    documents = [
        make(1, summary=written, language=language),
        make(2, summary="other", language=language),
    ]
    assert found(snapshot_of(documents), asked) == {1}


def test_arabic_is_found_with_and_without_vowel_marks(snapshot_of, make, found) -> None:
    snapshot = snapshot_of([make(1, summary="ضحايا الاتجار", language="ar")])
    assert found(snapshot, "ضَحَايَا") == found(snapshot, "ضحايا") == {1}


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("labor", "labour"),
        ("kids", "children"),
        ("THB", "human trafficking"),
        ("modern slavery", "trafficking in human beings"),
        ("survivors", "victim"),
        ("cell phone", "smartphones"),
        ("app without internet", "app works offline"),
        ("police", "law enforcement"),
    ],
)
def test_synonyms_find_each_other(snapshot_of, make, found, asked, written) -> None:
    assert found(snapshot_of([make(1, summary=written), make(2, summary="other")]), asked) == {1}


def test_a_record_is_found_by_the_label_of_its_term_in_any_language(
    snapshot_of, make, found
) -> None:
    snapshot = snapshot_of([make(1, rows=frozenset({"purpose/a"})), make(2)], LABELS)
    assert found(snapshot, "enfant") == {1}


def test_words_of_a_chinese_query_may_be_labels_of_different_terms(
    snapshot_of, make, found
) -> None:
    labels = {"context/a": [("zh", "难民营")], "purpose/b": [("zh", "个案管理")]}
    rows = [{"context/a", "purpose/b"}, {"context/a"}, {"purpose/b"}]
    snapshot = snapshot_of([make(i, rows=frozenset(r)) for i, r in enumerate(rows, 1)], labels)
    assert found(snapshot, "难民营个案管理") == {1}


def test_a_misspelt_word_is_corrected_only_when_nothing_matches(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(1, title="Trafficking"), make(2, title="Other")])
    result = search(snapshot, Query.of("traficking"))
    assert (result.corrected, result.words, result.ids) == ("trafficking", "trafficking", (1,))
    assert search(snapshot, Query.of("trafficking")).corrected is None


def test_one_can_insist_on_what_was_typed(snapshot_of, make) -> None:
    result = search(
        snapshot_of([make(1, title="Trafficking")]), Query.of("traficking"), correct=False
    )
    assert (result.total, result.corrected) == (0, None)


def test_without_a_record_that_has_all_of_three_words_those_with_two_are_shown(
    snapshot_of, make
) -> None:
    documents = [
        make(1, summary="fishing vessel"),
        make(2, summary="vessel"),
        make(3, title="radar"),
    ]
    result = search(snapshot_of(documents), Query.of("fishing vessel radar"))
    assert (result.partial, result.ids) == (True, (1,))


def test_a_word_that_no_record_has_is_left_out_and_named(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(1, title="Report a case"), make(2, title="Other")])
    result = search(snapshot, Query.of("how do I report a brothel"))
    assert (result.ids, result.partial) == ((1,), True)
    assert (result.missing, result.rest) == (("brothel",), "report")


def test_words_that_different_records_lack_are_not_named(snapshot_of, make) -> None:
    documents = [
        make(1, title="Fishing radar"),
        make(2, title="Fishing vessel"),
        make(3, title="x"),
    ]
    result = search(snapshot_of(documents), Query.of("fishing vessel radar"))
    assert (set(result.ids), result.missing) == ({1, 2}, ())
    assert dict(zip(result.ids, result.without, strict=True)) == {1: ("vessel",), 2: ("radar",)}


def test_more_words_come_first_and_of_as_many_the_rarer_ones(snapshot_of, make) -> None:
    texts = ["vessel radar satellite", "vessel radar", "vessel ocean", "vessel", "radar satellite"]
    documents = [make(i, summary=text) for i, text in enumerate(texts, 1)]
    result = search(snapshot_of(documents), Query.of("vessel radar satellite brothel"))
    assert (result.ids, result.missing) == ((1, 5, 2), ("brothel",))


def test_where_words_are_quoted_none_is_left_out(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(1, title="Report")])
    assert search(snapshot, Query.of('report "a brothel"')).total == 0


def test_words_are_left_out_of_the_corrected_text_too(snapshot_of, make) -> None:
    result = search(snapshot_of([make(1, title="Survivors")]), Query.of("surivvors brothel"))
    assert (result.corrected, result.missing, result.ids) == (
        "survivors brothel",
        ("brothel",),
        (1,),
    )


def test_the_feed_of_a_search_has_what_its_list_has(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(1, title="Report"), make(2, title="Other")])
    query = Query.of("report brothel")
    assert match_ids(snapshot, query) == list(search(snapshot, query).ids) == [1]
    assert snapshot.pks[snapshot.positions(match_bits(snapshot, query))].tolist() == [1]


def test_whole_words_come_before_beginnings_of_words(snapshot_of, make) -> None:
    """However much better the field of the longer word is."""
    documents = [make(1, description="In camps"), make(2, title="Campaign campaign"), make(3)]
    documents += [make(i, description="Refugee camp") for i in range(4, 30)]
    result = search(snapshot_of(documents), Query.of("camp", page=2))
    assert result.ids[-1] == 2
    assert result.total == 28


def test_neighbours_lift_no_longer_word_above_a_whole_one(snapshot_of, make) -> None:
    documents = [make(1, title="Refugee campaign"), make(2, description="camp, words, refugee")]
    documents += [make(i, title="Refugee campaign") for i in range(3, 9)]
    assert search(snapshot_of(documents), Query.of("refugee camp")).ids[0] == 2


def test_a_longer_word_adds_nothing_to_a_record_that_has_the_word(snapshot_of, make) -> None:
    rows = frozenset({"purpose/a"})
    documents = [make(1, rows=rows, title="Campaign"), make(2, rows=rows), make(3)]
    result = search(snapshot_of(documents, {"purpose/a": [("en", "Camps")]}), Query.of("camp"))
    assert (result.ids, len(set(result.scores))) == ((2, 1), 1)


@pytest.mark.parametrize(
    ("name", "other", "typed"),
    [("Niger", "Nigeria", "niger"), ("Guinea", "Guineans", "Guinea"), ("Mali", "Malians", "mali")],
)
def test_what_a_term_is_called_is_no_beginning(snapshot_of, make, name, other, typed) -> None:
    labels = {"region/a": [("en", name)], "region/b": [("en", other)]}
    documents = [make(1, rows=frozenset({"region/b"})), make(2, summary=other)]
    assert search(snapshot_of(documents, labels), Query.of(typed), correct=False).total == 0
    documents.append(make(3, rows=frozenset({"region/a"})))
    assert search(snapshot_of(documents, labels), Query.of(typed)).ids == (3,)


def test_what_a_record_is_called_is_not_inflected_in_other_languages(snapshot_of, make) -> None:
    documents = [
        make(1, title="Primero", names=("The Primero tool",)),
        make(2, summary="With Primero"),
        make(3, summary="La primera línea", language="es"),
    ]
    assert set(search(snapshot_of(documents), Query.of("primero")).ids) == {1, 2}
    assert set(search(snapshot_of(documents[1:]), Query.of("primero")).ids) == {2, 3}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("antitrafficking", "anti-trafficking"),
        ("anti-trafficking", "antitrafficking"),
        ("anti trafficking", "antitrafficking"),
        ("hot-line", "hotline"),
        ("hot line", "hotlines"),
        ("hotline", "a hot line"),
        ("casemanagement", "case management"),
        ("e-learning", "elearning"),
        ("elearning", "e-learning"),
        ("I.O.M.", "the IOM"),
        ("IOM", "the I.O.M."),
        ("O.S.C.E", "OSCE"),
        ("O. S. C. E.", "OSCE"),
        ("Lodz", "Łódź"),
        ("Tromso", "in Tromsø"),
        ("l'oeuvre", "L’œuvre"),
    ],
)
def test_ways_of_writing_one_word_find_each_other(snapshot_of, make, typed, written) -> None:
    snapshot = snapshot_of([make(1, summary=written), make(2, summary="other")])
    result = search(snapshot, Query.of(typed))
    assert (result.ids, result.corrected, result.partial) == ((1,), None, False)


def test_nothing_found_tells_which_filter_to_drop(snapshot_of, make) -> None:
    rows = [{"purpose/a"}, {"purpose/a"}, {"context/b"}]
    snapshot = snapshot_of([make(i, rows=frozenset(r), title="x") for i, r in enumerate(rows, 1)])
    query = Query.of("", {"purpose": ["a"], "context": ["b"]})
    assert search(snapshot, query).total == 0
    assert suggest_relaxations(snapshot, query) == [("context", "b", 2), ("purpose", "a", 1)]


def test_nothing_found_by_a_word_offers_to_drop_the_text(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(1, rows=frozenset({"purpose/a"}))])
    assert suggest_relaxations(snapshot, Query.of("zzzz", {"purpose": ["a"]})) == [("q", "", 1)]


def test_matching_gives_the_bits_of_all_matches(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(1, title="victim"), make(2), make(3, title="victim")])
    places = snapshot.positions(match_bits(snapshot, Query.of("victim")))
    assert sorted(snapshot.pks[places].tolist()) == [1, 3]


def test_an_empty_catalogue_answers(snapshot_of) -> None:
    result = search(snapshot_of([]), Query.of("victim", {"purpose": ["a"]}))
    assert (result.total, result.ids, result.pages) == (0, (), 1)


HOSTILE = [
    '"' * 2_000, "x" * 4_096, "a " * 2_000, "%", "_", "%_%", "\x00", "\ud800", "a\x00\udfff",
    "' OR 1=1 --", "{{ 7*7 }}", "{% load %}", "<script>", "\u202e", "\u0301" * 500, "受" * 4_000,
    "ا" * 4_000, "\\", "\x01en:x",
    '"', '""', '"a', "-", "🙂" * 900, "*", "a*", "(", "[", "\x01", "\x02",
]  # fmt: skip


@pytest.mark.parametrize("given", HOSTILE)
def test_hostile_texts_find_nothing_bad_in_few_steps(snapshot_of, make, given) -> None:
    """`make bench PART=hostile` measures the slowest."""
    snapshot = snapshot_of([make(pk, title="x y", summary="a b c") for pk in range(1, 200)])
    for query in (Query.of(given), Query(text=given)):
        assert count_calls(lambda query=query: search(snapshot, query)) < 50_000
    assert Query.of(given).canonical().isascii()


def test_hostile_records_are_indexed(snapshot_of, make, found) -> None:
    bad = "\x00 \ud800 \u202e " + "x" * 10_000
    snapshot = snapshot_of([make(1, title=bad, names=(bad,), summary=bad, description="victim")])
    assert found(snapshot, "victim") == {1}


BODIES = [
    {"title": "OSCE Secretariat"},
    {"title": "Organization for Security", "names": ("Security and more", "OSCE")},
    {"title": "Whatever", "description": "OSCE"},
    {"title": "OSCE office", "names": ("The office of the OSCE",)},
]


@pytest.mark.parametrize("typed", ["OSCE", "osce", "organization for security", "Security & more"])
def test_whatever_is_called_as_one_types_stands_first(snapshot_of, make, typed) -> None:
    snapshot = snapshot_of([make(pk, **fields) for pk, fields in enumerate(BODIES, start=1)], {})
    assert search(snapshot, Query.of(typed)).ids[0] == 2


def test_half_a_name_is_no_name(snapshot_of, make) -> None:
    bodies = [*BODIES, {"title": "Security"}]
    snapshot = snapshot_of([make(pk, **fields) for pk, fields in enumerate(bodies, start=1)], {})
    assert search(snapshot, Query.of("security")).ids[0] == 5


def test_what_is_called_so_keeps_to_what_matches(snapshot_of, make) -> None:
    snapshot = snapshot_of([make(pk, **fields) for pk, fields in enumerate(BODIES, start=1)], {})
    assert search(snapshot, Query.of("OSCE")).total == 4
