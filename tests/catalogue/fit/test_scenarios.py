"""Written situations: what must be among the first ten, what must not be recommended, and why."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from catalogue.fit.explanation import assess_tool
from catalogue.fit.ranking import PREVIEW, rank
from catalogue.fit.result_groups import FitGroup, listed_groups
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import read_situation
from catalogue.models import Tool
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import term_cache

SCENARIOS = json.loads((Path(__file__).parents[2] / "data" / "scenarios.json").read_text())
by_name = pytest.mark.parametrize("scenario", SCENARIOS, ids=[one["name"] for one in SCENARIOS])


def first_ten(scenario: dict[str, Any]) -> list[str]:
    """The slugs of the tools that the first page shows first."""
    found = rank(get_snapshot("tool"), read_situation(QueryDict(scenario["situation"])))
    slugs = dict(Tool.objects.values_list("pk", "slug"))
    return [slugs[one.pk] for one in found.assessments[:10]]


def test_there_are_at_least_sixty_situations() -> None:
    assert len(SCENARIOS) >= 60


@by_name
def test_the_right_tools_are_among_the_first_ten(scenario: dict[str, Any], starter: None) -> None:
    assert set(scenario["first_ten"]) <= set(first_ten(scenario))


def grouped(scenario: dict[str, Any]) -> dict[str, list[str]]:
    """The slugs of the tools of each group, the best first."""
    situation = read_situation(QueryDict(scenario["situation"]))
    slugs = dict(Tool.objects.values_list("pk", "slug"))
    scoring = Scoring(get_snapshot("tool"), checks_of(situation, term_cache()), ended=False)
    return {
        group: [slugs[pk] for pk in scoring.best_of_groups([group], 0, 1000)] for group in FitGroup
    }


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if one.get("first_near")])
def test_what_does_something_near_leads_those_that_come_near(scenario, starter: None) -> None:
    assert set(scenario["first_near"]) <= set(grouped(scenario)["near"][:PREVIEW])


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if "not_known" in one])
def test_what_is_not_known_to_suit_is_not_among_those_that_do(scenario, starter: None) -> None:
    groups = grouped(scenario)
    assert set(scenario["not_known"]) <= set(groups["unknown"])
    assert set(scenario.get("behind", ())) <= set(groups["near"][10:])
    assert set(scenario.get("professional", ())) <= set(groups["professional"])


@by_name
def test_the_wrong_tools_are_not_recommended(scenario: dict[str, Any], starter: None) -> None:
    known = set(Tool.objects.values_list("slug", flat=True))
    assert set(scenario["not_recommended"]) <= known
    groups = grouped(scenario)
    recommended = {slug for group in listed_groups(show_broken=False) for slug in groups[group]}
    assert not set(scenario["not_recommended"]) & recommended


@by_name
def test_the_reasons_are_named(scenario: dict[str, Any], starter: None) -> None:
    situation = read_situation(QueryDict(scenario["situation"]))
    pks = dict(Tool.objects.values_list("slug", "pk"))
    for expected in scenario["reasons"]:
        found = assess_tool(get_snapshot("tool"), pks[expected["tool"]], situation)
        said = [one.sentence for one in found.reasons if one.verdict == expected["verdict"]]
        assert any(expected["says"] in sentence for sentence in said), (expected, said)


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if one.get("nothing_fits")])
def test_where_nothing_fits_the_limit_to_drop_is_named(
    scenario: dict[str, Any], starter: None
) -> None:
    found = rank(get_snapshot("tool"), read_situation(QueryDict(scenario["situation"])))
    assert found.fitting == 0
    assert found.broken_limits[0].answer == scenario["drop"]
    assert found.broken_limits[0].freed > 0
    assert found.nearest
