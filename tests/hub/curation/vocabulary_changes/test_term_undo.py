"""A change of the vocabulary taken back: everything as it was, and no address lost."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Tool
from hub.curation.vocabulary_changes.term_undo import undo
from hub.records.models import SearchState, recorded_change
from hub.vocabulary.models import Term, TermLabel, TermSuccessor
from tests.plugins.cast import records_as_stored
from tests.plugins.term_changes import a_merge, a_rename, a_retirement, a_split, slugs_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DEEDS = {
    "rename": lambda term, other: a_rename(term, "New", "new"),
    "merge": a_merge,
    "split": lambda term, other: a_split(term, "one", "two"),
    "retire": a_retirement,
}


@pytest.fixture
def carried(make_term, make_tool):
    """A term with one below it, and tools that carry it, another, and both."""
    old, other = make_term("purpose/old"), make_term("purpose/other")
    make_term("purpose/below", broader=old)
    old.labels.create(language="fr", text="Ancien", kind="preferred")
    make_tool(name="Map", terms=("purpose/old",))
    make_tool(name="Chart", terms=("purpose/old", "purpose/other"))
    make_tool(name="Atlas", inferred=("purpose/old",), terms=("purpose/below",))
    make_tool(name="Globe", terms=("purpose/other",))
    return old, other


def facts():
    return {stored.slug: stored.facts for stored in records_as_stored(Tool)}


def terms_of(keys):
    rows = Term.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.values()), list(TermLabel.objects.order_by("pk").values())


@pytest.mark.parametrize("deed", DEEDS)
def test_everything_is_as_it_was(carried, deed):
    keys = set(Term.objects.values_list("pk", flat=True))
    before = facts(), terms_of(keys)
    undo(DEEDS[deed](*carried), by=None)
    assert (facts(), terms_of(keys)) == before
    assert not TermSuccessor.objects.exists()


@pytest.mark.parametrize("deed", DEEDS)
def test_an_old_address_finds_its_records_before_after_and_after_undoing(carried, tools_at, deed):
    expected = {"Map", "Chart", "Atlas"}
    before = tools_at("purpose=old")
    change = DEEDS[deed](*carried)
    after = tools_at("purpose=old")
    undo(change, by=None)
    assert (before, after & expected, tools_at("purpose=old")) == (expected, expected, expected)


@pytest.mark.parametrize("deed", ["rename", "split"])
def test_what_was_saved_in_between_finds_the_records(carried, tools_at, deed):
    undo(DEEDS[deed](*carried), by=None)
    new = {"rename": "new", "split": "one"}[deed]
    assert tools_at(f"purpose={new}") == {"Map", "Chart", "Atlas"}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_undone_can_be_done_again(carried, deed, tools_at):
    undo(DEEDS[deed](*carried), by=None)
    old, other = (Term.objects.get(pk=term.pk) for term in carried)
    DEEDS[deed](old, other)
    assert tools_at("purpose=old") >= {"Map", "Chart", "Atlas"}


def test_undoing_is_one_number(carried):
    change = a_merge(*carried)
    before = SearchState.current()
    undo(change, by=None)
    assert SearchState.current() == before + 1


def test_what_somebody_changed_since_stays_and_is_named(carried, make_term):
    change = a_split(carried[0], "one", "two")
    tool = Tool.objects.get(name="Map")
    with recorded_change(tool):
        tool.set_terms("purpose", [make_term("purpose/one")])
    undone = undo(change, by=None)
    assert (slugs_of(tool), undone.not_undone) == (["one"], [("tool", tool.pk)])


def test_what_stays_is_still_found(carried, make_term, tools_at):
    change = a_split(carried[0], "one", "two")
    tool = Tool.objects.get(name="Map")
    with recorded_change(tool):
        tool.set_terms("purpose", [make_term("purpose/one")])
    undo(change, by=None)
    assert "Map" in tools_at("purpose=old")


def test_other_facts_that_were_changed_since_stay_changed(carried):
    change = a_merge(*carried)
    tool = Tool.objects.get(name="Map")
    with recorded_change(tool):
        tool.summary = "It helps everybody."
        tool.save()
    undo(change, by=None)
    tool.refresh_from_db()
    assert (tool.summary, slugs_of(tool)) == ("It helps everybody.", ["old"])


def test_a_record_that_got_a_renamed_term_since_says_its_old_address(carried, make_tool):
    change = a_rename(carried[0], slug="new")
    tool = make_tool(terms=("purpose/new",))
    undo(change, by=None)
    assert slugs_of(tool) == ["old"]


def sentence(change):
    with pytest.raises(ValidationError) as problem:
        undo(change, by=None)
    return problem.value.messages[0]


def test_nothing_is_undone_twice(carried):
    change = a_merge(*carried)
    undo(change, by=None)
    assert "already" in sentence(change)


def test_a_change_on_which_another_builds_is_undone_after_it(carried, make_term):
    change = a_merge(*carried)
    a_merge(carried[1], make_term("purpose/third"))
    assert "Merged: Other" in sentence(change)


def test_a_term_that_somebody_used_again_is_not_overwritten(carried):
    change = a_merge(*carried)
    Term.objects.filter(pk=carried[0].pk).update(deprecated=False, replaced_by=None)
    assert "changed since" in sentence(change)
