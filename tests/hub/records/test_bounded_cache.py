"""Values that are kept in a process, up to a number of bytes."""

import pytest

from hub.records.bounded_cache import BoundedCache


@pytest.fixture
def bounded():
    def make(max_bytes):
        return BoundedCache(max_bytes, len)

    return make


def test_what_is_kept_stays_within_its_bounds(bounded):
    cache = bounded(1000)
    for number in range(50):
        cache.put(str(number), b"x" * 300)
    assert (len(cache.values), cache.size) == (3, 900)


def test_the_value_used_last_stays_longest(bounded):
    cache = bounded(700)
    for key in ("a", "b"):
        cache.put(key, b"x" * 300)
    cache.get("a")
    cache.put("c", b"x" * 300)
    assert list(cache.values) == ["a", "c"]


def test_a_value_larger_than_the_bounds_is_not_kept(bounded):
    cache = bounded(100)
    cache.put("a", b"x" * 300)
    assert (len(cache.values), cache.size) == (0, 0)


def test_a_value_that_stands_for_another_is_counted_once(bounded):
    cache = bounded(1000)
    cache.put("a", b"x" * 300)
    cache.put("a", b"x" * 200)
    assert (cache.get("a"), cache.size) == (b"x" * 200, 200)
