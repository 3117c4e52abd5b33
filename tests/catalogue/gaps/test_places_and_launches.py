"""Where tools are made and used, and since when: recorded, never deduced."""

import pytest

from catalogue.gaps.chart import count_launches
from catalogue.gaps.maps import places
from hub.search_engine.query import Query
from hub.search_engine.search import match_bits
from hub.search_engine.snapshot_cache import get_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _kenya(make_term):
    africa = make_term("region/m49-002", broader=make_term("region/m49-001"))
    east = make_term("region/m49-014", broader=africa)
    make_term("country/ke", broader=east)
    make_term("country/us")


def found():
    snapshot = get_snapshot("tool", "public")
    return places(snapshot, match_bits(snapshot, Query()))


def number(slug):
    (place,) = (place for place in found().places if place.term.slug == slug)
    return place.made, place.used


def test_a_tool_is_made_where_its_makers_sit(make_tool, make_organisation):
    makers = (
        make_organisation(terms=("country/ke",)),
        make_organisation(terms=("country/ke",)),
        make_organisation(terms=("country/us",)),
    )
    make_tool(organisations=makers)
    assert number("ke") == (1, 0)
    assert number("us") == (1, 0)


def test_a_seat_counts_for_the_regions_around_it(make_tool, make_organisation):
    make_tool(organisations=(make_organisation(terms=("country/ke",)),))
    assert number("m49-002") == (1, 0)


def test_use_and_making_are_told_apart(make_tool, make_organisation):
    maker = make_organisation(terms=("country/us",))
    make_tool(organisations=(maker,), terms=("country/ke",))
    assert number("ke") == (0, 1)
    assert number("us") == (1, 0)


def test_a_seat_is_not_deduced_from_a_name_or_from_a_parent(make_tool, make_organisation):
    parent = make_organisation(terms=("country/ke",))
    office = make_organisation(name="Kenya Office", part_of=parent)
    make_tool(organisations=(office,))
    assert found().made_unknown == 1
    assert found().made_known == 0


def test_the_seat_of_an_organisation_that_is_not_public_is_not_told(make_tool, make_organisation):
    make_tool(organisations=(make_organisation(terms=("country/ke",), visibility="internal"),))
    assert found().made_unknown == 1
    assert not found().places


def test_a_seat_that_is_recorded_later_is_counted(make_tool, make_organisation, make_term):
    from catalogue.models import OrganisationTerm
    from hub.records.models import recorded_change

    body = make_organisation()
    make_tool(organisations=(body,))
    assert found().made_unknown == 1
    with recorded_change(body):
        OrganisationTerm.objects.create(organisation=body, term=make_term("country/ke"))
    assert number("ke") == (1, 0)


def test_use_in_a_region_only_is_told_apart_from_use_that_is_not_known(make_tool):
    make_tool(terms=("region/m49-014",))
    make_tool(terms=("country/ke", "region/m49-014"))
    make_tool()
    assert (found().used_known, found().used_wide, found().used_unknown) == (1, 1, 1)


def test_launches_grow_from_2014_with_what_was_there_before(make_tool):
    for year in ("2009", "2014-03", "2016-01-31", "2016"):
        make_tool(first_released=year)
    make_tool()
    counted = count_launches(get_snapshot("tool", "public"))
    assert [(one.year, one.launched, one.so_far) for one in counted.years] == [
        (2014, 1, 2),
        (2015, 0, 2),
        (2016, 2, 4),
    ]
    assert (counted.before, counted.earlier) == (1, (2009,))
    assert (counted.known, counted.unknown) == (4, 1)


def test_a_year_nobody_can_mean_is_not_known(make_tool):
    make_tool(first_released="0216")
    assert count_launches(get_snapshot("tool", "public")).unknown == 1


def test_what_has_ended_was_launched_all_the_same(make_tool):
    make_tool(first_released="2015", terms=("status/discontinued",))
    assert count_launches(get_snapshot("tool", "public")).known == 1
