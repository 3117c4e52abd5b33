import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.search_engine import bitmaps

FLAGS = st.lists(st.booleans(), min_size=1, max_size=300).map(np.array)


@given(FLAGS)
def test_flags_come_back_from_words(flags: np.ndarray) -> None:
    words = bitmaps.pack_flags(flags)
    assert (bitmaps.unpack_flags(words)[: len(flags)] == flags).all()
    assert bitmaps.popcount(words) == flags.sum()


@given(FLAGS)
def test_positions_are_the_set_bits(flags: np.ndarray) -> None:
    places = bitmaps.positions(bitmaps.pack_flags(flags))
    assert places.tolist() == np.flatnonzero(flags).tolist()
    assert (bitmaps.pack_positions(places, len(flags)) == bitmaps.pack_flags(flags)).all()


@given(FLAGS, st.integers(0, 50), st.integers(0, 30))
def test_some_are_a_slice_of_all(flags: np.ndarray, start: int, length: int) -> None:
    words = bitmaps.pack_flags(flags)
    start = min(start, int(flags.sum()))
    expected = np.flatnonzero(flags)[start : start + length].tolist()
    assert bitmaps.slice_positions(words, start, start + length).tolist() == expected


@given(st.integers(0, 2**32), st.integers(1, 70), st.integers(1, 5_000))
def test_rows_are_counted_as_one_would_count_them(seed: int, height: int, size: int) -> None:
    random = np.random.default_rng(seed)
    flags, chosen = random.random((height, size)) < 0.3, random.random(size) < 0.5
    matrix = np.array([bitmaps.pack_flags(row) for row in flags])
    counted = bitmaps.count_rows(matrix, bitmaps.pack_flags(chosen))
    assert counted.tolist() == (flags & chosen).sum(axis=1).tolist()


def test_wide_rows_are_counted_in_blocks() -> None:
    flags = np.ones((2, bitmaps.BLOCK_WORDS * 64 + 100), np.bool_)
    matrix = np.array([bitmaps.pack_flags(row) for row in flags])
    assert bitmaps.count_rows(matrix, matrix[0]).tolist() == [flags.shape[1]] * 2


def test_a_scratch_buffer_is_zero_after_use() -> None:
    bitmaps.pack_positions(np.array([1, 5]), 64)
    assert not bitmaps.scratch_array("flags", 64, np.bool_).any()
