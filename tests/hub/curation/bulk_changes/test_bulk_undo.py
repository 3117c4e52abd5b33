"""A change of many records is taken back in one step."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import Tool
from hub.curation.bulk_changes.bulk_undo import AlreadyUndone, undo
from hub.records.models import Change, Revision, SearchState, recorded_change
from hub.records.models.ledger import differing
from hub.vocabulary.models import Term

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CASES, TRAINING, RESEARCH = "purpose/case-management", "purpose/training", "purpose/research"
SLUGS = ["case-management", "training", "research"]


def facts(tool):
    return Tool.objects.get(pk=tool.pk).facts()


def change_meanwhile(tool, **values):
    tool = Tool.objects.get(pk=tool.pk)
    with recorded_change(tool):
        for name, value in values.items():
            setattr(tool, name, value)
        tool.save()


def test_every_fact_is_as_it_was(write, make_tool, make_term, make_person):
    make_term(TRAINING)
    carried = [{"terms": (CASES,)}, {"inferred": (CASES,)}, {"known_none": ["purpose"]}]
    tools = [make_tool(**each) for each in carried]
    before = [facts(tool) for tool in tools]
    wishes = {"add": {"purpose": ["training"]}, "remove": {"purpose": ["case-management"]}}
    done = write(tools, verification="source-checked", **wishes)
    assert all(differing(facts(tool), was) for tool, was in zip(tools, before, strict=True))
    undone = undo(done.pk, by=make_person())
    for tool, was in zip(tools, before, strict=True):
        assert differing(facts(tool), was) == []
    assert undone.kept == []


def test_history_keeps_both(write, make_tool, make_person):
    tool, person = make_tool(), make_person()
    done = write([tool], verification="stale", reason="Old.")
    undo(done.pk, by=person)
    revision = Revision.objects.get(run=done.undo_run)
    assert (revision.reason, revision.by) == ("Taken back: Old.", person)
    assert Tool.objects.get().version == tool.version + 2


def test_the_news_that_it_told_goes_and_none_is_told(write, make_tool, make_person):
    done = write([make_tool(state="draft")], state="published")
    assert Change.objects.count() == 1
    undo(done.pk, by=make_person())
    assert (Change.objects.count(), Tool.objects.get().state) == (0, "draft")


def test_readers_see_one_moment(write, make_tool, make_person):
    done = write([make_tool() for _ in range(3)], state="archived")
    number = SearchState.current()
    undo(done.pk, by=make_person())
    assert SearchState.current() == number + 1
    assert Tool.objects.published().count() == 3


def test_other_facts_that_were_changed_since_stay(write, make_tool, make_person):
    tool = make_tool()
    done = write([tool], verification="stale")
    change_meanwhile(tool, summary="Other words.")
    undone = undo(done.pk, by=make_person())
    assert (facts(tool)["verification"], facts(tool)["summary"]) == ("unreviewed", "Other words.")
    assert undone.kept == []


def test_a_fact_that_was_changed_again_stays_and_is_listed(write, make_tool, make_person):
    tool = make_tool()
    done = write([tool], verification="stale")
    change_meanwhile(tool, verification="disputed")
    undone = undo(done.pk, by=make_person())
    assert facts(tool)["verification"] == "disputed"
    assert [name for name, _why in undone.kept] == [tool.name]


def test_a_term_that_somebody_added_since_stays(write, make_tool, make_term, make_person):
    make_term(TRAINING)
    tool = make_tool(terms=(CASES,))
    done = write([tool], add={"purpose": ["training"]})
    with recorded_change(tool):
        names = [make_term(RESEARCH), make_term(TRAINING), make_term(CASES)]
        tool.set_terms("purpose", names)
    undo(done.pk, by=make_person())
    assert facts(tool)["purpose"] == ["case-management", "research"]


def test_it_is_taken_back_once(write, make_tool, make_person):
    done = write([make_tool()], verification="stale")
    undo(done.pk, by=make_person())
    with pytest.raises(AlreadyUndone):
        undo(done.pk, by=make_person())


def test_a_term_that_was_retired_since_comes_back(write, make_tool, make_person):
    tool = make_tool(terms=(CASES,))
    done = write([tool], remove={"purpose": ["case-management"]})
    Term.objects.get(slug="case-management").deprecate()
    undo(done.pk, by=make_person())
    assert facts(tool)["purpose"] == ["case-management"]


some = st.lists(st.sampled_from(SLUGS), unique=True)


@given(
    carried=st.lists(some, min_size=1, max_size=4),
    added=some,
    removed=some,
    verification=st.sampled_from(["", "stale", "source-checked"]),
    state=st.sampled_from(["", "published", "archived"]),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_done_and_taken_back_is_never_done(
    write, make_tool, make_term, make_person, carried, added, removed, verification, state
):
    for slug in SLUGS:
        make_term(f"purpose/{slug}")
    tools = [make_tool(terms=tuple(f"purpose/{slug}" for slug in slugs)) for slugs in carried]
    gone = [slug for slug in removed if slug not in added]
    wishes = {"add": {"purpose": added}, "remove": {"purpose": gone},
              "verification": verification, "state": state}  # fmt: skip
    before = [facts(tool) for tool in tools]
    if any(_changed(each, added, gone, verification, state) for each in before):
        undo(write(tools, **wishes).pk, by=make_person())
    assert [facts(tool) for tool in tools] == before


def _changed(each, added, gone, verification, state):
    there = set(each.get("purpose") or ())
    return bool((set(added) - there) or (set(gone) & there) or verification or state == "archived")
