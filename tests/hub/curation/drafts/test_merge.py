"""A draft and its record, both changed since the draft was begun."""

from hub.curation.drafts.merge import DRAFT, LIVE, Merge, add_changes

BASE = {"name": "Alpha", "summary": "One", "purpose": ["a"]}


def test_what_only_one_side_changed_is_kept():
    merge = Merge(BASE, BASE | {"summary": "Two"}, BASE | {"name": "Beta"})
    assert merge.contested == []
    assert merge.facts({}) == BASE | {"summary": "Two", "name": "Beta"}


def test_what_both_changed_alike_is_not_contested():
    both = BASE | {"name": "Beta"}
    assert (Merge(BASE, both, both).contested, Merge(BASE, both, both).applied) == ([], [])


def test_what_both_changed_is_chosen():
    merge = Merge(BASE, BASE | {"name": "Gamma"}, BASE | {"name": "Beta"})
    assert (merge.contested, merge.undecided({})) == (["name"], ["name"])
    assert merge.facts({"name": LIVE})["name"] == "Gamma"
    assert merge.facts({"name": DRAFT})["name"] == "Beta"


def test_a_scheme_without_terms_is_left_out():
    draft = {name: value for name, value in BASE.items() if name != "purpose"}
    assert Merge(BASE, BASE, draft).facts({}) == draft


def test_entries_that_both_added_to_a_list_stand_there_together():
    to, changed = BASE | {"purpose": ["a", "b"]}, BASE | {"purpose": ["c"]}
    assert add_changes(BASE, changed, to)["purpose"] == ["b", "c"]
