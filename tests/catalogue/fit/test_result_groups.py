"""Which tool stands in which group, and which order is claimed."""

import pytest
from django.http import QueryDict

from catalogue.fit.ranking import GROUP_PER_PAGE, PREVIEW, build_result
from catalogue.fit.result_groups import FitGroup
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import Situation, read_situation
from catalogue.models import Tool
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import term_cache

DOES = ("purpose/case-management",)
OFFLINE, ONLINE = "connectivity/offline-first", "connectivity/internet-required"
CASES = Situation(task=("manage-cases",), limit=("no-internet",))
IN_CAMP = Situation(task=("manage-cases",), what=("displacement-camp",))
HOTLINE = ("purpose/helpline-contact",)
KENYAN = ("country/ke", "place/ke", "place/m49-014", "_stated/m49-014")
UGANDAN = ("country/ug", "place/ug", "place/m49-014", "_stated/m49-014")


@pytest.fixture
def result(terms, snapshot_of):
    def build(situation: Situation, *tools, **options):
        scoring = Scoring(snapshot_of(tools), checks_of(situation, terms), ended=False)
        chosen = {"group": None, "page": 1, "show_broken": False} | options
        return build_result(scoring, terms=terms, **chosen)

    return build


def groups(found) -> dict[str, int]:
    return {part.group.value: part.total for part in (found.shown, *found.folded) if part.total}


@pytest.mark.parametrize(
    ("situation", "rows", "group"),
    [
        (CASES, (*DOES, OFFLINE), "does"),
        (CASES, (*DOES, "connectivity/smartphone"), "near"),  # speaks against the limit
        (CASES, DOES, "unknown"),  # nobody knows whether it works without internet
        (CASES, ("purpose/family-tracing", OFFLINE), "unknown"),
        (IN_CAMP, (*DOES, "context/displacement-camp"), "does"),
        (IN_CAMP, (*DOES, "context/armed-conflict"), "does"),  # a setting that is alike
        (IN_CAMP, (*DOES, "context/online"), "unknown"),
        (IN_CAMP, DOES, "unknown"),
        (Situation(task=("refer",)), HOTLINE, "near"),
        (Situation(what=("displacement-camp",)), ("context/armed-conflict",), "near"),
        (Situation(who=("survivor",)), ("user/survivor",), "does"),
        (Situation(who=("survivor",)), (), "unknown"),
    ],
)
def test_each_tool_stands_in_its_group(result, situation, rows, group) -> None:
    assert groups(result(situation, rows)) == {group: 1}


def test_a_setting_that_is_not_known_stands_behind_one_that_fits(result) -> None:
    better = (*DOES, "user/ngo-caseworker", "status/active", "evidence_level/user-study")
    asked = Situation(who=("ngo-caseworker",), task=("manage-cases",), what=("displacement-camp",))
    found = result(asked, (*better, "context/online"), (*DOES, "context/displacement-camp"))
    assert [one.pk for one in found.shown.assessments] == [2]


def test_a_collector_of_photos_of_hotel_rooms_is_not_offered_first_in_a_war(starter) -> None:
    situation = read_situation(QueryDict("who=ngo-caseworker&what=armed-conflict&task=identify"))
    scoring = Scoring(get_snapshot("tool"), checks_of(situation, term_cache()), ended=False)
    pk = Tool.objects.get(slug="traffickcam").pk
    unknown = scoring.best_of_groups([FitGroup.UNKNOWN], 0, 400)
    assert pk in unknown
    assert pk not in unknown[:3]


@pytest.mark.parametrize("who", ["survivor", "parent-educator", "child-youth"])
@pytest.mark.parametrize("user", ["online-platform", "hotline-analyst", "law-enforcement"])
def test_what_is_made_for_others_is_for_professionals_only(result, who, user) -> None:
    found = result(Situation(who=(who,)), (f"user/{user}",), ("user/general-public",), ())
    assert groups(found)["professional"] == 1


def test_a_professional_is_offered_what_is_made_for_other_professionals(result) -> None:
    found = result(Situation(who=("ngo-caseworker", "survivor")), ("user/law-enforcement",))
    assert "professional" not in groups(found)


def test_help_of_another_country_stands_behind_and_only_comes_near(result) -> None:
    asked = Situation(place=("ke",), task=("get-help",))
    found = result(asked, (*HOTLINE, *UGANDAN), (*HOTLINE, *KENYAN), HOTLINE)
    assert groups(found) == {"does": 2, "near": 1}
    assert found.elsewhere == {1}


def test_help_of_another_country_stands_behind_what_is_worse_in_all_else(result) -> None:
    asked = Situation(place=("ke",), task=("report",))
    found = result(asked, (*HOTLINE, *UGANDAN), HOTLINE, group=FitGroup.NEAR)
    assert [one.pk for one in found.shown.assessments] == [2, 1]
    assert found.shown.assessments[1].weight > found.shown.assessments[0].weight


def test_where_no_help_is_asked_for_a_hotline_elsewhere_is_only_marked(result) -> None:
    asked = Situation(place=("ke",), task=("manage-cases",))
    found = result(asked, (*DOES, *HOTLINE, *UGANDAN))
    assert groups(found) == {"does": 1}
    assert found.elsewhere == {1}


def test_help_in_the_whole_world_is_of_no_other_country(result) -> None:
    worldwide = (*HOTLINE, *UGANDAN, "_stated/m49-001", "place/m49-001")
    assert not result(Situation(place=("ke",), task=("get-help",)), worldwide).elsewhere


def test_what_breaks_a_limit_is_a_group_on_request(result) -> None:
    tools = ((*DOES, ONLINE), (*DOES, OFFLINE))
    assert groups(result(CASES, *tools)) == {"does": 1}
    assert groups(result(CASES, *tools, show_broken=True)) == {"does": 1, "broken": 1}


def test_each_group_has_its_page(result) -> None:
    tools = [(*DOES, OFFLINE)] * 30 + [DOES] * 9
    first = result(CASES, *tools)
    assert (len(first.shown.assessments), first.ranking.pages) == (GROUP_PER_PAGE, 3)
    assert len(first.folded[0].assessments) == PREVIEW
    last = result(CASES, *tools, page=3)
    assert len(last.shown.assessments) == 30 - 2 * GROUP_PER_PAGE
    unknown = result(CASES, *tools, group=FitGroup.UNKNOWN)
    assert len(unknown.shown.assessments) == 9


def test_an_order_is_claimed_where_nothing_open_could_turn_it(result) -> None:
    known = (
        *DOES, OFFLINE, "access/free-public", "status/active", "evidence_level/user-study",
        "scope/dedicated", "safeguard/encryption", "verification/unreviewed",
    )  # fmt: skip
    worse = (*known, "_caution/noted", "safeguard/risk-retaliation", "verification/disputed")
    found = result(CASES, worse, known)
    assert found.places == {2: (1, 1), 1: (2, 2)}


def test_where_what_is_not_known_could_turn_the_order_tools_are_alike(result) -> None:
    better = (*DOES, OFFLINE, "evidence_level/user-study")
    found = result(CASES, (*DOES, OFFLINE), better)
    assert [one.pk for one in found.shown.assessments] == [2, 1]
    assert found.places == {2: (1, 2), 1: (1, 2)}


def test_the_question_that_alone_would_decide_for_most_comes_first(result) -> None:
    asked = Situation(task=("manage-cases",), limit=("no-internet", "no-budget"))
    found = result(
        asked,
        (*DOES, "access/free-public"),  # only the limit on internet is open
        (*DOES, "access/free-public"),
        (*DOES, OFFLINE),  # only the limit on money is open
        DOES,  # both are
    )
    assert [(one.answer, one.tools) for one in found.open_questions] == [
        ("no-internet", 2),
        ("no-budget", 1),
    ]
