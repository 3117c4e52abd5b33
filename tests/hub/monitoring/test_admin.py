"""The first page of the admin says in words what is wrong, to those who can do something."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, django_user_model):
    def signed_in(role):
        from django.contrib.auth.models import Group

        person = django_user_model.objects.create_user(f"{role}@example.org", is_staff=True)
        person.groups.add(Group.objects.get(name=role))
        client.force_login(person)
        return client

    return signed_in


def test_an_administrator_reads_what_is_late_and_what_to_do(signed_in, heard):
    heard()
    heard("mail-worker", seconds_ago=7200)
    page = signed_in("administrator").get("/admin/").text
    assert "The mail worker has not been heard from for 2 hours: no e-mail is sent." in page
    assert "systemctl restart hub-mail" in page


def test_a_curator_does_not(signed_in, heard):
    heard("web")
    page = signed_in("curator").get("/admin/").text
    assert "heard from" not in page


def test_where_all_is_well_nothing_of_it_is_urgent(signed_in, heard):
    heard()
    assert "heard from for" not in signed_in("administrator").get("/admin/").text


def test_an_administrator_sees_who_was_heard_from(signed_in, heard):
    heard("web", name="machine-7")
    assert "machine-7" in signed_in("administrator").get("/admin/monitoring/heartbeat/").text


def test_a_curator_does_not_see_machines(signed_in, heard):
    assert signed_in("curator").get("/admin/monitoring/heartbeat/").status_code == 403
