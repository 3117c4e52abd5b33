"""What could be carried over from a similar setting elsewhere."""

import pytest
from django.http import QueryDict

from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import read_situation
from catalogue.fit.transfer import TransferCandidate, transfer_candidates
from catalogue.models import Deployment, Tool
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import term_cache


def found(address: str) -> dict[str, TransferCandidate]:
    situation = read_situation(QueryDict(address))
    field = Scoring(get_snapshot("tool"), checks_of(situation, term_cache()), ended=False)
    slugs = dict(Tool.objects.values_list("pk", "slug"))
    return {slugs[one.pk]: one for one in transfer_candidates(field, situation)}


def notes(candidate: TransferCandidate) -> set[str]:
    return set(Deployment.objects.filter(pk__in=candidate.notes).values_list("slug", flat=True))


def test_a_tool_with_a_note_from_such_a_setting_elsewhere_comes_first(starter: None) -> None:
    carried = found("what=migration-route&place=ke&task=keep-papers")
    assert next(iter(carried)) == "redsafe"
    assert notes(carried["redsafe"]) == {
        "redsafe-southern-africa",
        "redsafe-mexico-central-america",
    }


def test_a_note_from_here_is_not_from_elsewhere(starter: None) -> None:
    carried = found("what=migration-route&place=mx&task=keep-papers")
    assert notes(carried["redsafe"]) == {"redsafe-southern-africa"}


def test_a_setting_that_is_alike_is_named_with_the_one_asked_for(starter: None) -> None:
    carried = found("what=urban-displacement&task=trace-family")
    assert ("urban-displacement", "displacement-camp") in carried["primero"].settings


def test_what_is_known_to_break_a_limit_is_not_carried_over(starter: None) -> None:
    assert "gbvims" in found("what=overlapping-emergencies&task=manage-cases")
    assert "gbvims" not in found("what=overlapping-emergencies&task=manage-cases&limit=no-internet")


def test_what_does_something_else_is_not_carried_over(starter: None) -> None:
    assert "redsafe" not in found("what=migration-route&task=follow-money")


def test_without_a_place_the_same_setting_is_not_called_elsewhere(starter: None) -> None:
    assert "cpims" not in found("what=displacement-camp&task=manage-cases")


@pytest.mark.parametrize("address", ["place=ke&task=refer", "task=refer"])
def test_without_a_setting_nothing_is_alike(starter: None, address: str) -> None:
    assert found(address) == {}


def test_at_most_five_are_offered(starter: None) -> None:
    assert len(found("what=displacement-camp")) == 5  # eighteen would do
