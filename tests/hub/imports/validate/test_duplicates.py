"""What looks like the same."""

import pytest

from hub.imports.match.duplicates import DuplicateFinder, Traits, blocks, canonical_address
from hub.imports.record_types import importer_for

TOOL, EVENT = importer_for("tool"), importer_for("event")


def like(first, second, kind=TOOL):
    held = DuplicateFinder()
    held.add(7, Traits.of(kind, first))
    return [(one.score >= 88, one.why) for one in held.like(Traits.of(kind, second))]


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
    held = DuplicateFinder()
    for who in range(1, 60):
        held.add(who, Traits.of(TOOL, {"name": f"Tool {who}", "url": "https://github.com"}))
    assert held.like(Traits.of(TOOL, {"name": "New", "url": "https://github.com"})) == []


def test_a_row_is_like_rows_before_it_only():
    held = DuplicateFinder()
    traits = Traits.of(TOOL, {"name": "Safe Case"})
    held.add(-5, traits)
    assert (held.like(traits, 5), len(held.like(traits, 6))) == ([], 1)


def test_addresses_are_compared_without_what_makes_no_difference():
    assert (
        canonical_address("HTTP://WWW.Example.org/a/?utm_source=x&b=1#top") == "example.org/a?b=1"
    )


def test_names_in_another_order_share_their_blocks():
    assert set(blocks("hub analysis")) == set(blocks("analysis hub"))
