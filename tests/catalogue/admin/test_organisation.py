"""The curators' side of organisations."""

import pytest

from catalogue.models import Organisation
from hub.records.models import FormerSlug, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(body):
    return f"/admin/catalogue/organisation/{body.pk}/change/"


def test_saving_an_untouched_form_changes_nothing(curator, change, make_organisation):
    body = make_organisation(
        names=("B",), terms=("country/ke",), part_of=make_organisation(), ended="2020-01"
    )
    before = body.facts()
    assert change(curator, address(body)).status_code == 302
    assert body.facts() == before


def test_its_parent_can_be_known_to_be_none(curator, change, make_organisation):
    body = make_organisation()
    change(curator, address(body), none_part_of="on")
    body.refresh_from_db()
    assert body.known_none == ["part_of_id"]


def test_a_parent_beside_known_to_be_none_is_refused(curator, change, make_organisation):
    body = make_organisation(part_of=make_organisation())
    answer = change(curator, address(body), none_part_of="on")
    assert "part_of" in answer.context["adminform"].form.errors


def test_a_name_of_another_organisation_is_refused(curator, change, make_organisation):
    make_organisation(names=("The Hub",))
    rows = {"names-TOTAL_FORMS": "1", "names-0-text": "the  HUB!"}
    answer = change(curator, address(make_organisation()), **rows)
    assert "has this name already" in answer.content.decode()


def test_a_name_twice_in_one_form_is_refused(curator, change, make_organisation):
    rows = {"names-TOTAL_FORMS": "2", "names-0-text": "Hub", "names-1-text": "HUB"}
    answer = change(curator, address(make_organisation()), **rows)
    assert "stands here twice" in answer.content.decode()


def test_an_organisation_is_not_part_of_itself(curator, change, make_organisation):
    body = make_organisation()
    answer = change(curator, address(body), part_of=str(body.pk))
    assert "part_of" in answer.context["adminform"].form.errors


@pytest.fixture
def merged(curator, make_organisation, make_tool):
    """Two records of one body, made one; one tool had both of them, one only the leaving one."""
    stays = make_organisation(name="United Hub", slug="united-hub")
    leaves = make_organisation(name="U. Hub", slug="u-hub", names=("UH",))
    both = make_tool(slug="both", organisations=(leaves, stays))
    only = make_tool(slug="only", organisations=(leaves,))
    part = make_organisation(slug="part", part_of=leaves)
    answer = curator.post(
        f"/admin/catalogue/organisation/{leaves.pk}/merge/",
        {"into": stays.pk, "reason": "one body", "seen_version": "1", "seen_into_version": "1"},
    )
    assert answer.status_code == 302
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


def test_merging_into_itself_is_refused(curator, make_organisation):
    body = make_organisation()
    answer = curator.post(
        f"/admin/catalogue/organisation/{body.pk}/merge/", {"into": body.pk, "reason": "x"}
    )
    assert "into" in answer.context["form"].errors


def test_a_part_can_be_merged_into_its_own_parent(curator, make_organisation):
    parent = make_organisation()
    part = make_organisation(part_of=parent)
    child = make_organisation(part_of=part)
    seen = {"seen_version": "1", "seen_into_version": "1"}
    curator.post(
        f"/admin/catalogue/organisation/{part.pk}/merge/",
        {"into": parent.pk, "reason": "x", **seen},
    )
    child.refresh_from_db()
    assert child.part_of == parent


def test_a_parent_can_be_merged_into_its_part(curator, make_organisation):
    parent = make_organisation()
    part = make_organisation(part_of=parent)
    seen = {"seen_version": "1", "seen_into_version": "1"}
    curator.post(
        f"/admin/catalogue/organisation/{parent.pk}/merge/",
        {"into": part.pk, "reason": "x", **seen},
    )
    part.refresh_from_db()
    assert part.part_of is None
