"""Public tools for their page: the same as by prefetching."""

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from catalogue.models import Tool
from catalogue.public_tools import tool_for_page, tools_for_comparison
from hub.records.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def shown(tool):
    """What pages read of a tool, with everything that was prefetched."""
    return (
        {field.attname: getattr(tool, field.attname) for field in tool._meta.concrete_fields},
        sorted(model_to_dict(link).items() for link in tool.term_links.all()),
        [(each.subject, model_to_dict(each.source)) for each in tool.citations.all()],
        [(link.role, model_to_dict(link.organisation)) for link in tool.organisation_links.all()],
        [
            [term.term_id for term in link.organisation.term_links.all()]
            for link in tool.organisation_links.all()
        ],
    )


def shown_terms(tool):
    return sorted(link.term_id for link in tool.term_links.all())


@pytest.fixture
def tools(make_tool, make_organisation, make_term):
    source = Source.objects.create(title="A report")
    for number in range(2):
        tool = make_tool(slug=f"tool-{number}")
        for subject in ("", "scope"):
            tool.citations.create(source=source, subject=subject)
        for position in (1, 0):
            body = make_organisation(slug=f"body-{number}-{position}")
            body.term_links.create(term=make_term(f"country/c{number}{position}"))
            tool.organisation_links.create(organisation=body, position=position)
        tool.term_links.create(term=make_term(f"context/x{number}"))
    make_tool(slug="bare")
    make_tool(slug="draft", state=Tool.State.DRAFT)


def test_a_tool_comes_as_if_it_were_prefetched(tools):
    for slug in ("tool-0", "tool-1", "bare"):
        with CaptureQueriesContext(connection) as queries:
            tool = tool_for_page(slug)
        read = len(queries)
        assert shown(tool) == shown(Tool.objects.for_page().get(slug=slug))
        assert read <= 5
    assert tool_for_page("draft") is None
    assert tool_for_page("nothing") is None


def test_several_tools_come_in_four_queries(tools):
    with CaptureQueriesContext(connection) as queries:
        compared = tools_for_comparison(["tool-1", "draft", "tool-0"])
    assert {tool.slug for tool in compared} == {"tool-0", "tool-1"}
    assert len(queries) == 4
    assert [shown_terms(tool) for tool in compared] == [
        shown_terms(Tool.objects.get(pk=tool.pk)) for tool in compared
    ]
