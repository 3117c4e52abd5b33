"""What tools and organisations put in the index, and when they leave it."""

import datetime

import pytest
import time_machine

from catalogue.index_documents import ORGANISATION_SOURCE, TOOL_SOURCE
from hub.records.models import SearchState, recorded_change
from hub.vocabulary.models import TermLabel

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def document(record, source=TOOL_SOURCE, tier="public"):
    (found,) = (each for each in source.documents(tier, None) if each.pk == record.pk)
    return found


def rows(record, facet, source=TOOL_SOURCE):
    start = f"{facet}/"
    return {row[len(start) :] for row in document(record, source).rows if row.startswith(start)}


@pytest.fixture
def kenya(make_term):
    world = make_term("region/m49-001", label="World")
    africa = make_term("region/m49-002", label="Africa", broader=world)
    east = make_term("region/m49-014", label="Eastern Africa", broader=africa)
    return make_term("country/ke", label="Kenya", broader=east)


def test_a_country_is_found_under_its_regions(make_tool, kenya):
    assert rows(make_tool(terms=("country/ke",)), "place") == {"ke", "m49-014", "m49-002"}


def test_a_country_is_not_worldwide(make_tool, kenya):
    assert "m49-001" not in rows(make_tool(terms=("country/ke",)), "place")


def test_worldwide_is_a_place_of_its_own(make_tool, kenya):
    assert rows(make_tool(terms=("region/m49-001",)), "place") == {"m49-001"}


def test_a_tool_without_a_place_has_a_place_that_is_not_known(make_tool):
    assert rows(make_tool(), "place") == {"not-known"}


def test_a_term_brings_its_broader_terms(make_tool, make_term):
    make_term("trafficking_type/scam", broader=make_term("trafficking_type/criminality"))
    found = rows(make_tool(terms=("trafficking_type/scam",)), "trafficking_type")
    assert found == {"scam", "criminality"}


@pytest.mark.parametrize("facet", [f for f in TOOL_SOURCE.facets if f != "verification"])
def test_every_facet_has_a_row_for_what_is_not_known(make_tool, facet):
    assert rows(make_tool(), facet) == {"not-known"}


@pytest.mark.parametrize("scheme", ["purpose", "language", "status", "safeguard", "country"])
def test_known_to_be_none_is_a_row_of_its_own(make_tool, scheme):
    facet = "place" if scheme == "country" else scheme
    assert "known-none" in rows(make_tool(known_none=[scheme]), facet)


def test_scope_and_verification_are_rows(make_tool):
    tool = make_tool(scope="adjacent", verification="disputed")
    assert (rows(tool, "scope"), rows(tool, "verification")) == ({"adjacent"}, {"disputed"})


def test_of_tools_alike_what_is_not_known_to_be_made_for_it_stands_between(make_tool):
    standings = [
        document(make_tool(scope=scope, terms=terms)).standing
        for terms in (("status/pilot", "evidence_level/user-study"), ("status/pilot",))
        for scope in ("dedicated", None, "adjacent")
    ]
    studied, plain = standings[:3], standings[3:]
    assert studied == sorted(set(studied), reverse=True)
    assert plain == sorted(set(plain), reverse=True)
    assert studied[2] < plain[1] < studied[1] < plain[0], "a study weighs less than the scope"


@pytest.mark.parametrize(
    ("status", "ended"),
    [("active", False), ("concept", False), ("inactive", True), ("discontinued", True),
     ("superseded", True)],
)  # fmt: skip
def test_what_has_ended_is_marked(make_tool, status, ended):
    assert document(make_tool(terms=(f"status/{status}",))).ended is ended


def test_a_tool_of_unknown_status_has_not_ended(make_tool):
    assert document(make_tool()).ended is False


def test_a_tool_is_found_by_its_organisations_and_their_names(make_tool, make_organisation):
    body = make_organisation(name="International Committee", names=("ICRC",))
    tool = make_tool(other_names=["RS"], organisations=(body,))
    assert document(tool).names == ("RS", "International Committee", "ICRC")


def test_a_name_for_matching_only_is_not_found(make_tool, make_organisation):
    body = make_organisation(name="Committee")
    body.names.create(text="Committee (host)", shown=False)
    assert document(make_tool(organisations=(body,))).names == ("Committee",)


@pytest.mark.parametrize(("tier", "names"), [("public", ()), ("vetted", ("Hidden",))])
def test_a_hidden_organisation_is_found_by_those_who_may_see_it(
    make_tool, make_organisation, tier, names
):
    tool = make_tool(organisations=(make_organisation(name="Hidden", visibility="vetted"),))
    assert document(tool, tier=tier).names == names


def test_a_hidden_whole_is_not_told_of_its_part(make_organisation):
    whole = make_organisation(name="Hidden", state="draft")
    part = make_organisation(part_of=whole)
    assert "Hidden" not in document(part, ORGANISATION_SOURCE).description


def test_an_organisation_is_found_by_its_whole(make_organisation):
    part = make_organisation(part_of=make_organisation(name="Whole"))
    assert "Whole" in document(part, ORGANISATION_SOURCE).description


def test_the_order_is_that_of_the_last_change_by_a_person(make_tool):
    moment = datetime.datetime(2031, 5, 6, 7, 8, tzinfo=datetime.UTC)
    with time_machine.travel(moment, tick=False):
        tool = make_tool()
        with recorded_change(tool):
            tool.summary = "Changed"
            tool.save()
    assert document(tool).updated == moment


def test_what_came_in_on_one_day_and_was_never_changed_is_equally_new(make_tool):
    moment = datetime.datetime(2031, 5, 6, 7, 8, tzinfo=datetime.UTC)
    with time_machine.travel(moment, tick=False):
        tool = make_tool()
    assert document(tool).updated == moment.replace(hour=0, minute=0)


@pytest.mark.parametrize(
    ("released", "day"), [("2018", 20180000), ("2018-10", 20181000), ("2018-10-18", 20181018)]
)
def test_when_a_tool_came_out_is_as_precise_as_its_source(make_tool, released, day):
    assert document(make_tool(first_released=released)).released == day
    assert document(make_tool(slug="other")).released == 0


def test_what_is_at_work_stands_above_what_is_planned(make_tool, make_term):
    active = make_tool(slug="a", terms=("status/active", "evidence_level/usage-figures"))
    untold = make_tool(slug="b", terms=("status/active",))
    unknown, planned = make_tool(slug="c"), make_tool(slug="d", terms=("status/concept",))
    standing = [document(tool).standing for tool in (active, untold, unknown, planned)]
    assert standing == sorted(standing, reverse=True)
    assert len(set(standing)) == 4


def test_all_texts_of_a_tool_can_be_found(make_tool):
    texts = {name: f"Words of {name}." for name in ("description", "preconditions", "caution")}
    found = document(make_tool(**texts)).description
    assert all(text in found for text in texts.values())


# What changed, and what is gone


def test_only_what_changed_is_read_again(make_tool):
    make_tool()
    seq = SearchState.current()
    newer = make_tool()
    assert [each.pk for each in TOOL_SOURCE.documents("public", seq)] == [newer.pk]


@pytest.mark.parametrize(
    "change", [{"state": "draft"}, {"state": "archived"}, {"visibility": "vetted"}], ids=str
)
def test_what_is_no_longer_public_is_gone(make_tool, change):
    tool, _other = make_tool(), make_tool()
    seq = SearchState.current()
    with recorded_change(tool):
        for name, value in change.items():
            setattr(tool, name, value)
        tool.save()
    assert list(TOOL_SOURCE.gone("public", seq)) == [tool.pk]


def test_what_is_hidden_from_the_public_is_not_gone_for_those_who_may_see_it(make_tool):
    tool = make_tool()
    seq = SearchState.current()
    with recorded_change(tool):
        tool.visibility = "vetted"
        tool.save()
    assert list(TOOL_SOURCE.gone("vetted", seq)) == []


def test_what_is_visible_is_never_gone(make_tool):
    make_tool()
    assert list(TOOL_SOURCE.gone("public", 0)) == []


@pytest.mark.parametrize(("tier", "count"), [("public", 1), ("practitioner", 2), ("internal", 3)])
def test_each_tier_counts_what_it_may_see(make_tool, tier, count):
    for visibility in ("public", "practitioner", "internal"):
        make_tool(visibility=visibility)
    make_tool(state="draft")
    assert TOOL_SOURCE.count(tier) == count == len(list(TOOL_SOURCE.documents(tier, None)))


def test_reading_costs_a_fixed_number_of_queries(make_tool, django_assert_max_num_queries):
    for _ in range(10):
        make_tool(terms=("purpose/outreach",))
    with django_assert_max_num_queries(11):
        list(TOOL_SOURCE.documents("public", None))


# Labels


def test_a_row_has_the_labels_of_its_term_in_every_language(make_term):
    term = make_term("purpose/outreach", label="Outreach")
    TermLabel.objects.create(term=term, language="fr", text="Aller vers")
    assert TOOL_SOURCE.labels()["purpose/outreach"] == [("en", "Outreach"), ("fr", "Aller vers")]


def test_a_country_is_found_in_six_languages(kenya):
    labels = TOOL_SOURCE.labels()["place/ke"]
    expected = {"fr": "Kenya", "ru": "Кения", "zh": "肯尼亚", "ar": "كينيا", "es": "Kenia"}
    assert set(expected.items()) <= set(labels)
    # What it is called on pages stands before what others call it.
    assert next(text for language, text in labels if language == "zh") == "肯尼亚"


def test_what_is_not_known_has_no_label(make_tool):
    make_tool()
    assert not any(row.endswith(("not-known", "known-none")) for row in TOOL_SOURCE.labels())
