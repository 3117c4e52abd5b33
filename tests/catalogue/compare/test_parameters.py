"""What the address of a comparison asks for."""

import pytest
from django.http import QueryDict

from catalogue.compare.parameters import (
    CompareParameters,
    UnusableCompareError,
    read_compare_parameters,
)
from catalogue.fit.situation import Situation

pytestmark = pytest.mark.django_db


def test_tools_keep_their_order_and_stand_once():
    asked = read_compare_parameters(QueryDict("tool=b&tool=a&tool=b&tool="), 6)
    assert asked.tools == ("b", "a")


def test_the_situation_and_the_choice_of_rows_are_read_along():
    asked = read_compare_parameters(
        QueryDict("tool=a&tool=b&limit=no-internet&only=differences&only="), 6
    )
    assert asked.situation == Situation(limit=("no-internet",))
    assert asked.only == {"differences"}


def test_the_address_of_what_was_read_means_the_same():
    given = "tool=b&tool=a&task=refer&only=differences&only=situation"
    asked = read_compare_parameters(QueryDict(given), 6)
    assert read_compare_parameters(QueryDict(asked.address("/x/").partition("?")[2]), 6) == asked


def test_too_many_tools_leave_the_first_ones():
    with pytest.raises(UnusableCompareError) as problem:
        read_compare_parameters(QueryDict("&".join(f"tool=t{n}" for n in range(7))), 6)
    assert problem.value.nearest.tools == tuple(f"t{n}" for n in range(6))
    assert problem.value.sentences == ["At most 6 tools can be used here, and 7 are given."]


def test_every_parameter_that_cannot_be_used_has_its_sentence():
    with pytest.raises(UnusableCompareError) as problem:
        read_compare_parameters(QueryDict("tool=a&only=everything&who=nobody&limit=no-internet"), 6)
    assert len(problem.value.sentences) == 2
    assert problem.value.nearest == CompareParameters(("a",), Situation(limit=("no-internet",)))


@pytest.mark.parametrize(
    ("slug", "expected"),
    [("a", ("a", "b", "c")), ("b", ("b", "a", "c")), ("c", ("a", "c", "b"))],
)
def test_a_tool_moves_up_by_one_place(slug, expected):
    assert CompareParameters(("a", "b", "c")).moved_up(slug).tools == expected


def test_a_tool_is_added_once_and_taken_away():
    assert CompareParameters(("a",)).with_tool("b").with_tool("a").tools == ("a", "b")
    assert CompareParameters(("a", "b")).without("a").tools == ("b",)


def test_a_choice_of_rows_is_turned_on_and_off():
    on = CompareParameters(("a", "b")).toggled("differences")
    assert on.address("/c/") == "/c/?tool=a&tool=b&only=differences"
    assert on.toggled("differences") == CompareParameters(("a", "b"))
