"""The shades of the heat map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.gaps.matrix import shade_bounds, shade_labels


@given(st.integers(1, 200_000))
def test_the_shades_begin_at_one_and_rise_to_at_most_five(most):
    bounds = shade_bounds(most)
    assert bounds[0] == 1
    assert list(bounds) == sorted(set(bounds))
    assert len(bounds) <= 5
    assert bounds[-1] <= most


def test_nothing_has_no_shade():
    assert shade_bounds(0) == ()


@pytest.mark.parametrize(
    ("most", "words"),
    [(1, ("1",)), (3, ("1", "2", "3")), (20, ("1", "2–3", "4–6", "7–11", "12–20"))],
)
def test_the_shades_in_words_leave_out_no_number(most, words):
    assert shade_labels(shade_bounds(most), most) == words
