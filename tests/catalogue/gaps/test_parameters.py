"""The parameters of the gap map."""

import pytest
from django.http import QueryDict

from catalogue.gaps.parameters import GapParameters, UnusableGapsError, read_gap_parameters


@pytest.mark.parametrize("by", ["situation", "region"])
@pytest.mark.parametrize("only", ["", "active", "verified"])
def test_an_address_reads_back_as_what_it_was_made_from(by, only):
    asked = GapParameters(by, only)
    assert read_gap_parameters(QueryDict(asked.canonical())) == asked


def test_nothing_asked_needs_no_parameters():
    assert GapParameters().canonical() == ""


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("by=planet", "“by” is situation or region, not “planet”."),
        ("only=alive", "“only” is active or verified, not “alive”."),
        ("by=region&by=situation", "“by” can be given only once."),
        ("only=active&only=active", "“only” can be given only once."),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(query, sentence):
    with pytest.raises(UnusableGapsError) as problem:
        read_gap_parameters(QueryDict(query))
    assert problem.value.sentences == [sentence]


def test_what_can_be_used_beside_a_mistake_is_kept_for_the_way_on():
    with pytest.raises(UnusableGapsError) as problem:
        read_gap_parameters(QueryDict("by=region&only=alive"))
    assert problem.value.nearest == GapParameters(by="region")


def test_parameters_of_other_pages_are_ignored():
    assert read_gap_parameters(QueryDict("q=data&only=active")) == GapParameters(only="active")
