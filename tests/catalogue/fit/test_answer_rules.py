"""Tasks, settings, places, people and languages."""

import pytest

from catalogue.fit.checks import FitVerdict


@pytest.mark.parametrize(
    ("rows", "weight", "sentence"),
    [
        (("place/ke", "country/ke"), 80, "It is used where you are: Kenya."),
        (
            ("place/m49-014", "_stated/m49-014"),
            50,
            "It is used in the region around Kenya: Eastern Africa.",
        ),
        (
            ("place/m49-002", "_stated/m49-002"),
            30,
            "It is used in the wider region around Kenya: Africa.",
        ),
        (
            ("place/m49-001", "_stated/m49-001"),
            20,
            "It is offered worldwide: World. Nothing is said of Kenya itself.",
        ),
    ],
)
def test_a_place_speaks_less_the_wider_it_is(reason, rows, weight, sentence) -> None:
    found = reason("place", "place=ke", *rows)
    assert (found.weight, found.sentence) == (weight, sentence)


def test_another_country_of_the_region_says_nothing_of_this_one(reason) -> None:
    found = reason("place", "place=ke", "country/ug", "place/ug", "place/m49-014", "place/m49-002")
    assert found.verdict is FitVerdict.UNKNOWN
    assert found.sentence == "Sources name only Uganda; whether it works in Kenya is not known."


def test_a_region_is_met_by_a_country_within_it_and_named_by_it(reason) -> None:
    found = reason("place", "place=m49-014", "country/ug", "place/ug", "place/m49-014")
    assert found.sentence == "It is used where you are: Uganda."


def test_a_missing_language_is_a_reason_against(reason) -> None:
    found = reason("language", "language=ar", "language/en")
    assert (found.verdict, found.weight, found.breaks) == (FitVerdict.CONFLICTS, -30, False)
    assert found.sentence == "Sources name only English, not Arabic."


def test_no_recorded_language_is_not_known(reason) -> None:
    assert reason("language", "language=ar").verdict is FitVerdict.UNKNOWN


def test_two_languages_share_the_points_of_one(judged) -> None:
    found = judged("language=ar&language=en", "language/en")
    assert sorted(one.weight for one in found.reasons if one.rule == "language") == [-15, 20]


def test_another_purpose_is_not_known_and_not_against(reason) -> None:
    found = reason("task", "task=refer", "purpose/family-tracing")
    assert (found.verdict, found.weight) == (FitVerdict.UNKNOWN, 0)
    assert "Family tracing and reunification" in found.sentence


def test_two_tasks_are_not_divided(judged) -> None:
    found = judged("task=refer&task=manage-cases", "purpose/case-management")
    assert [one.weight for one in found.fits if one.rule == "task"] == [100]


def test_a_setting_that_is_alike_counts_in_part(reason) -> None:
    found = reason("what", "what=displacement-camp", "context/armed-conflict")
    assert (found.weight, found.sentence) == (
        20,
        "It is used in a similar setting: Armed conflict.",
    )


def test_a_caseworker_can_hand_over_what_displaced_people_use(reason) -> None:
    found = reason("who", "who=ngo-caseworker", "user/displaced-person")
    assert found.weight == 10
    assert "People whom you may help use it themselves" in found.sentence


def test_girls_are_children(reason) -> None:
    assert reason("whom", "whom=girls", "target_population/children").weight == 15


def test_the_empty_situation_asks_nothing(judged) -> None:
    assert judged("").reasons == ()


def test_a_group_of_countries_is_met_by_any_of_them_and_named_by_it(reason) -> None:
    found = reason("place", "place=gcc", "country/kw", "place/kw", "place/m49-145", "place/m49-142")
    assert found.sentence == "It is used where you are: Kuwait."


def test_the_region_around_a_group_speaks_for_it_in_part(reason) -> None:
    found = reason("place", "place=gcc", "place/m49-145", "_stated/m49-145")
    assert found.weight == 50
    assert "Gulf Cooperation Council" in found.sentence


def test_another_country_says_nothing_of_a_group(reason) -> None:
    found = reason("place", "place=gcc", "country/ke", "place/ke", "place/m49-014", "place/m49-002")
    assert found.verdict is FitVerdict.UNKNOWN
