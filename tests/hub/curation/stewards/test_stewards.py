"""Naming the steward of records, and what becomes of stewards that go."""

import pytest
from django.contrib.auth.models import Group

from hub.accounts.models import Person
from hub.curation.desk.models import Task
from hub.curation.desk.task_list import reconcile
from hub.curation.merging.merge_undo import undo
from hub.curation.stewards.models import FocalPoint, StewardChange, Stewardship
from hub.curation.stewards.steward_changes import steward_of
from tests.hub.curation.stewards.conftest import text_of
from tests.plugins.merges import merge

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", name="Bea")


@pytest.fixture
def tool(make_tool):
    return make_tool(name="A tool")


@pytest.fixture
def page(tool):
    return f"/desk/stewards/tool/{tool.pk}/"


def test_a_curator_names_one_on_the_way_from_the_form(curator, tool, page, body):
    form = text_of(curator.get(f"/admin/catalogue/tool/{tool.pk}/change/"))
    assert "No organisation is its steward." in form
    assert page in form
    assert curator.post(page, {"organisation": body.pk, "seen": ""}).status_code == 302
    assert steward_of("tool", tool.pk) == body
    change = StewardChange.objects.get()
    assert (change.before, change.after, str(change.by)) == ("", "Our Body", "Bea")
    assert "Steward: Our Body." in text_of(curator.get(f"/admin/catalogue/tool/{tool.pk}/change/"))


def test_and_takes_it_away_again(curator, tool, page, body, steward):
    steward(tool, body)
    curator.post(page, {"organisation": "", "seen": body.pk})
    assert steward_of("tool", tool.pk) is None
    assert StewardChange.objects.first().before == "Our Body"


def test_the_same_again_is_no_change(curator, tool, page, body, steward):
    steward(tool, body)
    curator.post(page, {"organisation": body.pk, "seen": body.pk})
    assert StewardChange.objects.count() == 1


def test_who_was_slower_is_told_and_loses_nothing(curator, tool, page, body, other, steward):
    steward(tool, body)
    answer = curator.post(page, {"organisation": body.pk, "seen": ""})
    assert answer.status_code == 409
    assert "named another steward meanwhile" in text_of(answer)
    assert "Our Body" in text_of(answer)


@pytest.mark.parametrize("key", ["x", "0", "99999999999999999999", "-1"])
def test_what_is_no_organisation_is_a_sentence(curator, page, key):
    answer = curator.post(page, {"organisation": key, "seen": ""})
    assert answer.status_code == 400
    assert "There is no such organisation here" in text_of(answer)


def test_an_archived_organisation_is_refused(curator, page, body):
    body.archive(by=None, reason="Closed.")
    answer = curator.post(page, {"organisation": body.pk, "seen": ""})
    assert (answer.status_code, "is archived" in text_of(answer)) == (400, True)


@pytest.mark.parametrize("path", ["tool/0/", "nothing/1/", "tool/99999999999999999999/"])
def test_no_record_is_no_page(curator, path):
    assert curator.get(f"/desk/stewards/{path}").status_code == 404


def test_many_records_get_one_from_a_list(curator, make_tool, body):
    keys = [make_tool().pk, make_tool().pk]
    sent = {"action": "name_steward", "_selected_action": keys}
    assert "2 records get this steward." in text_of(curator.post("/admin/catalogue/tool/", sent))
    sent |= {"apply": "1", "organisation": body.pk, "seen": ""}
    answer = curator.post("/admin/catalogue/tool/", sent, follow=True)
    assert "2 records have another steward." in text_of(answer)
    assert Stewardship.objects.filter(organisation=body).count() == 2


# Organisations that go


def test_the_steward_follows_a_merge(tool, body, make_organisation, ada, steward):
    steward(tool, body)
    into = make_organisation(name="The other body")
    ada.focal_point_of.create(organisation=into)  # she is one of both
    taken = merge(body, into)
    assert steward_of("tool", tool.pk) == into
    assert list(FocalPoint.objects.values_list("organisation", flat=True)) == [into.pk]
    undo(taken.pk, by=None)
    assert steward_of("tool", tool.pk) == body
    organisations = FocalPoint.objects.values_list("organisation", flat=True)
    assert sorted(organisations) == sorted([body.pk, into.pk])


def test_records_of_an_archived_steward_stand_on_the_desk(curator, own, body, hers, other):
    reconcile("no-steward")
    assert not Task.objects.filter(kind="no-steward").exists()
    body.archive(by=None, reason="Closed.")
    reconcile("no-steward")
    page = text_of(curator.get("/desk/"))
    assert "Its steward is archived: Our Body." in page
    assert f"/desk/stewards/tool/{own.pk}/" in page
    assert Task.objects.get(kind="no-steward").record_id == own.pk


def test_focal_points_of_an_archived_organisation_edit_nothing(own, body, hers):
    path = f"/admin/catalogue/tool/{own.pk}/change/"
    assert hers.get(path).status_code == 200
    body.archive(by=None, reason="Closed.")
    assert hers.get(path).status_code == 403


def test_the_task_goes_once_there_is_another(own, body, other, steward, make_organisation):
    body.archive(by=None, reason="Closed.")
    reconcile("no-steward")
    steward(own, make_organisation())
    reconcile("no-steward")
    assert not Task.objects.still_open().filter(kind="no-steward").exists()


def test_a_focal_point_of_several_organisations_has_the_records_of_all(own, other, ada, browse):
    ada.focal_point_of.create(organisation=steward_of("tool", other.pk))
    page = text_of(browse(ada).get("/admin/catalogue/tool/"))
    assert (own.name in page, other.name in page) == (True, True)


def test_whoever_is_a_curator_too_is_one(own, other, ada, browse):
    ada.groups.add(Group.objects.get(name="curator"))
    path = f"/admin/catalogue/tool/{other.pk}/change/"
    assert browse(Person.objects.get(pk=ada.pk)).get(path).status_code == 200


def test_readers_see_nothing_of_it(client, own):
    assert "Our Body" not in text_of(client.get("/tools/our-tool/"))
