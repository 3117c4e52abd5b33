"""A body with a tool, another body with another, and a focal point of the first."""

import html

import pytest

from hub.accounts.models import Person
from tests.hub.curation.drafts.conftest import DraftPages
from tests.plugins.stewards import browser_of


def text_of(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def body(make_organisation):
    return make_organisation(name="Our Body")


@pytest.fixture
def own(make_tool, steward, body):
    tool = make_tool(name="Our tool", slug="our-tool")
    steward(tool, body)
    return tool


@pytest.fixture
def other(make_tool, make_organisation, steward):
    tool = make_tool(name="Another tool", slug="another-tool")
    steward(tool, make_organisation(name="Another body"))
    return tool


@pytest.fixture
def ada(make_focal_point, body) -> Person:
    return make_focal_point(body, email="ada@example.org", name="Ada")


@pytest.fixture
def hers(ada):
    """Her browser."""
    return browser_of(ada)


@pytest.fixture
def drafts_of(fields_of):
    return lambda client, record: DraftPages(client, record, fields_of)
