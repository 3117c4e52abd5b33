"""The two gaps: recommendations that no tool serves, tools that serve no recommendation."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from events.recommendations.follow_up_log import logs_of
from events.recommendations.models import (
    Recommendation,
    RecommendationTool,
    tools_without_recommendation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def gaps(tier="public"):
    return set(Recommendation.objects.published(tier).without_tools(tier))


def test_a_recommendation_without_a_tool_is_a_gap(make_recommendation, make_tool):
    gap = make_recommendation()
    make_recommendation(tools=(make_tool(),))
    assert gaps() == {gap}


def test_a_tool_of_a_sub_action_serves_the_recommendation(make_recommendation, make_tool):
    above = make_recommendation()
    make_recommendation(parent=above, tools=(make_tool(),))
    assert gaps() == set()
    assert above in Recommendation.objects.served()


def test_a_tool_of_a_draft_sub_action_does_not_close_a_gap(make_recommendation, make_tool):
    gap = make_recommendation()
    make_recommendation(parent=gap, tools=(make_tool(),), state="draft")
    assert gaps() == {gap}


def test_a_sub_action_is_no_gap_by_itself(make_recommendation, make_tool):
    make_recommendation(parent=make_recommendation(tools=(make_tool(),)))
    assert gaps() == set()


def test_a_tool_that_readers_may_not_see_does_not_close_a_gap(make_recommendation, make_tool):
    gap = make_recommendation(tools=(make_tool(visibility="law_enforcement"),))
    assert gaps() == {gap}
    assert gaps("law_enforcement") == set()


def test_an_archived_tool_does_not_close_a_gap(make_recommendation, make_tool):
    gap = make_recommendation(tools=(make_tool(state="archived"),))
    assert gaps() == {gap}


def test_a_tool_without_a_recommendation_is_a_gap(make_recommendation, make_tool):
    serves, gap = make_tool(), make_tool()
    make_recommendation(tools=(serves,))
    assert set(tools_without_recommendation()) == {gap}


def test_a_draft_recommendation_does_not_count_for_a_tool(make_recommendation, make_tool):
    tool = make_tool()
    make_recommendation(tools=(tool,), state="draft")
    assert set(tools_without_recommendation()) == {tool}


def test_a_link_has_its_reason(make_recommendation, make_tool):
    with pytest.raises(IntegrityError), transaction.atomic():
        RecommendationTool.objects.create(
            recommendation=make_recommendation(), tool=make_tool(), reason=""
        )


def test_a_tool_serves_a_recommendation_once(make_recommendation, make_tool):
    tool = make_tool()
    one = make_recommendation(tools=(tool,))
    with pytest.raises(IntegrityError), transaction.atomic():
        RecommendationTool.objects.create(recommendation=one, tool=tool, reason="Again.")


def test_a_page_shows_only_tools_that_its_reader_may_see(make_recommendation, make_tool):
    shown, hidden = make_tool(), make_tool(visibility="internal")
    one = make_recommendation(tools=(shown, hidden))
    (read,) = Recommendation.objects.filter(pk=one.pk).for_page()
    assert [link.tool for link in read.tool_links.all()] == [shown]


def test_the_queries_of_a_page_do_not_grow(
    make_recommendation, make_tool, make_follow_up, django_assert_num_queries
):
    def read(one):
        (page,) = Recommendation.objects.filter(pk=one.pk).for_page()
        statuses = logs_of((page, *page.sub_actions.all()))
        return statuses, [link.tool.name for link in page.tool_links.all()]

    small, large = (make_recommendation(tools=(make_tool(),)) for _number in range(2))
    make_follow_up(small, "done")
    make_follow_up(make_recommendation(parent=small, tools=(make_tool(),)), "done")
    for _number in range(4):
        make_follow_up(make_recommendation(parent=large, tools=(make_tool(),)), "done")
    make_follow_up(large, "done")
    read(small)  # every term is read once
    with CaptureQueriesContext(connection) as few:
        read(small)
    with django_assert_num_queries(len(few)):
        read(large)
