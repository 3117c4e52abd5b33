"""The marks of differences, against looking at every pair of cells."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.compare.facts import differs, fact_key
from hub.web.view_models import Fact, FactState, Value

labels = st.sampled_from(["French", "Arabic", "Kiswahili"])
values = st.builds(Value, label=labels, inferred=st.booleans())
facts = st.one_of(
    st.builds(
        lambda found: Fact("Languages", FactState.VALUE, tuple(found)),
        st.lists(values, min_size=1, max_size=4),
    ),
    st.just(Fact("Languages", FactState.NONE)),
    st.just(Fact("Languages", FactState.UNKNOWN)),
)


def same(one: Fact, other: Fact) -> bool:
    """Written without sets and hashes: the same state, and each value of either in the other."""
    if one.state != other.state:
        return False
    return all(value in other.values for value in one.values) and all(
        value in one.values for value in other.values
    )


@given(st.lists(facts, min_size=2, max_size=6))
def test_a_row_is_marked_exactly_where_two_cells_are_not_the_same(row):
    expected = any(not same(one, other) for one, other in combinations(row, 2))
    assert differs(map(fact_key, row)) is expected


@given(st.lists(facts, min_size=2, max_size=6), st.randoms())
def test_the_order_of_the_tools_never_matters(row, random):
    turned = random.sample(row, len(row))
    assert differs(map(fact_key, row)) is differs(map(fact_key, turned))


@given(st.lists(values, min_size=1, max_size=4), st.randoms())
def test_the_order_of_values_and_repeating_one_are_no_difference(found, random):
    one = Fact("Languages", FactState.VALUE, tuple(found))
    turned = (*random.sample(found, len(found)), found[0])
    other = Fact("Languages", FactState.VALUE, turned, sources=(4,), checked="2026-01-01")
    assert not differs([fact_key(one), fact_key(other)])


def of(state, *labels):
    return fact_key(Fact("Languages", state, tuple(map(Value, labels))))


FRENCH, NONE, UNKNOWN = of(FactState.VALUE, "French"), of(FactState.NONE), of(FactState.UNKNOWN)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([FRENCH, FRENCH, of(FactState.VALUE, "Arabic")], True),
        ([of(FactState.VALUE, "Arabic"), FRENCH, FRENCH], True),
        ([FRENCH, UNKNOWN], True),
        ([UNKNOWN, NONE], True),
        ([FRENCH, of(FactState.VALUE, "French", "Arabic")], True),
        ([UNKNOWN, UNKNOWN, UNKNOWN], False),
        ([FRENCH, FRENCH], False),
    ],
)
def test_the_cases_that_are_easily_got_wrong(row, expected):
    assert differs(row) is expected
