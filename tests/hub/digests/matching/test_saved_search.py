"""Query strings as they were stored, read by the terms of today."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from hub.digests.matching.saved_search import SavedSearchReader, parameters
from hub.lists.spec import list_specs

HARD = [
    [("q", "forced labour & more = 1+1"), ("purpose", "a"), ("purpose", "b")],
    [("q", "人身売買 “العمل القسري” é")],
    [("q", "100 % &amp; #"), ("ended", "1")],
    [],
]


@pytest.mark.parametrize("pairs", HARD)
def test_a_canonical_string_is_read_as_django_reads_it(pairs):
    query = urlencode(pairs)
    assert parameters(query) == dict(QueryDict(query).lists())


def test_empty_parameters_are_none():
    assert parameters("q=&purpose&x=1&&") == {"x": ["1"]}


@pytest.mark.django_db
def test_a_term_is_looked_up_once(make_term, django_assert_num_queries):
    make_term("purpose/mapping")
    reader = SavedSearchReader()
    first = reader.of_list(list_specs["tool"], "purpose=mapping")
    with django_assert_num_queries(0):
        assert reader.of_list(list_specs["tool"], "purpose=mapping") == first


@pytest.mark.django_db
def test_parameters_of_other_pages_are_left_aside():
    asked = SavedSearchReader().of_list(list_specs["tool"], "q=map&page=3&sort=name&who=anybody")
    assert (asked.text, asked.chosen) == ("map", ())


def test_a_search_over_everything_looks_everywhere_unless_it_names_kinds():
    reader = SavedSearchReader()
    found = [reader.of_everything(query).kinds for query in ("q=map", "q=map&kind=events")]
    searched = ("tool", "deployment", "question", "recommendation", "event", "document",
                "organisation", "helpline")  # fmt: skip
    assert found == [searched, ("event",)]


@pytest.mark.django_db
def test_an_answer_that_is_none_any_more_is_left_out_of_a_situation():
    found = SavedSearchReader().of_situation("task=identify&task=gone&whom=children")
    assert (found.task, found.whom) == (("identify",), ("children",))


@pytest.mark.django_db
def test_the_address_of_a_tool_that_moved_stands_for_its_new_one(make_tool):
    tool = make_tool(slug="old-address")
    tool.rename("new-address", by=None)
    found = SavedSearchReader().of_list(list_specs["deployment"], "tool=old-address")
    assert found.chosen == (("tool", ("new-address",)),)
