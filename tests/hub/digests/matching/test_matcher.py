"""What a change is found by: what its record was, and what it has become."""

import pytest

from catalogue.models import OrganisationTerm
from events.models import Event, EventTerm
from events.recommendations.models import Document, FollowUp, Recommendation
from hub.digests.matching.matcher import Matching, match
from hub.records.models import Change, FormerSlug, Source, recorded_change
from hub.vocabulary.models import Term
from tests.plugins.merges import merge

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def told(followed, query):
    """What a subscription would be told of all that has happened: (kind of news, name)."""
    matching = Matching(Change.objects.order_by("seq", "pk"))
    return [(one.what, one.title) for one in matching.listed(matching.of(followed, query))]


def change(record, **fields):
    with recorded_change(record):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


@pytest.fixture
def make_recommendation(db):
    document = Document.objects.create(slug="d", title="A statement", state="published")

    def make(slug, **fields):
        made = Recommendation(
            document=document, slug=slug, text=f"Do {slug}.", state="draft", **fields
        )
        with recorded_change(made):
            made.save()
        return made

    return make


def test_a_new_record_is_found_by_what_it_is(make_tool, make_person):
    tool = make_tool(name="Map", state="draft", terms=("purpose/mapping", "country/ke"))
    tool.publish(by=make_person())
    found = told("tool", "purpose=mapping&place=ke"), told("tool", "purpose=mapping&place=ug")
    assert found == ([("published", "Map")], [])


def test_a_record_is_found_when_it_comes_into_a_filter_and_when_it_leaves_it(make_tool, make_term):
    tool = make_tool(name="Map", terms=("purpose/mapping",))
    for key in ("purpose/training", "purpose/mapping"):
        make_term(key)
    with recorded_change(tool):
        tool.set_terms("purpose", [make_term("purpose/training")])
    expected = [("updated", "Map")]
    assert (told("tool", "purpose=mapping"), told("tool", "purpose=training")) == (
        expected,
        expected,
    )


def test_facets_are_joined_within_one_time_and_not_across_two(make_tool, make_term):
    """It was for mapping while in Kenya, and is for training in Uganda: never mapping in Uganda."""
    tool = make_tool(terms=("purpose/mapping", "country/ke"))
    with recorded_change(tool):
        tool.set_terms("purpose", [make_term("purpose/training")])
        tool.set_terms("country", [make_term("country/ug")])
    assert [
        len(told("tool", f"purpose={purpose}&place={place}"))
        for purpose, place in [("mapping", "ke"), ("training", "ug"), ("mapping", "ug")]
    ] == [1, 1, 0]


def test_a_tool_that_has_ended_is_told_to_those_who_followed_it(make_tool, make_term):
    tool = make_tool(name="Map", terms=("status/active", "purpose/mapping"))
    make_term("status/discontinued")
    with recorded_change(tool):
        tool.set_terms("status", [make_term("status/discontinued")])
    found = [told("tool", query) for query in ("purpose=mapping", "status=active", "")]
    assert found == [[("ended", "Map")]] * 3


def test_a_later_change_to_what_has_ended_is_told_where_the_list_includes_it(make_tool):
    tool = make_tool(name="Map", terms=("status/discontinued",))
    change(tool, summary="Nobody answers any more.")
    assert (told("tool", ""), told("tool", "ended=1")) == ([], [("updated", "Map")])


def test_a_withdrawn_record_is_found_by_its_terms_and_its_name(make_tool, make_person):
    tool = make_tool(name="Map", summary="Finds wells.", terms=("purpose/mapping",))
    tool.archive(by=make_person(), reason="A double.")
    found = told("tool", "purpose=mapping"), told("tool", "q=map"), told("tool", "q=wells")
    assert found == ([("withdrawn", "Map")], [("withdrawn", "Map")], [])


def test_what_was_told_of_a_record_that_is_hidden_by_now_is_told_no_more(make_tool, make_person):
    tool = make_tool(name="Map", state="draft")
    tool.publish(by=make_person())
    tool.archive(by=make_person(), reason="A double.")
    assert told("tool", "") == [("withdrawn", "Map")]


@pytest.mark.parametrize("hidden", ["practitioner", "internal"])
def test_news_of_another_circle_of_readers_is_never_told(make_tool, make_person, hidden):
    tool = make_tool(state="draft", visibility=hidden)
    tool.publish(by=make_person())
    assert (Change.objects.count(), told("tool", ""), told("everything", "")) == (1, [], [])


def test_what_a_draft_was_is_never_matched(make_tool, make_term, make_person):
    """It was for mapping while a draft only, so that readers never knew it for that."""
    tool = make_tool(name="Map", state="draft", terms=("purpose/mapping",))
    with recorded_change(tool):
        tool.set_terms("purpose", [make_term("purpose/training")])
        tool.state = "published"
        tool.save()
    assert (told("tool", "purpose=mapping"), len(told("tool", "purpose=training"))) == ([], 1)


def test_a_change_is_found_by_the_words_of_now_alone(make_tool):
    tool = make_tool(summary="It maps wells.", description="Made in a garage.")
    change(tool, summary="It maps roads.")
    found = [len(told("tool", f"q={word}")) for word in ("wells", "roads", "garage", "rivers")]
    assert found == [0, 1, 1, 0]


@pytest.mark.parametrize("followed", ["tool", "everything"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"caution": "Ask Lopez in Arusha."}, {"caution": None}),
        ({"description": "First. Ask Lopez."}, {"description": "First."}),
        ({"summary": "Run by Lopez."}, {"summary": "Run by a body."}),
        ({"name": "Lopez map"}, {"name": "Map"}),
        ({"other_names": ["Lopez"]}, {"other_names": []}),
        ({"summary": "Run by Lopez."}, {"state": "archived"}),
    ],
)
def test_nobody_learns_by_asking_what_was_taken_out(make_tool, followed, before, after):
    tool = make_tool(name="Sheet", summary="What it is.")
    change(tool, **before)
    change(tool, **after)
    change(tool, licence="MIT")
    assert (told(followed, "q=lopez"), told(followed, "q=lopez&texts=1")) == ([], [])


def test_each_change_is_matched_by_what_the_record_was_at_that_time(make_tool, make_term):
    """Three changes in one period: what came between is neither lost nor mixed up."""
    tool = make_tool(summary="One.", terms=("purpose/mapping",))
    change(tool, summary="Two.")
    with recorded_change(tool):
        tool.set_terms("purpose", [make_term("purpose/training")])
    change(tool, summary="Three.")
    found = told("tool", "purpose=mapping"), told("tool", "purpose=training")
    assert list(map(len, found)) == [2, 2]


def test_nothing_recorded_and_known_none_are_two_things(make_tool, make_term):
    for key in ("language/en", "purpose/mapping"):
        make_term(key)
    silent, none = make_tool(name="Silent"), make_tool(name="None", known_none=["language"])
    for tool in (silent, none):
        change(tool, summary="New words.")
    found = told("tool", "language=not-known"), told("tool", "language=known-none")
    assert found == ([("updated", "Silent")], [("updated", "None")])


def test_what_becomes_known_leaves_not_known(make_tool, make_term):
    tool = make_tool()
    with recorded_change(tool):
        tool.set_terms("language", [make_term("language/fr")])
    assert (len(told("tool", "language=not-known")), len(told("tool", "language=fr"))) == (1, 1)


def test_a_term_that_was_replaced_stands_for_its_successor(make_tool, make_term):
    new = make_term("purpose/mapping")
    make_term("purpose/cartography", replaced_by=new, deprecated=True)
    tool = make_tool(terms=("purpose/mapping",))
    change(tool, summary="New words.")
    assert len(told("tool", "purpose=cartography")) == 1


def test_a_term_that_nobody_knows_matches_nothing_and_widens_nothing(make_tool):
    tool = make_tool(terms=("purpose/mapping",))
    change(tool, summary="New words.")
    found = told("tool", "purpose=gone"), told("tool", "purpose=gone&purpose=mapping")
    assert list(map(len, found)) == [0, 1]


def test_an_organisation_that_moved_is_followed_under_its_new_address(make_organisation, make_term):
    body = make_organisation(slug="old-body")
    event = Event(slug="e", name="Session", state="draft", first_day=None)
    with recorded_change(event):
        event.save()
        event.organisation_links.create(organisation=body)
    body.rename("new-body", by=None)
    event.publish(by=None)
    assert FormerSlug.objects.count() == 1
    assert told("event", "organiser=old-body") == [("published", "Session")]


def test_a_merged_organisation_is_found_by_what_it_was_and_not_by_its_name(make_organisation):
    leaving = make_organisation(name="U. Hub", terms=("country/ke",))
    into = make_organisation(name="United", terms=("country/ug",))
    merge(leaving, into, by=None, reason="One body.")
    found = told("organisation", "place=ke"), told("organisation", "q=hub")
    assert (("merged", "U. Hub") in found[0], ("merged", "U. Hub") in found[1]) == (True, False)
    assert OrganisationTerm.objects.count() == 2  # the one that stays has both places


def test_an_event_that_moved_is_told_to_those_who_had_it_in_their_year(make_term):
    event = Event.objects.create(slug="e", name="Session", state="published", start="2026-12-01")
    EventTerm.objects.create(event=event, term=make_term("topic/ai"))
    change(event, start="2027-01-15")
    found = [told("event", f"year={year}&topic=ai") for year in (2026, 2027, 2028)]
    assert found == [[("moved", "Session")], [("moved", "Session")], []]


def follow_up(recommendation, status, **whose):
    scheme_term = Term.objects.get(scheme__slug="followup_status", slug=status)
    source, _made = Source.objects.get_or_create(title="A report", url="")
    with recorded_change(recommendation):
        FollowUp.objects.create(
            recommendation=recommendation, status=scheme_term, evidence="A law.", source=source,
            **whose,
        )  # fmt: skip


def test_a_follow_up_is_told_to_those_who_waited_for_one(make_recommendation, make_term):
    make_term("followup_status/under-way")
    make_term("followup_status/not-assessed")
    recommendation = make_recommendation("R-1")
    recommendation.publish(by=None)
    follow_up(recommendation, "under-way")
    found = told("recommendation", "followup_status=not-assessed")
    assert [what for what, _title in found] == ["recorded", "follow_up"]


def test_a_follow_up_is_told_to_those_who_follow_its_addressee(make_recommendation, make_term):
    """Not to those of every other State that the text addresses, or that has an older entry."""
    make_term("followup_status/under-way")
    kenya, uganda, france = (make_term(f"country/{slug}") for slug in ("ke", "ug", "fr"))
    one = make_recommendation("R-1")
    one.publish(by=None)
    with recorded_change(one):
        for country in (kenya, uganda, france):
            one.named_addressees.create(country=country)
    follow_up(one, "under-way", country=uganda)
    follow_up(one, "under-way", country=kenya)
    counts = {
        slug: sum(what == "follow_up" for what, _title in told("recommendation", query))
        for slug, query in (
            ("ke", "country=ke"), ("ug", "country=ug"), ("fr", "country=fr"),
            ("ke, under way", "country=ke&followup_status=under-way"), ("all", ""),
        )
    }  # fmt: skip
    assert counts == {"ke": 1, "ug": 1, "fr": 0, "ke, under way": 1, "all": 2}


def test_a_follow_up_of_a_part_is_found_by_its_whole(make_recommendation, make_term):
    make_term("followup_status/under-way")
    whole = make_recommendation("R-1")
    part = make_recommendation("R-1-a", parent=whole)
    whole.publish(by=None)
    follow_up(part, "under-way")
    found = told("recommendation", "followup_status=under-way")
    assert "follow_up" in [what for what, _title in found]


def test_a_practice_note_is_hidden_with_its_tool(make_deployment, make_tool, make_person):
    tool = make_tool()
    note = make_deployment(tool=tool, title="In a camp")
    change(note, summary="New words.")
    before = told("deployment", "")
    tool.archive(by=make_person(), reason="A double.")
    assert (len(before), told("deployment", "")) == (1, [])


def test_pairs_name_the_search_and_the_change(make_tool):
    tool = make_tool(name="Map", terms=("purpose/mapping",))
    change(tool, summary="New words.")
    searches = [("tool", "purpose=mapping"), ("tool", "purpose=gone"), ("everything", "")]
    pairs = match(Change.objects.all(), searches)
    assert [(search, one.title) for search, one in pairs] == [
        (("tool", "purpose=mapping"), "Map"),
        (("everything", ""), "Map"),
    ]


PLACES = [
    ({"name": "Camp map"}, True),
    ({"summary": "It maps camps."}, True),
    ({"description": "In a camp."}, True),
    ({"other_names": ["Camp watch"]}, True),
    ({"terms": ("context/refugee-camp",)}, False),
    ({}, None),
]


@pytest.mark.parametrize("followed", ["tool", "everything"])
@pytest.mark.parametrize(("facts", "in_text"), PLACES)
def test_words_count_in_labels_of_terms_too_unless_names_and_texts_are_asked_for(
    make_tool, make_term, followed, facts, in_text
):
    make_term("context/refugee-camp", label="Refugee camp")
    tool = make_tool(**{"name": "Sheet", "summary": "What it is.", **facts})
    change(tool, licence="MIT")
    found = [bool(told(followed, query)) for query in ("q=camp", "q=camp&texts=1")]
    assert found == [in_text is not None, bool(in_text)]
