"""Safety, evidence, status and scope."""

import pytest

from catalogue.fit.checks import FitVerdict

ANY = "task=refer"


def test_an_inferred_risk_counts_half_and_says_so(reason) -> None:
    found = reason("risks", ANY, "safeguard/risk-surveillance", "_inferred/risk-surveillance")
    assert found.weight == -5
    assert found.sentence.startswith("An editor infers from the technique: ")


def test_a_stated_risk_counts_in_full(reason) -> None:
    assert reason("risks", ANY, "safeguard/risk-surveillance").weight == -10


def test_a_caution_speaks_against(reason) -> None:
    found = reason("caution", ANY, "_caution/noted")
    assert (found.verdict, found.names) == (FitVerdict.CONFLICTS, ("Caution",))


def test_safeguards_speak_for(reason) -> None:
    found = reason("safeguards", ANY, "safeguard/encryption", "safeguard/role-based-access")
    assert found.verdict is FitVerdict.FITS
    assert "Encrypted in transit and at rest" in found.sentence


def test_data_taken_is_no_safeguard(reason) -> None:
    assert reason("safeguards", ANY, "safeguard/personal-data").verdict is FitVerdict.UNKNOWN


def test_being_made_for_trafficking_counts_outside_a_crisis(reason) -> None:
    assert reason("made-for", "what=online", "scope/dedicated").weight == 5


def test_what_nobody_recorded_of_its_purpose_is_said_and_no_reason_against(reason) -> None:
    found = reason("made-for", "what=online")
    assert (found.verdict, found.weight) == (FitVerdict.UNKNOWN, 0)
    assert found.sentence == (
        "“Made for” is not recorded: whether it was made against trafficking is not known."
    )


def test_a_general_purpose_is_known_and_no_reason_at_all(judged) -> None:
    found = judged("what=online", "scope/adjacent")
    assert not [one for one in found.reasons if one.rule == "made-for"]


@pytest.mark.parametrize("setting", ["displacement-camp", "armed-conflict", "disaster"])
def test_being_general_is_no_fault_in_a_crisis(judged, setting) -> None:
    own = judged(f"what={setting}", "scope/dedicated")
    general = judged(f"what={setting}", "scope/adjacent")
    assert own.weight == general.weight


def test_a_research_result_is_no_service(reason) -> None:
    assert reason("status", "who=ngo-caseworker", "status/research-output").weight == -20


def test_a_research_result_is_what_researchers_look_for(judged) -> None:
    found = judged("who=researcher", "status/research-output")
    assert not [one for one in found.reasons if one.rule == "status"]


def test_evidence_of_harm_weighs_more_than_good_evidence(reason) -> None:
    harm = reason("evidence", ANY, "evidence_level/evidence-of-harm")
    good = reason("evidence", ANY, "evidence_level/independent-evaluation")
    assert -harm.weight > good.weight


def test_where_somebody_watches_a_disguise_helps(reason) -> None:
    found = reason("watched", "what=repressive-setting", "safeguard/disguise-quick-exit")
    assert found.weight == 20


def test_where_somebody_watches_a_danger_outweighs_a_disguise(reason) -> None:
    found = reason(
        "watched",
        "what=repressive-setting",
        "safeguard/disguise-quick-exit",
        "safeguard/risk-surveillance",
    )
    assert found.weight == -20


def test_an_unchecked_record_is_not_known(reason) -> None:
    found = reason("verification", ANY, "verification/unreviewed")
    assert found.sentence == "Nobody has checked its record yet: Unreviewed."
