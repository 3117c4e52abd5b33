"""Regions and groups of countries: every one with its members, its source and six languages."""

import json
import re

import pytest

from catalogue.models.organisation import matching_key
from hub.vocabulary.country_groups import country_groups, m49_regions, other_places, region_labels
from hub.vocabulary.country_names import (
    DATA,
    SIX_LANGUAGES,
    country_codes,
    country_spellings,
    shared_country_names,
)
from hub.vocabulary.vocabulary_loader import read_labels, read_schemes

REGIONS, GROUPS = m49_regions(), country_groups()
EVERY = [*REGIONS.values(), *GROUPS.values()]
CODES = {code.lower() for code in country_codes()}


@pytest.mark.parametrize("group", EVERY, ids=lambda group: group.slug)
def test_each_is_called_something_in_six_languages(group):
    assert {language for language in SIX_LANGUAGES if not group.label(language)} == set()
    assert set(group.names) == set(SIX_LANGUAGES)


@pytest.mark.parametrize("group", EVERY, ids=lambda group: group.slug)
def test_each_holds_countries_that_there_are_and_lies_within_its_wider_region(group):
    assert len(group.members) == len(set(group.members)) > 1
    assert set(group.members) <= CODES
    assert set(group.members) <= set(REGIONS[group.wider].members if group.wider else CODES)


@pytest.mark.parametrize("group", GROUPS.values(), ids=lambda group: group.slug)
def test_each_group_says_whose_list_it_is_and_since_when(group):
    assert group.source
    assert group.official != group.source.startswith("No official list")
    assert bool(group.since) or set(group.members) == {
        code for slug in group.regions for code in REGIONS[slug].members
    }
    assert re.fullmatch(r"(\d{4}-\d\d-\d\d)?", group.since)


def test_the_wider_region_is_the_nearest():
    for group in GROUPS.values():
        around = [
            region
            for region in REGIONS.values()
            if set(group.members) <= set(region.members) and region.slug not in group.regions
        ]
        nearest = min(around, key=lambda region: len(region.members), default=None)
        assert group.wider == (nearest.slug if nearest else ""), group.slug


def test_every_region_of_the_vocabulary_is_there():
    scheme = next(scheme for scheme in read_schemes() if scheme["slug"] == "region")
    assert {term["slug"] for term in scheme["terms"]} - {"m49-001"} == set(REGIONS)


def test_no_name_is_that_of_two():
    names: dict[str, set[str]] = {}
    for group in EVERY:
        for _language, text in group.all_names():
            names.setdefault(matching_key(text), set()).add(group.slug)
    assert {name: slugs for name, slugs in names.items() if len(slugs) > 1} == {}


def test_no_region_is_called_as_a_country_is_but_micronesia_and_southern_africa_in_russian():
    countries = {matching_key(name) for code in country_codes() for name in country_spellings(code)}
    regions = {matching_key(text): text for group in EVERY for _language, text in group.all_names()}
    same = {text for key, text in regions.items() if key in countries}
    assert same == {"Micronesia", "Южная Африка"}


def test_a_group_has_the_slug_of_no_country_and_no_region():
    assert set(GROUPS).isdisjoint(CODES | set(REGIONS))


@pytest.mark.parametrize(
    ("slug", "members"),
    [
        ("gcc", "ae bh kw om qa sa"),
        ("ecowas", "bj ci cv gh gm gn gw lr ng sl sn tg"),
        ("eac", "bi cd ke rw so ss tz ug"),
        ("northern-triangle", "gt hn sv"),
        ("asean", "bn id kh la mm my ph sg th tl vn"),
    ],
)
def test_members_are_those_of_the_body(slug, members):
    assert set(GROUPS[slug].members) == set(members.split())


def test_sub_saharan_africa_is_africa_without_the_north():
    north = set(REGIONS["m49-015"].members)
    assert set(GROUPS["sub-saharan-africa"].members) == set(REGIONS["m49-002"].members) - north


def test_regions_have_their_names_on_pages_from_here_alone():
    labels = [row for row in read_labels() if row["scheme"] == "region"]
    written = json.loads((DATA / "alternative_labels.json").read_text(encoding="utf-8"))
    assert not [row for row in written if row["scheme"] == "region"]
    texts = {
        (row["slug"], each["language"], each["label"]) for row in labels for each in row["labels"]
    }
    assert texts == set(region_labels())


def test_shared_names_are_of_several_countries_in_six_languages():
    for shared in shared_country_names():
        assert len(shared.codes) > 1
        assert {code.lower() for code in shared.codes} <= CODES
        assert {language for language, _name in shared.names} >= set(SIX_LANGUAGES)


def test_other_places_are_no_region():
    names = {matching_key(text) for group in EVERY for _language, text in group.all_names()}
    assert names.isdisjoint(map(matching_key, other_places()))
