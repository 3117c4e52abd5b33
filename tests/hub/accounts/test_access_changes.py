"""Who may do what: each change is logged, and mailed to administrators."""

import datetime

import pytest

from hub.accounts.models import AccessChange, Person
from hub.accounts.tasks import close_unused_accounts
from hub.outbox.models import Mail
from tests.hub.accounts.test_admin import NO_ROWS, add, roles, save

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def administrator(signed_in):
    return signed_in("administrator", email="root@example.org", name="Root")


@pytest.fixture
def ada(make_person):
    return make_person(email="ada@example.org", is_staff=True)


def last():
    return AccessChange.objects.first()


def test_an_invitation(administrator, sent_mails):
    add(administrator)
    assert (last().email, last().what, str(last().by)) == ("new@example.org", "invited", "Root")
    assert last().after == "new@example.org; curator"
    (mail,) = [mail for mail in sent_mails() if mail.recipient == "root@example.org"]
    assert "new@example.org: Invited" in mail.text
    assert "By: Root" in mail.text


def test_other_roles(administrator, ada):
    save(administrator, ada, groups=roles("curator", "vocabulary"))
    assert last().before == "ada@example.org; no role"
    assert last().after == "ada@example.org; curator, vocabulary"


def test_another_address_and_no_more_signing_in(administrator, ada):
    save(administrator, ada, email="a@example.org")
    assert (last().before, last().after) == ("ada@example.org; no role", "a@example.org; no role")
    ada.refresh_from_db()
    save(administrator, ada, is_active=None)
    assert last().what == "closed"


def test_another_name_is_no_change_of_access(administrator, ada):
    save(administrator, ada, name="Ada")
    assert (AccessChange.objects.count(), Mail.objects.count()) == (0, 0)


def test_whoever_leaves_stands_in_the_log(administrator, ada):
    administrator.post(f"/admin/accounts/person/{ada.pk}/delete/", {"post": "yes"})
    assert not Person.objects.filter(pk=ada.pk).exists()
    assert (last().what, last().email, last().person) == ("left", "ada@example.org", None)


def test_whoever_is_no_administrator_any_more_gets_no_such_mail(administrator, ada, sent_mails):
    save(administrator, ada, groups=roles("curator"))
    Person.objects.get(email="root@example.org").groups.clear()
    assert sent_mails() == []


def test_a_refused_form_logs_nothing(administrator, ada):
    save(administrator, ada, email="root@example.org", groups=roles("curator"))
    assert not AccessChange.objects.exists()


def test_the_log_is_kept_for_two_years(administrator, ada):
    save(administrator, ada, groups=roles("curator"))
    save(administrator, ada, groups=[])
    old = last()
    AccessChange.objects.filter(pk=old.pk).update(at=old.at - datetime.timedelta(days=731))
    close_unused_accounts()
    assert AccessChange.objects.get() != old


# Focal points


def with_organisation(body):
    return NO_ROWS | {"focal_point_of-TOTAL_FORMS": "1", "focal_point_of-0-organisation": body.pk}


def test_organisations_of_a_focal_point_stand_in_the_log(administrator, make_organisation):
    body = make_organisation(name="Our Body")
    sent = {"groups": roles("focal_point")} | with_organisation(body)
    assert add(administrator, **sent).status_code == 302
    assert last().after == "new@example.org; focal point; organisations: Our Body"
    page = administrator.get(f"/admin/accounts/person/{last().person_id}/change/")
    assert "Our Body" in page.content.decode()


def test_a_focal_point_without_organisation_is_refused_with_a_sentence(administrator):
    page = add(administrator, groups=roles("focal_point"))
    assert "name at least one, or untick the role" in page.content.decode()
    assert not Person.objects.filter(email="new@example.org").exists()


def test_organisations_without_the_role_are_refused_with_a_sentence(
    administrator, make_organisation
):
    page = add(administrator, **with_organisation(make_organisation()))
    assert "tick that role, or remove them" in page.content.decode()


@pytest.mark.parametrize("key", ["x", "0", "99999999999999999999", ""])
def test_an_organisation_that_is_none_is_refused(administrator, key):
    sent = NO_ROWS | {"focal_point_of-TOTAL_FORMS": "1", "focal_point_of-0-organisation": key}
    page = add(administrator, groups=roles("focal_point"), **sent)
    assert page.status_code == 200
    assert not Person.objects.filter(email="new@example.org").exists()
