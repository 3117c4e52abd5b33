"""Limits in the hard cases: several ways of use, silence, known to be none."""

from catalogue.fit.checks import FitVerdict
from catalogue.fit.limits import LIMITS, LimitStep


def test_text_messages_beside_internet_work_without_internet(reason) -> None:
    found = reason(
        "limit", "limit=no-internet", "connectivity/sms-only", "connectivity/internet-required"
    )
    assert found.verdict is FitVerdict.FITS
    assert found.sentence == "It works without internet: Works by SMS."


def test_internet_alone_breaks_the_limit(reason) -> None:
    found = reason("limit", "limit=no-internet", "connectivity/internet-required")
    assert found.breaks
    assert found.sentence == (
        "It does not work without internet: sources name only Internet needed."
    )


def test_a_smartphone_alone_is_a_reason_against_and_no_exclusion(reason) -> None:
    found = reason("limit", "limit=no-internet", "connectivity/smartphone")
    assert (found.verdict, found.breaks) == (FitVerdict.CONFLICTS, False)


def test_a_silent_record_is_not_known(reason) -> None:
    found = reason("limit", "limit=no-internet")
    assert (found.verdict, found.weight) == (FitVerdict.UNKNOWN, 0)


def test_needing_nothing_keeps_within_the_limit(reason) -> None:
    found = reason("limit", "limit=no-internet", "connectivity/known-none")
    assert found.sentence == "It works without internet: Known: none."


def test_what_can_be_called_is_not_broken_by_text_only(reason) -> None:
    found = reason(
        "limit", "limit=sms-only", "connectivity/voice-call", "connectivity/messaging-app"
    )
    assert (found.verdict, found.weight) == (FitVerdict.FITS, 20)


def test_free_code_keeps_within_no_budget_in_part(reason) -> None:
    found = reason("limit", "limit=no-budget", "access/open-source-self-run")
    assert (found.verdict, found.weight) == (FitVerdict.FITS, 20)


def test_members_only_does_not_say_that_it_is_free(reason) -> None:
    found = reason("limit", "limit=no-budget", "access/member-only")
    assert (found.verdict, found.breaks) == (FitVerdict.CONFLICTS, False)


def test_sensitive_data_that_leave_only_as_totals_break_nothing(reason) -> None:
    found = reason(
        "limit",
        "limit=no-sensitive-data",
        "safeguard/special-category-data",
        "safeguard/anonymised-output",
    )
    assert found.verdict is FitVerdict.FITS


def test_names_alone_are_not_sensitive_but_speak_against(reason) -> None:
    found = reason("limit", "limit=no-sensitive-data", "safeguard/personal-data")
    assert (found.verdict, found.breaks) == (FitVerdict.CONFLICTS, False)


def test_names_break_the_limit_on_all_data_about_people(reason) -> None:
    assert reason("limit", "limit=no-personal-data", "safeguard/personal-data").breaks


def test_limits_are_not_divided(judged) -> None:
    found = judged(
        "limit=no-internet&limit=no-budget", "connectivity/offline-first", "access/free-public"
    )
    assert [one.weight for one in found.fits if one.rule == "limit"] == [40, 40]


def test_police_tools_are_closed_to_a_caseworker(reason) -> None:
    found = reason("open", "who=ngo-caseworker", "access/law-enforcement-only")
    assert found.breaks
    assert found.sentence == "It is not open to you: Law enforcement only."


def test_police_tools_are_open_where_one_of_the_readers_is_police(judged) -> None:
    found = judged("who=ngo-caseworker&who=law-enforcement", "access/law-enforcement-only")
    assert not found.breaks


def test_police_tools_are_not_hidden_from_those_who_do_not_say_who_they_are(judged) -> None:
    assert not judged("task=investigate", "access/law-enforcement-only").breaks


def test_ways_that_keep_a_limit_stand_before_those_that_break_it() -> None:
    for limit in LIMITS:
        order = [step for step, _rows, _sentence in limit.steps]
        if LimitStep.BREAKS in order and LimitStep.FITS in order:
            assert order.index(LimitStep.FITS) < order.index(LimitStep.BREAKS)
