"""Everything that the inverted index finds is compared with a scan of all texts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.search_engine.analyser import STEM_MARK
from hub.search_engine.index_builder import IndexWriter
from hub.search_engine.inverted_index import (
    BOOSTS,
    NO_POSTINGS,
    SATURATION,
    SMALL,
    InvertedIndex,
    Postings,
    TermQuery,
    intersect,
    merge,
)
from hub.search_engine.query_parser import Clause

VOCABULARY = [
    "data",
    "dating",
    "victim",
    "victims",
    "labour",
    "mobile",
    "phone",
    "受害者",
    "الضحايا",
]
TEXT = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)
DOCUMENTS = st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), min_size=1, max_size=12)


def inverted(documents: list[tuple[str, ...]]) -> InvertedIndex:
    writer = IndexWriter()
    for fields in documents:
        writer.add([[("en", text)] for text in fields])
    return InvertedIndex(writer.build_arrays(np.arange(len(documents))))


@settings(max_examples=150)
@given(DOCUMENTS, st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3), st.booleans())
def test_words_phrases_and_beginnings_are_found_where_a_scan_finds_them(
    scan, make, documents, typed, prefix
) -> None:
    records = [
        make(i, title=t, names=(n,), summary=s, description=d)
        for i, (t, n, s, d) in enumerate(documents)
    ]
    tokens = [word for word in typed if word.isascii()] or ["受害"]
    tokens[-1] = tokens[-1][:3] if prefix else tokens[-1]
    looker = scan(records)
    query = TermQuery(tuple(tokens), prefix=prefix)
    clause = Clause(tuple(tokens), (query,))
    expected = [r.pk for r in records if looker.matches(r, clause)]
    assert inverted(documents).match(query).docs.tolist() == expected


def test_a_stem_finds_every_form() -> None:
    index = inverted([("victim", "", "", ""), ("", "", "victims", ""), ("data", "", "", "")])
    assert index.match(TermQuery((f"{STEM_MARK}en:victim",))).docs.tolist() == [0, 1]


def test_a_stem_of_one_form_shares_its_postings() -> None:
    index = inverted([("labour", "", "", "")])
    assert len(index.docs) == 1
    assert index.document_frequency(f"{STEM_MARK}en:labour") == 1


def test_a_phrase_does_not_run_from_one_field_into_the_next() -> None:
    index = inverted([("mobile", "phone", "", "")])
    assert index.match(TermQuery(("mobile", "phone"))) is NO_POSTINGS


@pytest.mark.parametrize("field", range(4))
def test_the_impact_is_the_saturated_boost_of_the_field(field: int) -> None:
    texts = ["", "", "", ""]
    texts[field] = "victim"
    score = inverted([tuple(texts)]).match(TermQuery(("victim",))).scores[0]
    assert score == pytest.approx(BOOSTS[field] / (BOOSTS[field] + SATURATION), abs=1 / 255)


def test_title_counts_more_than_name_than_summary_than_description() -> None:
    rows = [tuple("victim" if i == j else "" for j in range(4)) for i in range(4)]
    scores = inverted(rows).match(TermQuery(("victim",))).scores.tolist()
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


@pytest.mark.parametrize("size", [50, SMALL * 3])
def test_merging_keeps_the_best_score_of_each_document(size: int) -> None:
    random = np.random.default_rng(size)
    docs, scores = random.integers(0, 500, size), random.random(size).astype(np.float32) + 0.1
    best: dict[int, float] = {}
    for doc, score in zip(docs.tolist(), scores.tolist(), strict=True):
        best[doc] = max(score, best.get(doc, 0))
    hits = merge([Postings(docs, scores)], 500, np.maximum)
    assert dict(zip(hits.docs.tolist(), hits.scores.tolist(), strict=True)) == best


@pytest.mark.parametrize("few", [3, 400])
def test_both_are_the_shared_documents_with_scores_added(few: int) -> None:
    random = np.random.default_rng(few)
    one, other = (np.sort(random.choice(1000, n, replace=False)) for n in (few, 500))
    hits = intersect(
        Postings(one, np.full(len(one), 1, np.float32)),
        Postings(other, np.full(500, 2, np.float32)),
        1000,
    )
    assert hits.docs.tolist() == sorted(set(one.tolist()) & set(other.tolist()))
    assert set(hits.scores.tolist()) <= {3.0}
