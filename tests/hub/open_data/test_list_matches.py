import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.lists.spec import list_specs
from hub.open_data.list_matches import list_matches, matching_keys
from hub.records.models import recorded_change
from hub.search_engine.query import PER_PAGE, SORTS, Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot

KINDS = pytest.mark.parametrize("kind", ["tool", "organisation", "deployment", "misuse", "event",
                                         "document", "recommendation"])  # fmt: skip
WORDS = ["", "survivors", "hotline app", "data trafficking", "recruitement", "case managment"]


def pages(kind, query, *, exact):
    """What a reader sees who leafs through all pages."""
    spec, snapshot = list_specs[kind], get_snapshot(kind, "public")
    found, page, last = [], 1, 1
    while page <= last:
        asked = spec.in_order(query.with_page(page))
        result = search(snapshot, asked, correct=not exact, literal=exact, facets=False)
        found += result.ids
        last, page = result.pages, page + 1
    return found


@KINDS
def test_a_whole_list_is_its_pages_behind_one_another(starter, kind):
    keys = matching_keys(kind, Query(page=3))
    assert keys == pages(kind, Query(), exact=False)
    assert len(keys) == len(set(keys)) == get_snapshot(kind, "public").total - ended(kind)


def ended(kind):
    return search(get_snapshot(kind, "public"), Query(), facets=False).ended_left_out


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_asked_the_whole_is_in_the_order_of_the_pages(starter, data):
    kind = data.draw(st.sampled_from(["tool", "organisation", "event", "recommendation"]))
    snapshot = get_snapshot(kind, "public")
    rows = sorted(
        (facet, slug)
        for facet, (_rows, slugs) in snapshot.segments[0].rows.facet_rows.items()
        for slug in slugs
    )
    chosen = {}
    for facet, slug in data.draw(st.lists(st.sampled_from(rows), max_size=3)):
        chosen.setdefault(facet, []).append(slug)
    query = Query.of(
        data.draw(st.sampled_from(WORDS)),
        chosen,
        sort=data.draw(st.sampled_from(SORTS)),
        include_ended=data.draw(st.booleans()),
    )
    exact = data.draw(st.booleans())
    assert matching_keys(kind, query, exact=exact) == pages(kind, query, exact=exact)


@pytest.mark.django_db
def test_more_than_a_page_is_whole(make_tool):
    made = {make_tool().pk for _number in range(PER_PAGE + 1)}
    assert set(matching_keys("tool", Query())) == made


@pytest.mark.django_db
def test_what_is_hidden_matches_nothing(make_tool):
    make_tool(state="draft")
    make_tool(visibility="vetted")
    assert matching_keys("tool", Query()) == []


@pytest.mark.django_db
def test_its_number_counts_public_changes_alone(make_tool, make_person):
    tool, hidden = make_tool(), make_tool(visibility="vetted")
    before = list_matches("tool", Query()).seq
    with recorded_change(hidden):
        hidden.name = "Another"
        hidden.save()
    unchanged = list_matches("tool", Query()).seq
    with recorded_change(tool):
        tool.name = "Another"
        tool.save()
    assert (unchanged, list_matches("tool", Query()).seq) == (before, before + 1)
