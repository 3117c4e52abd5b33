"""With the data that a site starts with: every format of a list has the records of its pages."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.lists.spec import list_specs
from hub.search_engine.query import SORTS, Query
from hub.search_engine.snapshot_cache import get_snapshot
from tests.plugins.open_data_files import body, ids, table

KINDS = {
    "/tools": "tool", "/organisations": "organisation", "/practice": "deployment",
    "/misuse": "misuse", "/help-now/lines": "helpline", "/events": "event",
    "/documents": "document", "/recommendations": "recommendation",
}  # fmt: skip
PATHS = pytest.mark.parametrize("path", KINDS)


@PATHS
def test_every_list_has_every_format_and_each_the_same_records(starter, client, path):
    found = [ids(client, f"{path}.{ending}") for ending in ("csv", "json", "xlsx")]
    assert found[0]
    assert found[0] == found[1] == found[2]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_the_filter_every_format_has_its_records_in_the_order_of_the_list(
    starter, client, data
):
    path = data.draw(st.sampled_from(["/tools", "/events", "/recommendations", "/organisations"]))
    snapshot = get_snapshot(KINDS[path], "public")
    offered = list_specs[KINDS[path]].facets_by_name
    rows = sorted(
        (facet, slug)
        for facet, (_rows, slugs) in snapshot.segments[0].rows.facet_rows.items()
        for slug in slugs
        if facet in offered and offered[facet].resolve(slug) == (slug,)
    )
    chosen = {}
    for facet, slug in data.draw(st.lists(st.sampled_from(rows), max_size=2)):
        chosen.setdefault(facet, []).append(slug)
    words = data.draw(st.sampled_from(["", "data", "survivors", "trafficking technology"]))
    query = Query.of(words, chosen, sort=data.draw(st.sampled_from(SORTS)))
    asked = query.canonical()
    by_format = [ids(client, f"{path}.{ending}?{asked}&fields=verification") for ending in
                 ("csv", "json", "xlsx")]  # fmt: skip
    assert by_format[0] == by_format[1] == by_format[2]
    page = client.get(f"{path}/?{asked}").content.decode()
    addresses = [row["address"] for row in table(body(client.get(f"{path}.csv?{asked}")))]
    shown = [each.removeprefix("http://localhost:8000") for each in addresses[:20]]
    places = [page.find(f'href="{each}"') for each in shown]
    assert -1 not in places
