"""A record of each kind is merged and taken back: everything is as it was, row by row."""

import pytest

from hub.curation.merging.merge_undo import undo
from hub.curation.merging.record_merge import merge
from hub.curation.merging.record_pointers import undeclared_keys, undeclared_tables
from hub.records.models import FormerSlug
from hub.records.registry import record_types
from tests.hub.curation.merging.conftest import differences, state

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
KINDS = ("tool", "organisation", "deployment", "misuse", "helpline", "event", "recommendation",
         "document", "question")  # fmt: skip


def test_each_kind_of_record_is_tried():
    assert set(KINDS) == set(record_types)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("choice", ["", "take", "keep", "unite"])
def test_a_merge_that_is_taken_back_leaves_every_row_as_it_was(make_record, kind, choice):
    goes, stays = make_record(kind), make_record(kind)
    model = type(goes)
    before = state()
    chosen = dict.fromkeys(goes.facts(), choice) if choice else {}
    done = merge(model, goes.pk, stays.pk, by=None, reason="The same.", chosen=chosen)
    assert not model.objects.filter(pk=goes.pk).exists()
    assert FormerSlug.objects.get(kind=kind, slug=goes.slug).record_id == stays.pk
    undone = undo(done.pk, by=None)
    assert undone.left == []
    assert differences(before, state()) == {}


def test_no_key_to_a_record_is_forgotten():
    undeclared = [name for one in record_types.values() for name in undeclared_keys(one.model)]
    assert undeclared == []
    assert undeclared_tables() == []
