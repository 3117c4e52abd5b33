"""A filter from an address, in words, and as one string."""

import pytest
from django.http import QueryDict

from hub.digests.matching.filters import UnusableFilterError, parse, read, title_of_now
from hub.records.models import recorded_change

pytestmark = pytest.mark.django_db


def test_order_page_and_foreign_parameters_make_no_other_filter():
    asked = QueryDict("of=tool&sort=name&page=4&q=hotline&address=a@example.org")
    assert read("tool", asked).query == "q=hotline"


def test_what_has_ended_may_be_followed_too():
    assert parse("tool", "ended=1").query == "ended=1"


def test_letter_by_letter_is_kept():
    assert parse("tool", "q=hotlnie&exact=1").query == "q=hotlnie&exact=1"


def test_a_filter_read_again_is_the_same(make_term):
    make_term("purpose/mapping")
    query = parse("tool", "purpose=mapping&q=a b").query
    assert parse("tool", query).query == query


def test_a_title_says_what_goes_together_and_what_is_one_of_several(make_term):
    for slug in ("case-management", "mapping"):
        make_term(f"purpose/{slug}")
    title = parse("tool", "q=x&purpose=mapping&purpose=case-management").title
    assert title.translate(dict.fromkeys((0x2068, 0x2069))) == (
        "Tools · Words searched for: “x”; What it does: Case management or Mapping"
    )


def test_a_title_fits_its_field():
    assert len(parse("tool", f"q={'x' * 2000}").title) <= 500


def test_a_list_without_a_filter_is_followed_whole():
    assert (parse("event", "").title, parse("event", "").words) == ("Events", ())


def test_a_situation_without_answers_is_none():
    with pytest.raises(UnusableFilterError):
        parse("situation", "")


def test_the_search_over_everything_keeps_its_kinds():
    found = parse("everything", "q=data&kind=tools&kind=events&kind=tools")
    assert (found.query, found.page) == (
        "q=data&kind=events&kind=tools",
        "/search/?q=data&kind=events&kind=tools",
    )


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("tool", "purpose=nothing-like-it"),
        ("everything", "kind=people"),
        ("situation", "who=nobody-like-it"),
        ("person", ""),
        ("", ""),
    ],
)
def test_what_makes_no_filter_is_said_in_sentences(kind, query):
    with pytest.raises(UnusableFilterError) as problem:
        parse(kind, query)
    assert problem.value.sentences


# Words that count in names and texts only


@pytest.mark.parametrize("kind", ["tool", "event", "everything"])
def test_words_in_names_and_texts_only_are_a_filter_of_their_own(kind):
    found = parse(kind, "q=camp&texts=1")
    assert (found.query, found.texts_only, found.searches) == ("q=camp&texts=1", True, True)
    assert parse(kind, found.query) == found
    assert "texts" not in found.page
    assert found.feed.endswith("q=camp&texts=1")
    assert found.title.translate(dict.fromkeys((0x2068, 0x2069))).endswith(
        " · Words searched for in names and texts: “camp”"
    )


@pytest.mark.parametrize(
    ("kind", "query"), [("tool", ""), ("tool", "ended=1"), ("everything", "kind=tools")]
)
def test_without_words_there_is_nothing_to_choose(kind, query):
    found = parse(kind, f"{query}&texts=1")
    assert (found.query, found.texts_only, found.searches) == (query, False, False)


def test_what_is_stored_says_where_its_words_count_unless_another_choice_is_made():
    stored = [
        parse("tool", query, texts_only=choice).query
        for query in ("q=camp", "q=camp&texts=1")
        for choice in (None, True, False)
    ]
    assert stored == [
        "q=camp", "q=camp&texts=1", "q=camp", "q=camp&texts=1", "q=camp&texts=1", "q=camp",
    ]  # fmt: skip


def test_a_stored_title_names_a_record_as_it_is_called_now(make_deployment, make_tool):
    tool = make_tool(slug="rosas-map", name="Rosa’s map")
    make_deployment(tool=tool)
    query = parse("deployment", "tool=rosas-map").query
    with recorded_change(tool):
        tool.name = "Map"
        tool.save()
    tool.rename("map", by=None)
    title = title_of_now("deployment", query, "Practice notes · Tool: Rosa’s map")
    assert title == "Used in practice · Tool: Map"


def test_and_not_at_all_once_it_is_gone(make_deployment, make_tool, make_person):
    tool = make_tool(slug="rosas-map", name="Rosa’s map")
    make_deployment(tool=tool)
    tool.archive(by=make_person(), reason="She asked for it.")
    title = title_of_now("deployment", "tool=rosas-map", "Practice notes · Tool: Rosa’s map")
    assert title == "Used in practice"


def test_a_title_without_records_is_kept_as_it_was_stored():
    assert title_of_now("tool", "q=map", "Tools · as asked for") == "Tools · as asked for"
