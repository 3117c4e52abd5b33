"""Every reason names a fact that stands on the tool's page."""

import json
from pathlib import Path

import pytest
from django.http import QueryDict

from catalogue.fit.checks import FitVerdict, Reason, signed_points
from catalogue.fit.explanation import assess_tool
from catalogue.fit.rules import relevant_schemes
from catalogue.fit.situation import Situation, read_situation
from catalogue.models import Tool
from hub.search_engine.snapshot_cache import get_snapshot
from tests.plugins.drill import WHOLE

SCENARIOS = json.loads((Path(__file__).parents[2] / "data" / "scenarios.json").read_text())
SITUATIONS = [one["situation"] for one in SCENARIOS]
SLOW_TOOLS = slice(None) if WHOLE else slice(5, None, 10)


# One in so many.
@pytest.mark.parametrize(
    "tools",
    [slice(None, None, 10), pytest.param(SLOW_TOOLS, marks=pytest.mark.drill)],
    ids=["some", "more"],
)
def test_every_sentence_names_facts_that_stand_on_the_tools_page(
    starter: None, visit, tools: slice
) -> None:
    snapshot = get_snapshot("tool")
    situations = [read_situation(QueryDict(words)) for words in SITUATIONS]
    for number, tool in enumerate(Tool.objects.published()[tools]):
        page = visit(tool.get_absolute_url()).text
        for situation in situations[number % 4 :: 4]:
            for reason in assess_tool(snapshot, tool.pk, situation).reasons:
                assert named_on(page, reason), (tool.slug, reason)


def named_on(page: str, reason: Reason) -> bool:
    """The sentence names at least one fact, and all that it names are there."""
    in_sentence = [name for name in reason.names if name in reason.sentence]
    return bool(in_sentence) and all(name in page for name in reason.names)


def test_a_tool_that_nobody_may_see_has_no_reasons(starter: None) -> None:
    with pytest.raises(LookupError):
        assess_tool(get_snapshot("tool"), 10**9, Situation(who=("survivor",)))


def test_broken_limits_come_first_and_then_the_weightiest(judged) -> None:
    found = judged(
        "task=refer&limit=no-budget&language=ar", "access/paid", "language/en", "purpose/outreach"
    )
    weights = [abs(one.weight) for one in found.reasons]
    assert found.reasons[0].breaks
    assert weights[1:] == sorted(weights[1:], reverse=True)


@pytest.mark.parametrize(
    ("tenths", "printed"), [(100, "+10"), (-5, "−0.5"), (0, "0"), (34, "+3.4"), (-120, "−12")]
)
def test_points_are_printed_with_their_sign(tenths: int, printed: str) -> None:
    assert signed_points(tenths) == printed


def test_what_matters_follows_from_what_was_answered(starter: None) -> None:
    found = relevant_schemes(Situation(limit=("no-internet",), language=("ar",)))
    assert {"connectivity", "language", "safeguard", "status", "caution"} <= found
    assert not {"purpose", "context", "user"} & found


def test_nothing_matters_to_the_empty_situation(starter: None) -> None:
    assert relevant_schemes(Situation()) == frozenset()


def test_each_verdict_is_kept_apart(judged) -> None:
    found = judged("task=refer&language=ar", "purpose/referral-directory", "language/en")
    assert {one.verdict for one in found.fits} == {FitVerdict.FITS}
    assert {one.verdict for one in found.conflicts} == {FitVerdict.CONFLICTS}
    assert {one.verdict for one in found.unknown} == {FitVerdict.UNKNOWN}
