"""Confirming anew before roles and keys: five minutes, and nothing typed is lost."""

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from hub.accounts.models import Person
from tests.hub.accounts.second_factors.conftest import (
    PASSWORD,
    SoftwareKey,
    code_of,
    options_of,
)
from tests.plugins.cast import note_password

pytestmark = pytest.mark.django_db
CONFIRM = "/accounts/reauthenticate/"
ADD = "/admin/accounts/person/add/"
NO_ROWS = {"focal_point_of-TOTAL_FORMS": "0", "focal_point_of-INITIAL_FORMS": "0"}
FORM = {"email": "new@example.org", "is_active": "on", "name": "Somebody new", **NO_ROWS}


@pytest.fixture
def administrator(signed_in_browser, person):
    """Who gave the password ten minutes ago."""
    person.is_superuser = True
    person.save()
    note_password(signed_in_browser, person, at=time.time() - 600)
    return signed_in_browser


@pytest.fixture
def people(person, make_person):
    other = make_person(email="other@example.org")
    row = f"/admin/accounts/person/{other.pk}"
    return [ADD, f"{row}/change/", f"{row}/delete/", f"{row}/send-link/"]


def test_pages_about_people_ask_to_confirm_and_come_back(administrator, people):
    for path in people:
        answer = administrator.get(path)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, CONFIRM), path
        assert administrator.get(answer.url).status_code == 200


def test_pages_about_factors_ask_too(administrator, with_app):
    for path in ("app/remove/", "recovery-codes/new/", "passkeys/add/"):
        answer = administrator.get(f"/accounts/second-factors/{path}")
        assert answer.url.partition("?")[0] == CONFIRM, path


def test_whoever_may_not_change_people_is_refused_and_not_asked(signed_in, people):
    curator = signed_in("curator")
    note_password(curator, Person.objects.get(groups__name="curator"), at=time.time() - 600)
    for path in people:
        assert curator.get(path).status_code == 403, path


def test_the_list_of_people_does_not(administrator):
    assert administrator.get("/admin/accounts/person/").status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(290, 200), (310, 302)])
def test_five_minutes_count(administrator, person, seconds, status):
    note_password(administrator, person, at=time.time() - seconds)
    assert administrator.get(ADD).status_code == status


def test_the_password_confirms_where_there_is_no_factor(administrator):
    answer = administrator.post(f"{CONFIRM}?next={ADD}", {"password": PASSWORD})
    assert answer.url == ADD
    assert administrator.get(ADD).status_code == 200


def test_a_wrong_password_does_not(administrator):
    assert administrator.post(f"{CONFIRM}?next={ADD}", {"password": "wrong"}).status_code == 200
    assert administrator.get(ADD).status_code == 302


def test_guesses_of_the_password_are_limited(administrator):
    for _number in range(5):
        administrator.post(CONFIRM, {"password": "wrong"})
    answer = administrator.post(CONFIRM, {"password": PASSWORD})
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)


def test_with_a_factor_the_password_does_not_confirm(administrator, with_app):
    assert administrator.post(CONFIRM, {"password": PASSWORD}).status_code == 200
    assert administrator.get(ADD).status_code == 302


def test_with_a_factor_its_code_does(administrator, with_app):
    answer = administrator.post(CONFIRM, {"code": code_of(with_app), "next": ADD})
    assert answer.url == ADD
    assert administrator.get(ADD).status_code == 200


def test_a_recovery_code_does_and_is_told(administrator, person, with_app, sent_mails):
    code = RecoveryCodes.activate(person).generate_codes()[3]
    administrator.post(CONFIRM, {"code": code})
    assert administrator.get(ADD).status_code == 200
    assert len(sent_mails()) == 1


def test_a_key_confirms(add_key, administrator, person):
    note_password(administrator, person)
    key = SoftwareKey()
    add_key(key)
    note_password(administrator, person, at=time.time() - 600)
    options = options_of(administrator.get(CONFIRM))
    answer = administrator.post(CONFIRM, {"credential": key.get(options), "next": ADD})
    assert answer.url == ADD
    assert administrator.get(ADD).status_code == 200


def test_what_is_no_key_is_a_sentence(add_key, administrator, person):
    note_password(administrator, person)
    add_key(SoftwareKey())
    note_password(administrator, person, at=time.time() - 600)
    page = administrator.post(CONFIRM, {"credential": "{}"})
    assert (page.status_code, 'role="alert"' in page.content.decode()) == (200, True)


def unsent_of(page):
    return re.search(r'name="unsent" value="([^"]+)"', page.content.decode())[1]


def test_what_was_typed_comes_back_behind_the_confirmation(administrator):
    page = administrator.post(ADD, FORM)
    assert page.status_code == 403
    assert "Somebody new" in page.content.decode()
    assert not Person.objects.filter(email="new@example.org").exists()
    page = administrator.post(CONFIRM, {"unsent": unsent_of(page), "next": ADD})
    assert 'type="password"' in page.content.decode()
    assert 'role="alert"' not in page.content.decode()
    sent = {"unsent": unsent_of(page), "password": PASSWORD, "next": ADD}
    page = administrator.post(CONFIRM, sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 200
    assert "Somebody new" in page.content.decode()
    assert administrator.post(ADD, FORM).status_code == 302
    assert Person.objects.filter(email="new@example.org").exists()


def test_a_wrong_password_keeps_what_was_typed(administrator):
    unsent = unsent_of(administrator.post(ADD, FORM))
    page = administrator.post(CONFIRM, {"unsent": unsent, "password": "wrong"})
    assert unsent_of(page) == unsent


def test_what_was_not_signed_by_us_is_not_carried(administrator):
    page = administrator.post(CONFIRM, {"unsent": "made up", "password": "wrong"})
    assert "made up" not in page.content.decode()


def test_it_is_no_page_for_whoever_is_not_signed_in(client):
    assert client.get(CONFIRM).url.startswith("/accounts/login/")
