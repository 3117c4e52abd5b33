"""People, in the hands of administrators."""

import re

import pytest
from django.contrib.auth.models import Group

from hub.accounts.models import Person
from hub.outbox.dispatcher import Dispatcher
from hub.outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(signed_in):
    return signed_in("administrator", email="root@example.org")


def roles(*names):
    return [str(Group.objects.get(name=name).pk) for name in names]


# The organisations of a focal point: none.
NO_ROWS = {"focal_point_of-TOTAL_FORMS": "0", "focal_point_of-INITIAL_FORMS": "0"}


def save(browser, person, **changes):
    fields = {"email": person.email, "name": person.name, "is_active": "on"} | NO_ROWS
    fields["groups"] = [str(group.pk) for group in person.groups.all()]
    fields |= changes
    sent = {name: value for name, value in fields.items() if value is not None}
    return browser.post(f"/admin/accounts/person/{person.pk}/change/", sent)


def add(browser, **changes):
    fields = {"email": "new@example.org", "is_active": "on", "groups": roles("curator")}
    fields |= NO_ROWS | changes
    return browser.post("/admin/accounts/person/add/", fields)


def test_a_new_person_has_no_password_and_may_enter(administrator):
    assert add(administrator).status_code == 302
    person = Person.objects.get(email="new@example.org")
    assert (person.has_usable_password(), person.is_staff) == (False, True)


def test_a_new_person_gets_a_link_that_works(administrator, client, sent_mails):
    add(administrator, send_link="on")
    (mail,) = [mail for mail in sent_mails() if mail.recipient == "new@example.org"]
    path = re.search(r"/accounts/password/reset/key/\S+", mail.text)[0]
    client.logout()
    page = client.get(path, follow=True)
    assert "password1" in page.content.decode()


def test_a_worker_is_woken_for_the_link_once_the_person_is_there(
    administrator, django_capture_on_commit_callbacks, monkeypatch
):
    calls = []
    monkeypatch.setattr("hub.outbox.tasks.send_mails.apply_async", lambda **_: calls.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        add(administrator, send_link="on")
        assert not calls
    assert calls


def test_no_link_is_stored(administrator):
    add(administrator, send_link="on")
    (values,) = Mail.objects.filter(purpose="invitation").values()
    assert "/key/" not in str(values)
    assert values["sealed_message"] == ""


def test_who_may_not_sign_in_any_more_gets_no_link(administrator, make_person, sent_mails):
    person = make_person()
    administrator.post(f"/admin/accounts/person/{person.pk}/send-link/")
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert sent_mails() == []
    assert Mail.objects.get().reply == "no longer wanted"


def test_without_the_box_no_mail_goes_out(administrator, sent_mails):
    add(administrator)
    assert "new@example.org" not in {mail.recipient for mail in sent_mails()}
    assert not Mail.objects.filter(purpose="invitation").exists()


def test_a_link_can_be_sent_again(administrator, make_person, sent_mails):
    person = make_person()
    administrator.post(f"/admin/accounts/person/{person.pk}/send-link/")
    assert [mail.recipient for mail in sent_mails()] == [person.email]


def test_looking_at_the_address_of_the_link_sends_nothing(administrator, make_person):
    administrator.get(f"/admin/accounts/person/{make_person().pk}/send-link/")
    assert not Mail.objects.filter(purpose="invitation").exists()


def test_where_the_mail_server_fails_the_person_is_made_and_the_mail_waits_listed(
    administrator, settings, sent_mails
):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    add(administrator, send_link="on")
    assert "is being sent" in administrator.get("/admin/").content.decode()
    assert Person.objects.filter(email="new@example.org").exists()
    Dispatcher().send_due()
    assert Mail.objects.get(purpose="invitation").state == "due"
    assert "Link to choose a password" in administrator.get("/admin/digests/mail/").content.decode()


def test_an_address_in_other_letters_is_the_same_address(administrator, make_person):
    make_person(email="new@example.org")
    answer = add(administrator, email="NEW@example.org")
    assert "email" in answer.context["adminform"].form.errors


@pytest.mark.parametrize("change", [{"is_active": None}, {"groups": []}])
def test_the_last_administrator_cannot_be_locked_out(administrator, change):
    person = Person.objects.get(email="root@example.org")
    answer = save(administrator, person, **change)
    assert "last administrator" in answer.content.decode()
    person.refresh_from_db()
    assert person.has_perm("accounts.add_person")


def test_the_last_administrator_cannot_be_deleted(administrator, make_person):
    person = Person.objects.get(email="root@example.org")
    address = f"/admin/accounts/person/{person.pk}/delete/"
    assert administrator.post(address, {"post": "yes"}).status_code == 403
    assert Person.objects.filter(pk=person.pk).exists()


def test_one_of_two_administrators_can_step_back(administrator, make_person):
    other = make_person(is_staff=True)
    other.groups.set(Group.objects.filter(name="administrator"))
    save(administrator, other, groups=roles("curator"))
    assert list(other.groups.values_list("name", flat=True)) == ["curator"]


def test_who_loses_every_role_cannot_enter_any_more(administrator, make_person):
    person = make_person(is_staff=True)
    person.groups.set(Group.objects.filter(name="curator"))
    save(administrator, person, groups=[])
    person.refresh_from_db()
    assert not person.is_staff


def test_an_administrator_cannot_change_a_superuser(administrator, make_person):
    above = make_person(is_superuser=True, is_staff=True)
    assert save(administrator, above, email="mine@example.org").status_code == 403


def test_a_new_address_ends_the_old_one(administrator, make_person, client, sent_mails):
    person = make_person(email="old@example.org")
    administrator.post(f"/admin/accounts/person/{person.pk}/send-link/")
    save(administrator, person, email="new@example.org")
    Mail.objects.all().delete()
    client.post("/accounts/password/reset/", {"email": "old@example.org"})
    (mail,) = sent_mails()
    assert mail.recipient == "old@example.org"
    assert "password/reset/key" not in mail.text


def test_a_curator_sees_no_people(signed_in):
    browser = signed_in("curator")
    assert browser.get("/admin/accounts/person/").status_code == 403
    assert "/admin/accounts/" not in browser.get("/admin/").content.decode()
