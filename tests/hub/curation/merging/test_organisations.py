"""Two records of one organisation become one."""

import pytest

from catalogue.models import Organisation
from hub.curation.merging.merge_undo import undo
from hub.records.models import FormerSlug, Revision
from tests.plugins.merges import merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(make_organisation, make_tool):
    """Two records of one body, made one; one tool had both of them, one only the leaving one."""
    stays = make_organisation(name="United Hub", slug="united-hub")
    leaves = make_organisation(name="U. Hub", slug="u-hub", names=("UH",))
    both = make_tool(slug="both", organisations=(leaves, stays))
    only = make_tool(slug="only", organisations=(leaves,))
    part = make_organisation(slug="part", part_of=leaves)
    merge(leaves, stays, reason="one body")
    return stays, both, only, part


def test_merging_moves_tools_parts_and_names(merged):
    stays, both, only, part = merged
    part.refresh_from_db()
    assert list(both.organisations.all()) == [stays]
    assert list(only.organisations.all()) == [stays]
    assert part.part_of == stays
    assert {str(name) for name in stays.names.all()} == {"UH", "U. Hub"}


def test_the_address_of_the_merged_one_leads_to_the_other(merged):
    assert FormerSlug.objects.get(kind="organisation", slug="u-hub").record_id == merged[0].pk
    assert not Organisation.objects.filter(slug="u-hub").exists()


def test_merging_is_in_the_ledger_of_all_it_touched(merged):
    stays, both, only, part = merged
    told = Revision.objects.filter(reason="one body").values_list("kind", "record_id")
    assert {
        ("organisation", stays.pk),
        ("tool", both.pk),
        ("tool", only.pk),
        ("organisation", part.pk),
    } <= set(told)


def test_a_part_can_be_merged_into_its_own_parent(make_organisation):
    parent = make_organisation()
    part = make_organisation(part_of=parent)
    child = make_organisation(part_of=part)
    merge(part, parent)
    child.refresh_from_db()
    assert child.part_of == parent


def test_a_parent_can_be_merged_into_its_part_and_taken_back(make_organisation):
    parent = make_organisation()
    part = make_organisation(part_of=parent)
    done = merge(parent, part)
    part.refresh_from_db()
    assert part.part_of is None
    undo(done.pk, by=None)
    part.refresh_from_db()
    assert part.part_of == parent
