"""What is typed is read as a row of an import is."""

import pytest

from hub.curation.suggestions.fact_reader import TypedFact, may_be_none, read_facts
from hub.imports.record_types import importer_for

pytestmark = pytest.mark.django_db


def read(kind, stored=None, given=None, **texts):
    typed = [TypedFact(name, "known", text) for name, text in texts.items()]
    facts = read_facts(importer_for(kind), typed, stored, given)
    return {fact.typed.name: fact for fact in facts}


def test_terms_are_read_by_any_of_their_names(make_term):
    make_term("access/free", label="Free for anyone")
    assert read("tool", access="free for anyone")["access"].value["access"] == ["free"]


def test_a_word_that_is_no_term_is_left_to_a_curator(make_term):
    make_term("access/free", label="Free for anyone")
    fact = read("tool", access="with a voucher")["access"]
    assert fact.value is None
    assert "with a voucher" in fact.problem


def test_there_is_none_and_nobody_knows_are_told_apart():
    typed = [TypedFact("countries", "none"), TypedFact("purpose", "unknown")]
    none, unknown = read_facts(importer_for("tool"), typed, None)
    assert none.value == {"country": [], "known_none": ["country"]}
    assert unknown.value == {"purpose": [], "known_none": []}


def test_numbers_of_a_helpline_are_left_to_a_curator():
    fact = read("helpline", channels="Phone: 116 111")["channels"]
    assert (fact.value, fact.problem) == (None, "")


def test_what_cannot_be_true_together_is_told(make_deployment):
    stored = make_deployment(started="2024").facts()
    fact = read("deployment", stored, ended="2020")["ended"]
    assert fact.problem


@pytest.fixture
def action(make_recommendation, make_term):
    make_term("followup_status/done", label="Done")
    make_term("country/ke", label="Kenya")
    return make_recommendation()


ENTRY = {"country": "Kenya", "status": "Done", "evidence": "An act was passed.", "date": "2025"}


def test_the_text_of_a_follow_up_carries_the_whole_entry(action):
    given = {"ref": action.slug, "source_title": "The act"}
    facts = read("follow_up", given=given, **ENTRY)
    (entry,) = facts["evidence"].value["follow_ups"]
    assert entry[:2] == ["2025", "ke"]
    assert "The act" in entry
    assert facts["country"].value is None


def test_an_entry_without_a_source_says_so_beside_its_text(action):
    facts = read("follow_up", given={"ref": action.slug}, **ENTRY)
    assert facts["evidence"].value is None
    assert "source" in facts["evidence"].problem


def test_of_terms_that_several_fields_share_the_others_stay(make_tool, make_term):
    for slug in ("role-based-access", "handles-children-data"):
        make_term(f"safeguard/{slug}")
    tool = make_tool(terms=("safeguard/role-based-access",))
    fact = read("tool", tool.facts(), data_handled="handles-children-data")["data_handled"]
    assert fact.value["safeguard"] == ["handles-children-data", "role-based-access"]


def test_nobody_says_of_shared_terms_that_there_are_none():
    importer = importer_for("tool")
    fields = {name for name in importer.by_name if may_be_none(importer, importer.by_name[name])}
    assert {"url", "countries"} < fields
    assert not fields & {"name", "data_handled", "safeguards", "risk_flags"}
