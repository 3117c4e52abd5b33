"""From the parameters of an address to one query, or to sentences."""

import pytest
from django.http import QueryDict

from catalogue.index_documents import TOOL_LIST
from catalogue.views.lists import TOOLS
from hub.lists.filter_form import UnusableQueryError, read_query
from hub.search_engine.query import Query

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def terms(make_term):
    make_term("purpose/a")
    make_term("purpose/b")
    make_term("region/m49-002")
    make_term("country/ke")


def read(text):
    return read_query(TOOLS.form_class, TOOL_LIST, QueryDict(text))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("q=+hotline++kenya+", Query(text="hotline kenya")),
        ("purpose=b&purpose=a", Query.of(chosen={"purpose": ["a", "b"]})),
        ("purpose=a&purpose=a&purpose=", Query.of(chosen={"purpose": ["a"]})),
        ("place=ke&place=m49-002", Query.of(chosen={"place": ["ke", "m49-002"]})),
        ("purpose=not-known&purpose=known-none",
         Query.of(chosen={"purpose": ["not-known", "known-none"]})),
        ("scope=dedicated&verification=not-known",
         Query.of(chosen={"scope": ["dedicated"], "verification": ["not-known"]})),
        ("sort=name&page=3&ended=1", Query(sort="name", page=3, include_ended=True)),
        ("page=&sort=&ended=&q=", Query()),
        ("page=%D9%A3", Query(page=3)),
        ("sort=verified&sort=name", Query(sort="name")),
        ("utm_source=x", Query()),
    ],
)  # fmt: skip
def test_parameters_become_a_query(text, query):
    assert read(text) == (query, False)


def test_a_text_may_be_taken_letter_by_letter():
    assert read("q=hotlien&exact=1") == (Query(text="hotlien"), True)


def test_a_replaced_term_becomes_its_successor(make_term):
    make_term("purpose/old").deprecate(successor=make_term("purpose/a"))
    assert read("purpose=old")[0] == Query.of(chosen={"purpose": ["a"]})


def test_a_deprecated_term_without_a_successor_can_still_be_chosen(make_term):
    make_term("purpose/old").deprecate()
    assert read("purpose=old")[0] == Query.of(chosen={"purpose": ["old"]})


def test_each_problem_has_a_sentence():
    with pytest.raises(UnusableQueryError) as problem:
        read("purpose=x&sort=y&page=0")
    assert len(problem.value.sentences) == 3


def test_what_can_be_used_is_kept_for_the_way_out():
    with pytest.raises(UnusableQueryError) as problem:
        read("q=hotline&purpose=a&context=x&page=2")
    assert problem.value.nearest == Query.of("hotline", {"purpose": ["a"]})


def test_a_term_of_another_facet_is_no_choice():
    with pytest.raises(UnusableQueryError, match="There is no choice “ke” under “What it does”"):
        read("purpose=ke")


def test_a_form_has_the_fields_only_that_are_asked_for():
    form = TOOLS.form_class(QueryDict("purpose=a&q=b&utm_source=x"))
    assert set(form.fields) == {"purpose", "q"}
    assert set(TOOLS.form_class.base_fields) > {"purpose", "q", "page", "sort"}
