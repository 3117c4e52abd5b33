from bench.peers import datasette_address


def test_a_list_has_its_address_in_datasette():
    address = datasette_address("/tools/?q=police+data&place=m49-002&status=active&sort=name")
    assert address.startswith(
        "/tools/tools?_size=20&_search=police+data&region__arraycontains=m49-002"
        "&status__arraycontains=active&_facet_array=purpose"
    )
