import pytest

from hub.curation.link_checks.recorded_addresses import is_checked, recorded_addresses
from hub.records.models import Source
from tests.hub.curation.record_checks.conftest import cite

pytestmark = pytest.mark.usefixtures("starter_or_empty")


def found():
    return {(one.url, one.record_kind, one.fact, one.label) for one in recorded_addresses()}


def test_the_own_address_and_those_of_sources_are_found(make_tool):
    tool = make_tool(url="https://beacon.example/")
    cite(tool, url="https://report.example/1", title="A report")
    assert found() == {
        ("https://beacon.example/", "tool", "url", ""),
        ("https://report.example/1", "tool", "citations", "A report"),
    }


def test_a_source_that_is_cited_for_several_facts_stands_once(make_tool):
    tool = make_tool(url=None)
    for fact in ("", "name", "summary"):
        cite(tool, fact, url="https://report.example/1", title="A report")
    assert len(list(recorded_addresses())) == 1


def test_the_archived_copy_is_kept_beside_the_address_and_not_asked(make_tool):
    tool = make_tool(url=None)
    copy = "https://web.archive.org/web/2020/https://report.example/1"
    cite(tool, url="https://report.example/1", title="A report")
    Source.objects.update(archived_url=copy)
    assert [(one.url, one.archived_url) for one in recorded_addresses()] == [
        ("https://report.example/1", copy)
    ]


@pytest.mark.parametrize("changes", [{"state": "draft"}, {"visibility": "practitioner"}])
def test_what_not_everybody_may_read_is_not_found(make_tool, changes):
    tool = make_tool(url="https://beacon.example/", **changes)
    cite(tool, url="https://report.example/1", title="A report")
    assert found() == set()


def test_every_kind_of_record_is_looked_through(starter):
    kinds = {one.record_kind for one in recorded_addresses()}
    assert {"tool", "organisation", "helpline", "document", "event"} <= kinds


@pytest.mark.parametrize(
    ("url", "is_asked"),
    [
        ("https://beacon.example/", True),
        ("mailto:a@example.org", False),
        ("ftp://example.org/", False),
        ("https://web.archive.org/web/2020/https://example.org/", False),
        ("http://[::1", False),
        ("https://example.org/" + "x" * 1000, False),
    ],
)
def test_only_addresses_of_the_web_are_asked(url, is_asked):
    assert is_checked(url) is is_asked
