"""How a page names its sources."""

import pytest

from catalogue.models import ToolCitation
from hub.records.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(make_tool, visit):
    """The line of a source on the page of a tool that cites it."""

    def line(**source):
        tool = make_tool()
        ToolCitation.objects.create(tool=tool, source=Source.objects.create(**source))
        page = visit(tool.get_absolute_url())
        return page.one("li", id="source-1").text

    return line


def test_a_source_has_its_title_publisher_and_the_day_it_was_read(listed):
    line = listed(
        title="A report", publisher="UNODC", url="https://www.unodc.org/r", read_on="2026-05-04"
    )
    assert line == "A report, UNODC Read 4 May 2026."


def test_a_title_that_is_made_says_so(listed):
    line = listed(url="https://traffikanalysis.org/how-it-works/")
    assert line == "How it works, traffikanalysis.org (title made from the address)"


def test_a_copy_is_marked(listed):
    line = listed(title="Line 116", url="https://allafrica.com/stories/1.html")
    assert line == "Line 116, allafrica.com A copy, not the publisher’s own page."


def test_an_own_page_is_not_marked(listed):
    assert "copy" not in listed(title="A report", url="https://www.unodc.org/r")
