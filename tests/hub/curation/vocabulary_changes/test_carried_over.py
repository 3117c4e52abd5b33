"""What names a term of before goes on working: subscriptions, feeds, imports, shipped terms."""

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from catalogue.models import Tool
from hub.curation.vocabulary_changes.term_undo import undo
from hub.digests.matching.filters import parse
from hub.digests.matching.matcher import Matching
from hub.imports.map.value_map import ValueMap
from hub.records.models import Change, recorded_change
from hub.records.seq_cache import clear_caches
from hub.vocabulary.models import Scheme, Term, TermLabel
from hub.vocabulary.vocabulary_loader import load_vocabulary
from tests.plugins.cast import make_a_term, make_a_tool, records_as_stored
from tests.plugins.term_changes import a_merge, a_rename, a_retirement, a_split

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DEEDS = {
    "rename": lambda: a_rename(make_a_term("purpose/old"), "New", "new"),
    "merge": lambda: a_merge(make_a_term("purpose/old"), make_a_term("purpose/new")),
    "split": lambda: a_split(make_a_term("purpose/old"), "new", "second"),
    "retire": lambda: a_retirement(make_a_term("purpose/old"), make_a_term("purpose/new")),
}


def told(query):
    """The names of the tools of which a subscription with this filter would be told."""
    matching = Matching(Change.objects.order_by("seq", "pk"))
    return [change.title for change in matching.listed(matching.of("tool", query))]


@pytest.mark.parametrize("deed", DEEDS)
def test_an_old_subscription_still_fires(make_term, make_tool, make_person, deed):
    make_term("purpose/old")
    DEEDS[deed]()
    tool = make_tool(name="Map", state="draft", terms=("purpose/new",))
    tool.publish(by=make_person())
    assert told("purpose=old") == ["Map"]


def test_a_subscription_to_a_split_term_matches_every_part(make_term, make_tool, make_person):
    make_term("purpose/old")
    DEEDS["split"]()
    for name, part in (("Map", "new"), ("Chart", "second"), ("Globe", "else")):
        make_tool(name=name, state="draft", terms=(f"purpose/{part}",)).publish(by=make_person())
    assert told("purpose=old") == ["Map", "Chart"]


@pytest.mark.parametrize("deed", DEEDS)
def test_news_from_before_a_change_are_told_after_it(make_tool, make_person, deed):
    tool = make_tool(name="Map", state="draft", terms=("purpose/old",))
    tool.publish(by=make_person())
    with recorded_change(tool):
        tool.summary = "It helps everybody."
        tool.save()
    DEEDS[deed]()
    assert told("purpose=old") == told("purpose=new") == ["Map", "Map"]


@pytest.mark.parametrize("deed", DEEDS)
def test_no_subscription_is_told_of_the_change_itself(make_tool, deed):
    make_tool(name="Map", terms=("purpose/old",))
    DEEDS[deed]()
    assert told("purpose=old") == told("purpose=new") == []


@pytest.mark.parametrize("deed", DEEDS)
def test_a_subscription_fires_after_undoing(make_tool, make_person, deed):
    make_tool(terms=("purpose/old",))
    undo(DEEDS[deed](), by=None)
    make_tool(name="Map", state="draft", terms=("purpose/old",)).publish(by=make_person())
    assert told("purpose=old") == ["Map"]


def test_a_saved_filter_is_said_in_the_words_of_now(make_tool):
    make_tool(terms=("purpose/old",))
    DEEDS["split"]()
    assert parse("tool", "purpose=old").title == "Tools · What it does: New or Second"


def test_the_feed_of_an_old_filter_goes_on(make_tool, client):
    make_tool(name="Map", terms=("purpose/old",))
    DEEDS["split"]()
    assert "Map" in client.get("/tools/feed/?purpose=old").content.decode()


# Imports


@pytest.mark.parametrize(("deed", "slug"), [("rename", "new"), ("merge", "new"), ("retire", "new")])
def test_a_word_that_was_mapped_means_what_stands_in_its_place(make_term, deed, slug):
    make_term("purpose/old")
    DEEDS[deed]()
    assert ValueMap({"purpose": {"former word": "old"}}).find("purpose", "Former word") == slug


def test_a_word_that_was_mapped_to_a_split_term_is_asked_about(make_term):
    make_term("purpose/old")
    DEEDS["split"]()
    assert ValueMap({"purpose": {"former word": "old"}}).find("purpose", "Former word") is None
    assert ValueMap().find("purpose", "old") is None
    assert {slug for slug, *_rest in ValueMap().suggest("purpose", "old")} == {"new", "second"}


# Shipped terms


def shipped_again():
    Scheme.objects.update(shipped="")
    for _step in load_vocabulary():
        pass


@pytest.fixture
def shipped(db):
    shipped_again()
    return Term.objects.get(scheme__slug="purpose", slug="outreach")


def columns(term):
    return Term.objects.filter(pk=term.pk).values().get()


def test_a_later_load_keeps_a_curators_name_and_address(shipped):
    a_rename(shipped, "Street work", "street-work")
    number, before = Term.objects.count(), columns(shipped)
    shipped_again()
    assert (Term.objects.count(), columns(shipped)) == (number, before)


@pytest.mark.parametrize("deed", ["merge", "split"])
def test_a_later_load_brings_nothing_back(shipped, deed):
    if deed == "merge":
        a_merge(shipped, Term.objects.get(scheme__slug="purpose", slug="helpline-contact"))
    else:
        a_split(shipped, "one", "two")
    number, before = Term.objects.count(), columns(shipped)
    labels = TermLabel.objects.count()
    shipped_again()
    assert (Term.objects.count(), columns(shipped)) == (number, before)
    assert TermLabel.objects.count() == labels


# Any sequence

SLUGS = ("old", "other", "third")
DEED = st.tuples(st.sampled_from(list(DEEDS)), st.sampled_from(SLUGS), st.sampled_from(SLUGS))


def everything():
    facts = {stored.slug: stored.facts for stored in records_as_stored(Tool)}
    used = Term.objects.filter(deprecated=False)
    return facts, list(used.order_by("pk").values()), list(TermLabel.objects.values())


def done(kind, slug, other, number):
    """The change, or None where it cannot be done."""
    term, into = (make_a_term(f"purpose/{name}") for name in (slug, other))
    if term.deprecated or into.deprecated or term == into:
        return None
    if kind == "rename":
        return a_rename(term, f"Name {number}", f"name-{number}")
    if kind == "merge":
        return a_merge(term, into)
    if kind == "split":
        return a_split(term, f"a-{number}", f"b-{number}")
    return a_retirement(term, into)


@given(deeds=st.lists(DEED, min_size=1, max_size=4), sets=st.lists(
    st.sets(st.sampled_from(SLUGS), min_size=1), min_size=1, max_size=3
))  # fmt: skip
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_done_and_undone_leaves_everything_as_it_was(transaction_rolled_back, deeds, sets):
    with transaction_rolled_back():
        for slug in SLUGS:
            make_a_term(f"purpose/{slug}")
        for slugs in sets:
            make_a_tool(terms=tuple(f"purpose/{slug}" for slug in sorted(slugs)))
        before = everything()
        changes = [done(*deed, number) for number, deed in enumerate(deeds)]
        for change in reversed([change for change in changes if change]):
            assert undo(change, by=None).not_undone == []
        assert everything() == before
    clear_caches()
