"""What the index holds of a record follows the records that it is found with, and no others."""

from dataclasses import replace

import pytest

from hub.records.registry import record_types
from hub.search_engine.document import document_sources

PAIRS = [
    (kind.kind, name) for kind in record_types.values() for name in sorted(kind.model.on_page_only)
]


def documents(kind):
    return [replace(each, seq=0) for each in document_sources[kind].documents("public", None)]


@pytest.mark.parametrize(("kind", "relation"), PAIRS)
def test_what_stands_on_the_page_only_is_in_no_index(starter, kind, relation):
    model = record_types[kind].model
    pointed_at = model._meta.get_field(relation).related_model
    assert model.objects.published().exclude(**{relation: None}).exists()
    before, labels = documents(kind), document_sources[kind].labels()
    pointed_at.objects.update(name="Another")
    assert documents(kind) == before
    assert document_sources[kind].labels() == labels
    assert before
