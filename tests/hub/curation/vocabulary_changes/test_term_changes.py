"""Terms renamed, merged, split and retired: what records, addresses and filters say afterwards."""

import pytest
from django.core.exceptions import ValidationError

from hub.curation.vocabulary_changes.models import TermChange
from hub.curation.vocabulary_changes.term_changes import Part, split
from hub.records.models import Change, Revision, SearchState
from hub.vocabulary.models import Term, TermLabel
from tests.plugins.term_changes import (
    WHY,
    a_merge,
    a_rename,
    a_retirement,
    a_split,
    slugs_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_renamed_term_has_its_new_name_and_address(make_term):
    term = make_term("purpose/old")
    a_rename(term, "Outreach in the streets", "street-outreach")
    term.refresh_from_db()
    assert (term.label, term.slug) == ("Outreach in the streets", "street-outreach")


def test_the_records_of_a_renamed_term_say_its_new_address(make_term, make_tool):
    tool = make_tool(terms=("purpose/old", "purpose/other"))
    a_rename(make_term("purpose/old"), slug="new")
    assert slugs_of(tool) == ["new", "other"]


def test_an_address_with_the_former_slug_finds_the_records(make_term, make_tool, tools_at):
    make_tool(name="Map", terms=("purpose/old",))
    a_rename(make_term("purpose/old"), slug="new")
    assert tools_at("purpose=old") == tools_at("purpose=new") == {"Map"}


def test_the_page_of_the_former_address_leads_to_the_term(make_term, client):
    a_rename(make_term("purpose/old"), "New", "new")
    page = client.get("/vocabulary/purpose/old/").content.decode()
    assert 'href="/vocabulary/purpose/new/"' in page


def test_a_renamed_term_is_still_searched_by_its_former_name(make_term, make_tool, tools_at):
    make_tool(name="Map", terms=("purpose/streetwork",))
    a_rename(make_term("purpose/streetwork"), "Outreach", "outreach")
    assert tools_at("q=streetwork") == {"Map"}


def test_translations_of_a_former_name_wait_to_be_looked_at(make_term):
    term = make_term("purpose/old")
    term.labels.create(language="fr", text="Ancien", kind="preferred")
    a_rename(term, "New")
    assert term.labels.get(language="fr").origin == TermLabel.Origin.OUTDATED


def test_another_address_alone_leaves_translations_as_they_are(make_term):
    term = make_term("purpose/old")
    term.labels.create(language="fr", text="Ancien", kind="preferred")
    a_rename(term, slug="new")
    assert term.labels.get(language="fr").origin == TermLabel.Origin.HUMAN


def test_the_history_of_a_record_says_why_its_term_is_called_otherwise(make_term, make_tool):
    tool = make_tool(terms=("purpose/old",))
    change = a_rename(make_term("purpose/old"), slug="new")
    revision = Revision.objects.filter(kind="tool", record_id=tool.pk).latest("version")
    assert (revision.run, revision.reason, revision.changed) == (change.run, WHY, ["purpose"])
    assert revision.before["purpose"] == ["old"]


def test_a_name_that_comes_back_takes_its_former_address(make_term, make_tool, tools_at):
    make_tool(name="Map", terms=("purpose/old",))
    term = make_term("purpose/old")
    a_rename(term, slug="new")
    term.refresh_from_db()
    a_rename(term, slug="old")
    assert tools_at("purpose=new") == tools_at("purpose=old") == {"Map"}


def test_a_merge_carries_the_records_over(make_term, make_tool):
    first, both = make_tool(terms=("purpose/old",)), make_tool(terms=("purpose/old", "purpose/new"))
    change = a_merge(make_term("purpose/old"), make_term("purpose/new"))
    assert (slugs_of(first), slugs_of(both), change.records) == (["new"], ["new"], 2)


def test_an_address_with_a_merged_term_finds_the_records_of_both(make_term, make_tool, tools_at):
    make_tool(name="Map", terms=("purpose/old",))
    make_tool(name="Chart", terms=("purpose/new",))
    a_merge(make_term("purpose/old"), make_term("purpose/new"))
    assert tools_at("purpose=old") == {"Map", "Chart"}


def test_what_stood_below_a_merged_term_stands_below_the_other(make_term):
    old, new = make_term("purpose/old"), make_term("purpose/new")
    below = make_term("purpose/below", broader=old)
    a_merge(old, new)
    below.refresh_from_db()
    assert below.broader == new


def test_a_term_merged_into_one_below_it_leaves_that_in_its_place(make_term):
    top = make_term("purpose/top")
    old = make_term("purpose/old", broader=top)
    new = make_term("purpose/new", broader=old)
    a_merge(old, new)
    new.refresh_from_db()
    assert new.broader == top


def test_the_records_of_a_split_term_get_all_parts(make_term, make_tool):
    tool = make_tool(terms=("purpose/old",))
    a_split(make_term("purpose/old"), "one", "two")
    assert slugs_of(tool) == ["one", "two"]


def test_each_record_gets_the_parts_that_are_chosen_for_it(make_term, make_tool):
    first, second = make_tool(terms=("purpose/old",)), make_tool(terms=("purpose/old",))
    chosen = {("tool", first.pk): ["one"]}
    a_split(make_term("purpose/old"), "one", "two", chosen=chosen, default=["two"])
    assert (slugs_of(first), slugs_of(second)) == (["one"], ["two"])


def test_an_address_with_a_split_term_finds_the_records_of_every_part(
    make_term, make_tool, tools_at
):
    first, second = (make_tool(name=name, terms=("purpose/old",)) for name in ("Map", "Chart"))
    chosen = {("tool", first.pk): ["one"], ("tool", second.pk): ["two"]}
    a_split(make_term("purpose/old"), "one", "two", chosen=chosen)
    assert tools_at("purpose=old") == {"Map", "Chart"}
    assert tools_at("purpose=one") == {"Map"}


def test_records_below_a_split_term_are_found_by_its_address(make_term, make_tool, tools_at):
    old = make_term("purpose/old")
    make_term("purpose/below", broader=old)
    make_tool(name="Map", terms=("purpose/below",))
    make_tool(name="Chart", terms=("purpose/old",))
    a_split(old, "one", "two")
    assert tools_at("purpose=old") == {"Map", "Chart"}


def test_the_page_of_a_split_term_leads_to_its_parts(make_term, client):
    a_split(make_term("purpose/old"), "one", "two")
    page = client.get("/vocabulary/purpose/old/").content.decode()
    assert 'href="/vocabulary/purpose/one/"' in page
    assert 'href="/vocabulary/purpose/two/"' in page


def test_a_term_is_split_into_one_that_is_there_and_a_new_one(make_term, make_tool):
    tool = make_tool(terms=("purpose/old",))
    there = make_term("purpose/there")
    parts = [Part(there.label, there.slug, there), Part("New", "new")]
    split(make_term("purpose/old"), parts, by=None, reason=WHY)
    assert slugs_of(tool) == ["new", "there"]


def test_a_split_part_that_is_merged_later_leads_on(make_term, make_tool, tools_at):
    make_tool(name="Map", terms=("purpose/old",))
    a_split(make_term("purpose/old"), "one", "two")
    a_merge(make_term("purpose/two"), make_term("purpose/three"))
    assert tools_at("purpose=old") == {"Map"}
    assert tools_at("purpose=three") == {"Map"}


def test_a_retired_term_is_kept_by_its_records_and_found_under_its_successor(
    make_term, make_tool, tools_at
):
    tool = make_tool(name="Map", terms=("purpose/old",))
    a_retirement(make_term("purpose/old"), make_term("purpose/new"))
    assert slugs_of(tool) == ["old"]
    assert tools_at("purpose=old") == tools_at("purpose=new") == {"Map"}


def test_what_software_found_out_stays_marked_as_that(make_term, make_tool):
    tool = make_tool(inferred=("purpose/old",))
    a_split(make_term("purpose/old"), "one", "two")
    assert tool.facts()["inferred"] == ["one", "two"]


def test_readers_see_a_change_at_one_number(make_term, make_tool):
    for number in range(3):
        make_tool(name=f"Tool {number}", terms=("purpose/old",))
    old = make_term("purpose/old")
    before = SearchState.current()
    a_split(old, "one", "two")
    assert SearchState.current() == SearchState.current_terms() == before + 1


def test_nobody_is_told_of_each_record(make_term, make_tool):
    make_tool(terms=("purpose/old",))
    a_merge(make_term("purpose/old"), make_term("purpose/new"))
    assert not Change.objects.exists()


# What cannot be done


def refused(deed, *args, **options):
    """The sentence, with nothing written."""
    before = list(Term.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as problem:
        deed(*args, **options)
    assert list(Term.objects.order_by("pk").values()) == before
    assert not TermChange.objects.exists()
    return problem.value.messages[0]


def test_a_term_is_not_merged_with_itself(make_term):
    term = make_term("purpose/old")
    assert "cannot stand for itself" in refused(a_merge, term, term)


def test_a_term_is_not_merged_in_a_circle(make_term):
    first, second = make_term("purpose/one"), make_term("purpose/two")
    first.deprecate(successor=second)
    assert "circle" in refused(a_merge, second, first)


def test_a_term_is_not_merged_into_one_of_another_scheme(make_term):
    assert "another scheme" in refused(a_merge, make_term("purpose/old"), make_term("user/new"))


def test_a_term_is_not_merged_into_a_retired_one(make_term):
    gone = make_term("purpose/gone")
    gone.deprecate()
    assert "no longer used" in refused(a_merge, make_term("purpose/old"), gone)


def test_a_retired_term_is_not_changed(make_term):
    gone = make_term("purpose/gone")
    gone.deprecate()
    assert "no longer used" in refused(a_rename, gone, "Another")


def test_a_term_is_not_split_into_two_equal_parts(make_term):
    assert "the same" in refused(a_split, make_term("purpose/old"), "one", "one")


def test_a_term_is_not_split_into_one_part(make_term):
    assert "two parts" in refused(a_split, make_term("purpose/old"), "one")


def test_a_term_is_no_part_of_itself(make_term):
    assert "of its own" in refused(a_split, make_term("purpose/old"), "old", "new")


def test_a_part_that_was_not_named_is_not_given_to_a_record(make_term):
    old = make_term("purpose/old")
    assert "Choose among" in refused(a_split, old, "one", "two", default=["three"])


def test_a_name_that_another_term_has_is_refused(make_term):
    make_term("purpose/taken", label="Taken")
    assert "called" in refused(a_rename, make_term("purpose/old"), "taken")


def test_an_address_that_another_term_has_is_refused(make_term):
    make_term("purpose/taken")
    assert "belongs to" in refused(a_rename, make_term("purpose/old"), slug="taken")


def test_a_part_with_the_address_of_another_term_is_refused(make_term):
    make_term("purpose/taken", label="Something else")
    assert "belongs to" in refused(a_split, make_term("purpose/old"), "taken", "two")


def test_a_word_for_missing_facts_is_no_address(make_term):
    assert "address of its own" in refused(a_rename, make_term("purpose/old"), slug="not-known")


def test_what_is_no_address_is_refused(make_term):
    assert "hyphens" in refused(a_rename, make_term("purpose/old"), slug="a b")


def test_a_rename_to_what_stands_there_is_refused(make_term):
    assert "nothing would change" in refused(a_rename, make_term("purpose/old"))


@pytest.mark.parametrize("scheme", ["country", "region", "language"])
def test_terms_of_a_standard_are_not_renamed(make_term, scheme):
    assert "standard" in refused(a_rename, make_term(f"{scheme}/xx"), "Another")


def test_a_country_can_be_retired(make_term):
    country = make_term("country/an")
    a_retirement(country, make_term("country/cw"))
    country.refresh_from_db()
    assert country.deprecated


def test_terms_that_rules_name_are_not_merged(make_term):
    old, new = make_term("status/active"), make_term("status/pilot")
    assert "neither merged nor split" in refused(a_merge, old, new)


def test_terms_that_rules_name_keep_their_address(make_term):
    assert "only its name" in refused(a_rename, make_term("status/active"), slug="live")


def test_terms_that_rules_name_can_be_called_otherwise(make_term):
    term = make_term("status/active")
    a_rename(term, "In use")
    term.refresh_from_db()
    assert term.label == "In use"
