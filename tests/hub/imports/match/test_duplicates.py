"""What looks like the same."""

import pytest

from hub.imports.match.duplicates import DuplicateFinder, Traits, blocking_keys, canonical_address
from hub.imports.record_types import importer_for

TOOL, EVENT = importer_for("tool"), importer_for("event")


def like(first, second, kind=TOOL):
    finder = DuplicateFinder()
    finder.add(7, Traits.of(kind, first))
    return [(match.score >= 88, match.reason) for match in finder.find(Traits.of(kind, second))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Traffik Analysis Hub", "Traffic Analysis Hub"),
        ("Traffik Analysis Hub", "Hub, Traffik Analysis"),
        ("Freedom Signal", "Freedom Signals"),
        ("Stop the Traffik App", "Stop Traffik App"),
        ("Polaris", "Polariss"),
        ("人口贩运数据中心", "人口贩运数据中央"),
    ],
)
def test_names_that_are_nearly_alike_are_found(one, other):
    assert like({"name": one}, {"name": other}) == [(True, "similar")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Safe Case", "Bright Lantern"),
        ("Annual Report 2021", "Annual Report 2022"),
        ("Phase 1 pilot", "Phase 2 pilot"),
    ],
)
def test_names_of_two_things_are_not(one, other):
    assert like({"name": one}, {"name": other}) == []


def test_the_same_address_is_found_under_any_name():
    found = like(
        {"name": "A", "url": "https://www.x.org/a/"}, {"name": "B", "url": "http://x.org/a"}
    )
    assert found == [(True, "url")]


def test_events_of_two_years_are_two_events():
    first = {"name": "Alliance Conference", "start": "2021-04"}
    assert like(first, first | {"start": "2022-04"}, EVENT) == []
    assert like(first, first | {"start": "2021"}, EVENT) == [(True, "name")]


def test_what_very_many_share_says_nothing_of_one():
    finder = DuplicateFinder()
    for who in range(1, 60):
        finder.add(who, Traits.of(TOOL, {"name": f"Tool {who}", "url": "https://github.com"}))
    assert finder.find(Traits.of(TOOL, {"name": "New", "url": "https://github.com"})) == []


def test_a_row_is_like_rows_before_it_only():
    finder = DuplicateFinder()
    traits = Traits.of(TOOL, {"name": "Safe Case"})
    finder.add(-5, traits)
    assert (finder.find(traits, 5), len(finder.find(traits, 6))) == ([], 1)


def test_addresses_are_compared_without_what_makes_no_difference():
    assert (
        canonical_address("HTTP://WWW.Example.org/a/?utm_source=x&b=1#top") == "example.org/a?b=1"
    )


def test_names_in_another_order_share_their_blocks():
    assert set(blocking_keys("hub analysis")) == set(blocking_keys("analysis hub"))
