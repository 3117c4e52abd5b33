"""The matrix from the bit maps is what counting record by record gives."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.gaps.matrix import CellCounts, build_matrix
from catalogue.gaps.parameters import ACTIVE_STATUSES, GapParameters
from catalogue.presenters.facts import CONFIRMED

pytestmark = pytest.mark.django_db

PURPOSES = ("purpose/outreach", "purpose/training", "purpose/not-known")
CONTEXTS = ("context/online", "context/at-sea", "context/known-none", "context/not-known")
PLACES = ("place/m49-014", "place/m49-015", "place/m49-002", "place/m49-001", "place/not-known")
STATUSES = ("status/active", "status/scaled", "status/pilot", "status/not-known")
STATES = ("verification/unreviewed", "verification/source-checked", "verification/disputed")

record = st.tuples(
    st.tuples(
        st.sets(st.sampled_from(PURPOSES)),
        st.sets(st.sampled_from(CONTEXTS)),
        st.sets(st.sampled_from(PLACES)),
        st.sampled_from(STATUSES),
        st.sampled_from(STATES),
    ).map(lambda parts: {*parts[0], *parts[1], *parts[2], *parts[3:]}),
    st.booleans(),
)


@pytest.fixture
def vocabulary(make_term):
    for key in (*PURPOSES[:2], *CONTEXTS[:2]):
        make_term(key)
    world = make_term("region/m49-001")
    africa = make_term("region/m49-002", broader=world)
    for slug in ("m49-014", "m49-015"):
        make_term(f"region/{slug}", broader=africa)


def alive(rows):
    return any(f"status/{slug}" in rows for slug in ACTIVE_STATUSES)


def vouched(rows):
    return any(f"verification/{slug}" in rows for slug in CONFIRMED)


def brute_force(records, only, *keys):
    """Counting record by record, as a reader of the lists would."""
    found = [
        rows
        for rows, ended in records
        if not ended
        and rows.issuperset(keys)
        and (only != "active" or alive(rows))
        and (only != "verified" or vouched(rows))
    ]
    return CellCounts(len(found), sum(map(alive, found)), sum(map(vouched, found)))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(record, max_size=40),
    st.sampled_from(["situation", "region"]),
    st.sampled_from(["", "active", "verified"]),
)
def test_every_number_is_what_a_count_by_hand_gives(vocabulary, make_snapshot, records, by, only):
    found = build_matrix(make_snapshot(records), GapParameters(by, only))
    assert found.total_counts == brute_force(records, only)
    for key, row, margin in zip(found.rows, found.cells, found.row_counts, strict=True):
        assert margin == brute_force(records, only, key.row)
        for column, cell in zip(found.columns, row, strict=True):
            assert cell == brute_force(records, only, key.row, column.row)
    for column, margin in zip(found.columns, found.column_counts, strict=True):
        assert margin == brute_force(records, only, column.row)
    for slug, margin in found.group_counts.items():
        assert margin == brute_force(records, only, f"place/{slug}")


def test_what_has_ended_is_left_out(vocabulary, make_snapshot):
    rows = {"purpose/outreach", "context/online", "status/active"}
    found = build_matrix(make_snapshot([(rows, True), (rows, False)]), GapParameters())
    assert found.total_counts.total == 1


def test_a_pilot_is_not_known_to_be_active(vocabulary, make_snapshot):
    found = build_matrix(
        make_snapshot([({"purpose/outreach", "status/pilot"}, False)]), GapParameters()
    )
    assert found.total_counts == CellCounts(1, 0, 0)


def test_a_disputed_record_is_not_verified(vocabulary, make_snapshot):
    found = build_matrix(make_snapshot([({"verification/disputed"}, False)]), GapParameters())
    assert found.total_counts.verified == 0


def test_regions_stand_below_their_continent_and_the_world_by_itself(vocabulary, make_snapshot):
    found = build_matrix(make_snapshot([]), GapParameters(by="region"))
    assert [(key.slug, key.group and key.group.slug) for key in found.columns] == [
        ("m49-014", "m49-002"),
        ("m49-015", "m49-002"),
        ("m49-001", None),
    ]


def test_not_known_is_a_row_of_its_own_where_something_is_not_known(vocabulary, make_snapshot):
    found = build_matrix(make_snapshot([({"purpose/not-known"}, False)]), GapParameters())
    assert [key.slug for key in found.rows] == ["outreach", "training", "not-known"]


def test_cells_of_what_is_not_known_are_no_gaps(vocabulary, make_snapshot):
    rows = {"purpose/not-known", "context/not-known"}
    assert build_matrix(make_snapshot([(rows, False)]), GapParameters()).gap_count == 4


def test_an_empty_catalogue_has_a_matrix_of_gaps(vocabulary, make_snapshot):
    found = build_matrix(make_snapshot([]), GapParameters())
    assert found.shade_bounds == ()
    assert found.gap_count == 4


def test_a_replaced_term_has_no_row(make_term, make_snapshot):
    new = make_term("purpose/outreach")
    make_term("purpose/old-outreach", replaced_by=new, deprecated=True)
    make_term("context/online")
    assert [key.slug for key in build_matrix(make_snapshot([]), GapParameters()).rows] == [
        "outreach"
    ]
