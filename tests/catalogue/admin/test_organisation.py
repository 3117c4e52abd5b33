"""The curators' side of organisations."""

import pytest

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
