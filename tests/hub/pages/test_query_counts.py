"""No page asks the database more often when there is more to show."""

from itertools import count

import pytest

from hub.records.models import recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
numbers = count(1)


@pytest.fixture
def grow(make_tool, make_organisation):
    """More of everything that pages show."""

    def more(amount):
        for _ in range(amount):
            bodies = tuple(
                make_organisation(terms=("country/ke",), names=(f"Other name {next(numbers)}",))
                for _ in range(2)
            )
            make_tool(
                terms=("purpose/outreach", "context/online", "country/ke", "language/sw"),
                inferred=("safeguard/risk-surveillance",),
                organisations=bodies,
                description="The same words in every one of them.",
            )

    return more


# Exactly so many: one of them is the number of the newest change, and one asks which cards of tools
# are the newest, of which the process holds none.
QUERIES = {
    "/": 4,
    "/tools/": 5,
    "/tools/?q=words&purpose=outreach&sort=name": 5,
    "/tools/?q=nothing-like-it": 1,
    "/tools/feed/": 2,
    "/organisations/": 4,
    "/vocabulary/": 1,
    "/vocabulary/purpose/": 1,
    "/vocabulary/purpose/outreach/": 5,
    "/whats-new/": 2,
    "/sitemap.xml": 10,
}


def test_no_page_asks_more_of_more_records(grow, queries_of):
    """All pages in one test: the records take longer to make than the pages."""
    grow(2)
    assert {path: queries_of(path) for path in QUERIES} == QUERIES
    grow(6)
    assert {path: queries_of(path) for path in QUERIES} == QUERIES


def test_a_tool_page_asks_no_more_of_more_records(grow, make_tool, make_organisation, queries_of):
    grow(2)
    make_tool(slug="one", terms=("purpose/outreach",), organisations=(make_organisation(),))
    few = queries_of("/tools/one/")
    grow(6)
    bodies = tuple(make_organisation(terms=("country/ke",)) for _ in range(5))
    make_tool(
        slug="other",
        terms=("purpose/outreach", "context/online", "country/ke", "language/sw"),
        organisations=bodies,
    )
    assert (queries_of("/tools/other/") - few, few <= 12) == (0, True), few


def test_an_organisation_page_asks_no_more_of_more_tools(make_tool, make_organisation, queries_of):
    one, other = make_organisation(slug="one"), make_organisation(slug="other")
    make_tool(organisations=(one,))
    for _ in range(8):
        make_tool(organisations=(other,), terms=("purpose/outreach",))
        make_organisation(part_of=other)
    few = queries_of("/organisations/one/")
    assert (queries_of("/organisations/other/") - few, few <= 14) == (0, True), few


@pytest.mark.parametrize("path", ["/", "/whats-new/", "/whats-new/feed/", "/changes/feed/?of=tool"])
def test_what_changed_is_read_for_all_lines_at_once(make_tool, make_organisation, queries_of, path):
    def update(count):
        for number in range(count):
            tool = make_tool(organisations=(make_organisation(),))
            with recorded_change(tool):
                tool.licence = f"Licence {number}"
                tool.save()
                tool.organisation_links.create(organisation=make_organisation())

    update(2)
    few = queries_of(path)
    update(3)
    assert queries_of(path) == few
