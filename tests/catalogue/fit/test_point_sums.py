"""Sums of points, made by bit arrays in eight bits."""

import numpy as np
import pytest

from catalogue.fit.point_sums import MOST, PointSums
from hub.search_engine import bitmaps

SIZE = 192


def test_the_sums_are_those_of_adding_one_by_one_and_what_was_there_before_stays() -> None:
    random = np.random.default_rng(1)
    before = random.integers(-2000, 2000, SIZE).astype(np.int16)
    expected, kept = before.copy(), before.copy()
    sums = PointSums(before)
    # The sums of either sign are more than eight bits hold, and so are some single ones with them.
    for points in [
        *random.integers(-60, 60, 40).tolist(),
        *[MOST, -MOST, 100, 100, 100],
        *[-80] * 9,
    ]:
        flags = random.random(SIZE) < random.random()
        sums.add(bitmaps.pack_flags(flags), points)
        expected[flags] += points
    assert sums.total().tolist() == expected.tolist()
    assert before.tolist() == kept.tolist()


def test_points_that_eight_bits_do_not_hold_are_refused() -> None:
    with pytest.raises(OverflowError):
        PointSums(np.zeros(64, np.int16)).add(bitmaps.pack_flags(np.ones(64, np.bool_)), MOST + 2)
