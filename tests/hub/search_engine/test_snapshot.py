"""A base with a delta answers like a base that was built anew."""

from datetime import UTC, date, datetime

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.search_engine.query import SORTS, Query
from hub.search_engine.search import match_ids, search
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.snapshot import Snapshot

WORDS = ["data", "victim", "child", "labour", "phone"]
LABELS = {"purpose/a": [("en", "Child phone")]}
record = st.fixed_dictionaries(
    {
        "title": st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
        "summary": st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join),
        "rows": st.frozensets(st.sampled_from(["purpose/a", "purpose/b", "context/c"])),
        "ended": st.booleans(),
        "verified_on": st.none() | st.dates(date(2025, 1, 1), date(2025, 1, 4)),
        # Of an import all have the same moment.
        "updated": st.sampled_from([datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2)]),
    }
)
records = st.dictionaries(st.integers(1, 40), record, min_size=1, max_size=30)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records, records, st.sets(st.integers(1, 40)), st.sampled_from(["", *WORDS, "data victim"]))
def test_delta_and_full_rebuild_give_the_same_answers(
    make, snapshot_of, old, changed, gone, text
) -> None:
    base = Segment(build_arrays([make(pk, **fields) for pk, fields in old.items()], LABELS))
    fresh = {pk: make(pk, **fields) for pk, fields in changed.items() if pk not in gone}
    delta = Segment(build_arrays(fresh.values(), LABELS))
    both = Snapshot(2, ("purpose", "context"), base, delta, {*changed, *gone})
    kept = {pk: make(pk, **fields) for pk, fields in old.items() if pk not in {*changed, *gone}}
    whole = Snapshot(
        2, ("purpose", "context"), Segment(build_arrays([*kept.values(), *fresh.values()], LABELS))
    )
    assert both.total == whole.total
    for sort in SORTS:
        query = Query.of(text, sort=sort)
        one, other = search(both, query, correct=False), search(whole, query, correct=False)
        assert (one.total, one.ids, one.ended_left_out) == (
            other.total,
            other.ids,
            other.ended_left_out,
        )
        assert match_ids(both, query) == match_ids(whole, query)
        for facet, counts in other.facets.items():
            assert {s: n for s, n in one.facets[facet].items() if n} == {
                s: n for s, n in counts.items() if n
            }
    for pk in (*kept, *fresh):
        assert both.rows_of(pk) == whole.rows_of(pk)


def test_a_row_holds_visible_records_only(make) -> None:
    rows = frozenset({"purpose/a"})
    base = Segment(build_arrays([make(1, rows=rows), make(2, rows=rows)], {}))
    snapshot = Snapshot(1, ("purpose",), base, None, [1])
    assert snapshot.pks[snapshot.positions(snapshot.row("purpose/a"))].tolist() == [2]
    assert snapshot.rows_of(1) == frozenset()


def test_an_unknown_row_is_empty(make, snapshot_of) -> None:
    assert not snapshot_of([make(1)]).row("purpose/none").any()


def test_counts_and_cross_are_those_of_the_records(make, snapshot_of) -> None:
    rows = [{"purpose/a", "context/c"}, {"purpose/a"}, {"context/c"}, {"purpose/a", "context/c"}]
    snapshot = snapshot_of([make(i, rows=frozenset(r)) for i, r in enumerate(rows, 1)])
    assert snapshot.counts(snapshot.visible) == {"purpose/a": 3, "context/c": 3}
    table = snapshot.cross_counts(["purpose/a", "purpose/x"], ["context/c", "purpose/a"])
    assert np.array_equal(table, [[2, 3], [0, 0]])


def test_choices_are_the_slugs_that_some_record_holds(make, snapshot_of) -> None:
    snapshot = snapshot_of(
        [make(1, rows=frozenset({"purpose/b"})), make(2, rows=frozenset({"purpose/a"}))]
    )
    assert snapshot.choices("purpose") == ("a", "b")
    assert snapshot.choices("context") == ()


def test_every_record_is_where_it_is_located_and_no_other(snapshot_of, make):
    pks = [7, 2, 900, 41, 3]
    snapshot = snapshot_of([make(pk) for pk in pks])
    placed = {pk: snapshot.locate(pk) for pk in range(-1, 950)}
    assert {pk for pk, place in placed.items() if place is not None} == set(pks)
    assert all(snapshot.pks[placed[pk][1]] == pk for pk in pks)
