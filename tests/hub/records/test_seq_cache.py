"""The one cache of values that are made from public facts."""

import gc
import threading
import weakref

import pytest

from hub.records.seq_cache import DerivedValues, SeqCache, clear_caches, on_clear_caches


class Numbers:
    """A catalogue's number, as it is committed and as a page sees it, and how often one made."""

    def __init__(self) -> None:
        self.committed = self.seen = 1
        self.made = 0

    def make(self) -> int:
        self.made += 1
        return self.made


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


@pytest.fixture
def cache(numbers: Numbers) -> SeqCache[int]:
    return SeqCache(lambda: numbers.seen, read_committed=lambda: numbers.committed, max_size=2)


def test_a_value_is_made_once_for_a_number(cache, numbers) -> None:
    assert [cache.get("a", numbers.make) for _ in range(3)] == [1, 1, 1]


def test_a_value_of_another_number_is_made_anew(cache, numbers) -> None:
    cache.get("a", numbers.make)
    numbers.committed = numbers.seen = 2
    assert cache.get("a", numbers.make) == 2


def test_each_key_has_its_own_value(cache, numbers) -> None:
    assert [cache.get(key, numbers.make) for key in ("a", "b", "a")] == [1, 2, 1]


def test_a_page_with_an_older_number_gets_the_newest_value_without_another_making(
    cache, numbers
) -> None:
    numbers.committed = 2
    assert [cache.get("a", numbers.make) for _ in range(2)] == [1, 1]


def test_the_newest_value_is_that_of_the_database(cache, numbers) -> None:
    cache.get("a", numbers.make)
    numbers.committed = 2
    assert cache.get("a", numbers.make) == 1
    assert cache.get_newest("a", numbers.make) == 2


def test_an_outdated_value_can_be_updated(cache, numbers) -> None:
    cache.get("a", numbers.make)
    numbers.committed = numbers.seen = 5
    updated = cache.get("a", numbers.make, update=lambda value, seq: value * 100 + seq)
    assert (updated, numbers.made) == (101, 1)


def test_the_oldest_value_is_dropped_above_the_maximum_size(cache, numbers) -> None:
    assert [cache.get(key, numbers.make) for key in "abcab"] == [1, 2, 3, 4, 5]


def test_a_version_of_the_callers_own_decides_instead_of_the_number(cache, numbers) -> None:
    cache.get_version("a", "first", numbers.make)
    numbers.committed = numbers.seen = 2
    assert cache.get_version("a", "first", numbers.make) == 1
    assert cache.get_version("a", "second", numbers.make) == 2


def test_threads_that_ask_at_once_wait_for_one_making(numbers) -> None:
    cache: SeqCache[int] = SeqCache(lambda: 1)
    begun, go_on = threading.Event(), threading.Event()
    values: list[int] = []

    def slowly() -> int:
        begun.set()
        assert go_on.wait(10)
        return numbers.make()

    threads = [
        threading.Thread(target=lambda: values.append(cache.get("a", slowly))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert values == [1, 1, 1, 1]


def test_an_error_leaves_no_value(cache, numbers) -> None:
    def fail() -> int:
        raise ValueError("no value")

    with pytest.raises(ValueError, match="no value"):
        cache.get("a", fail)
    assert cache.get("a", numbers.make) == 1


def test_all_caches_are_cleared_together(cache, numbers) -> None:
    other: SeqCache[int] = SeqCache(lambda: 1)
    cleared: list[str] = []
    on_clear_caches(lambda: cleared.append("another"))
    for each in (cache, other):
        each.get("a", numbers.make)
    clear_caches()
    assert [each.get("a", numbers.make) for each in (cache, other)] == [3, 4]
    assert "another" in cleared


def test_a_cache_without_references_is_collected() -> None:
    cache: SeqCache[int] = SeqCache(lambda: 1)
    reference = weakref.ref(cache)
    del cache
    gc.collect()
    assert reference() is None


def test_derived_values_are_made_once_for_each_key(numbers) -> None:
    derived = DerivedValues()
    assert [derived.get(key, numbers.make) for key in ("a", "a", "b")] == [1, 1, 2]


def test_derived_values_are_bounded(numbers) -> None:
    derived = DerivedValues(max_size=2)
    assert [derived.get(key, numbers.make) for key in "abca"] == [1, 2, 3, 4]
