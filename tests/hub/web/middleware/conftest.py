import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="hotline", name="Hotline", summary="Old words.")


@pytest.fixture
def queries(client):
    """The statements that an address costs."""

    def count(path, **options):
        with CaptureQueriesContext(connection) as captured:
            client.get(path, **options)
        return [query["sql"] for query in captured.captured_queries]

    return count
