"""Situations that home offers: declared answers, computed tools."""

import pytest
from django.http import QueryDict

from catalogue.fit.ranking import rank
from catalogue.fit.ready_situations import NAMED, READY_SITUATIONS, ready_links
from catalogue.fit.situation import read_situation
from catalogue.models import Tool
from hub.search_engine.snapshot_cache import get_snapshot

by_label = pytest.mark.parametrize("ready", READY_SITUATIONS, ids=lambda ready: str(ready.label))


def test_there_are_six():
    assert len(READY_SITUATIONS) == 6


@by_label
def test_every_answer_is_one_of_the_finder(starter, ready):
    assert read_situation(QueryDict(ready.situation.canonical())) == ready.situation


@pytest.mark.parametrize("number", range(6))
def test_the_tools_named_are_the_first_of_its_result(starter, number):
    snapshot = get_snapshot("tool", "public")
    named = [tool.url for tool in ready_links(snapshot)[number].tools]
    ranking = rank(snapshot, READY_SITUATIONS[number].situation)
    pks = [one.pk for one in ranking.assessments[: len(named)]]
    tools = Tool.objects.in_bulk(pks)
    assert 1 <= len(named) <= NAMED
    assert named == [tools[pk].get_absolute_url() for pk in pks]


@pytest.mark.django_db
def test_without_a_tool_that_fits_none_is_named(make_tool):
    make_tool(terms=("purpose/outreach",))
    links = ready_links(get_snapshot("tool", "public"))
    assert [link.tools for link in links] == [()] * 6


@pytest.mark.django_db
def test_a_tool_that_was_withdrawn_is_not_named(make_tool):
    terms = (
        "purpose/case-management",
        "connectivity/offline-first",
        "context/displacement-camp",
        "user/ngo-caseworker",
    )
    tool = make_tool(name="Notebook", terms=terms)
    snapshot = get_snapshot("tool", "public")
    assert [link.label for link in ready_links(snapshot)[0].tools] == ["Notebook"]
    Tool.objects.filter(pk=tool.pk).update(state="archived")
    assert ready_links(snapshot)[0].tools == ()


def test_all_tools_that_are_named_are_read_at_once(starter, django_assert_num_queries):
    snapshot = get_snapshot("tool", "public")
    ready_links(snapshot)
    with django_assert_num_queries(1):
        assert sum(len(link.tools) for link in ready_links(snapshot)) >= 6
