"""Passwords beside single sign-on: for whom they work, and the one for emergencies."""

import logging
import re

import pytest

from hub.accounts.mails import send_invitation
from hub.accounts.models import Person
from hub.accounts.single_sign_on.notices import send_joining_invitation
from tests.hub.accounts.single_sign_on.conftest import (
    begin,
    come_back,
    is_signed_in,
    roles_of,
    sign_on,
    the_person,
)
from tests.hub.accounts.test_admin import NO_ROWS
from tests.plugins.cast import note_password

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet herons"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def ada(make_person):
    return make_person(email="ada@example.org", password=PASSWORD, is_staff=True)


@pytest.fixture
def emergency(make_person, settings):
    settings.BREAK_GLASS_ADMINISTRATOR = "Glass@example.org"
    return make_person(
        email="glass@example.org", password=PASSWORD, is_staff=True, is_superuser=True
    )


def give_password(client, email="ada@example.org"):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def link_in(mail):
    return re.search(r"/accounts/\S+", mail.text)[0]


# Beside each other


def test_both_ways_are_open(client, provider, ada):
    give_password(client)
    assert is_signed_in(client)


@pytest.fixture
def closed(provider, settings, emergency):
    """Nobody but the account for emergencies has a password."""
    settings.LOCAL_SIGN_IN = False


@pytest.mark.usefixtures("closed")
def test_where_passwords_are_off_a_right_one_opens_nothing(client, ada):
    page = give_password(client)
    assert "do not open an account" in page.content.decode()
    assert not is_signed_in(client)


@pytest.mark.usefixtures("closed")
def test_nor_does_a_link_to_a_new_one_from_before(client, ada, settings, sent_mails):
    send_invitation(ada)
    path = link_in(sent_mails()[-1])
    form = client.get(path, follow=True).redirect_chain[-1][0]
    new = "nine loud herons at noon"
    page = client.post(form, {"password1": new, "password2": new})
    assert (page.status_code, "not by a password" in page.content.decode()) == (403, True)
    assert not is_signed_in(client)


@pytest.mark.usefixtures("closed")
def test_the_sign_in_page_names_both_ways(client):
    page = client.get("/accounts/login/").content.decode()
    assert page.index("Sign in with Example ID") < page.index("Account for emergencies")


@pytest.mark.usefixtures("closed")
def test_the_account_for_emergencies_gets_in_and_all_administrators_are_told(
    client, emergency, sent_mails, caplog
):
    give_password(client, "glass@example.org")
    assert is_signed_in(client)
    (mail,) = sent_mails()
    assert (mail.recipient, "emergencies was used" in mail.subject) == ("glass@example.org", True)
    assert f"emergencies was used: person {emergency.pk}." in caplog.text
    assert "glass@" not in caplog.text


@pytest.mark.usefixtures("closed")
def test_a_wrong_password_for_it_tells_nobody(client, sent_mails):
    client.post("/accounts/login/", {"login": "glass@example.org", "password": "wrong"})
    assert sent_mails() == []


@pytest.mark.usefixtures("closed")
def test_it_gets_in_while_the_provider_is_down(client, provider):
    provider.faults = {"/.well-known/openid-configuration": (500, "{}")}
    give_password(client, "glass@example.org")
    assert is_signed_in(client)


@pytest.mark.usefixtures("closed")
def test_it_may_have_a_new_password_by_mail_and_nobody_else_may(client, ada, sent_mails):
    for address in ("glass@example.org", "ada@example.org"):
        client.post("/accounts/password/reset/", {"email": address})
    texts = {mail.recipient: mail.text for mail in sent_mails()}
    assert "/password/reset/key/" in texts["glass@example.org"]
    assert "/password/reset/key/" not in texts["ada@example.org"]
    assert "opened by Example ID" in texts["ada@example.org"]


def test_its_use_is_no_news_where_passwords_are_open(client, provider, emergency, sent_mails):
    give_password(client, "glass@example.org")
    assert sent_mails() == []


@pytest.mark.usefixtures("closed")
def test_the_provider_opens_it_for_nobody(client, provider, emergency, sent_mails):
    send_joining_invitation(emergency)
    page = join(client, link_in(sent_mails()[-1]), provider)
    assert (page.status_code, "kept for emergencies" in page.content.decode()) == (403, True)
    emergency.refresh_from_db()
    assert emergency.has_usable_password()


def test_nor_does_it_where_that_account_is_not_made_yet(client, provider, settings):
    settings.BREAK_GLASS_ADMINISTRATOR = "ADA@example.org"
    page = sign_on(client)
    assert (page.status_code, Person.objects.exists()) == (403, False)


@pytest.mark.usefixtures("closed")
def test_a_session_of_before_that_can_confirm_by_nothing_is_told_so(client, ada):
    client.force_login(ada, backend=BACKEND)
    page = client.get("/accounts/reauthenticate/").content.decode()
    assert ("Sign out, and sign in again" in page, 'type="password"' in page) == (True, False)


# Who came by the provider


def test_whoever_came_by_the_provider_can_choose_no_password(client, provider, sent_mails):
    sign_on(client)
    for path in ("/accounts/password/set/", "/accounts/password/change/"):
        assert client.get(path).status_code == 403
    assert "Change your password" not in client.get("/accounts/second-factors/").content.decode()
    before = len(sent_mails())
    client.post("/accounts/logout/")
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    (mail,) = sent_mails()[before:]
    assert "opened by Example ID" in mail.text


def test_they_can_when_there_is_no_provider_any_more(client, provider, settings, sent_mails):
    sign_on(client)
    client.post("/accounts/logout/")
    settings.OIDC_ISSUER = ""
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert "/password/reset/key/" in sent_mails()[-1].text


# Joining


def join(client, path, provider, **claims):
    provider.claims = claims
    return come_back(client, begin(client, path))


@pytest.fixture
def link(ada, sent_mails, provider):
    send_joining_invitation(ada)
    return link_in(sent_mails()[-1])


def test_a_link_says_what_it_does_and_a_get_does_nothing(client, provider, link, ada):
    page = client.get(link)
    assert "joined with your account at Example ID" in page.content.decode()
    assert provider.asked == []
    ada.refresh_from_db()
    assert ada.has_usable_password()


def test_it_joins_whatever_the_address_there_and_takes_the_password(client, provider, link, ada):
    assert join(client, link, provider, email="other@example.org").url == "/admin/"
    ada.refresh_from_db()
    assert (ada.email, ada.has_usable_password()) == ("ada@example.org", False)
    assert roles_of(ada) == {"curator"}
    client.post("/accounts/logout/")
    sign_on(client)
    assert is_signed_in(client)


def test_sessions_that_the_password_opened_end(client, provider, link, ada, new_client):
    give_password(new_client)
    join(client, link, provider)
    assert (is_signed_in(client), is_signed_in(new_client)) == (True, False)


def test_it_works_once(client, provider, link):
    join(client, link, provider)
    client.post("/accounts/logout/")
    page = client.get(link)
    assert (page.status_code, "used already" in page.content.decode()) == (403, True)


def test_two_rounds_begun_with_it_join_one(client, provider, link, new_client):
    first, second = begin(client, link), begin(new_client, link)
    come_back(client, first)
    provider.claims = {"sub": "subject-2"}
    page = come_back(new_client, second)
    assert (page.status_code, "used already" in page.content.decode()) == (403, True)


def test_whom_no_rule_names_is_not_joined(client, provider, link, ada):
    page = join(client, link, provider, groups=[])
    assert page.status_code == 403
    ada.refresh_from_db()
    assert ada.has_usable_password()


def test_an_account_there_is_joined_with_one_here(client, provider, make_person, sent_mails):
    sign_on(client)
    client.post("/accounts/logout/")
    send_joining_invitation(make_person(email="bo@example.org", is_staff=True))
    page = join(client, link_in(sent_mails()[-1]), provider)
    assert (page.status_code, "another account here" in page.content.decode()) == (403, True)
    assert not is_signed_in(client)


def test_somebody_with_a_new_account_there_is_joined_anew(client, provider, link, ada, sent_mails):
    join(client, link, provider)
    client.post("/accounts/logout/")
    send_joining_invitation(ada)
    join(client, link_in(sent_mails()[-1]), provider, sub="subject-2")
    assert [a.uid for a in ada.socialaccount_set.all()] == ["subject-2"]


def test_a_closed_account_is_not_joined(client, provider, link, ada):
    ada.is_active = False
    ada.save()
    page = join(client, link, provider)
    assert (page.status_code, "is closed" in page.content.decode()) == (403, True)


@pytest.mark.parametrize("path", ["1-x", "zzzzzzzzzzzzzzzzzzzzzzz/x", "é/x"])
def test_a_link_that_was_invented(client, provider, path):
    page = client.get(f"/accounts/single-sign-on/join/{path.replace('-', '/')}/")
    assert page.status_code in (403, 404)
    assert "used already" in page.content.decode()


# By administrators


@pytest.fixture
def administrator(client, make_person):
    person = make_person(email="boss@example.org", is_staff=True, is_superuser=True)
    client.force_login(person, backend=BACKEND)
    note_password(client, person)
    return client


def test_an_administrator_sends_the_link(administrator, provider, ada, sent_mails):
    page = f"/admin/accounts/person/{ada.pk}"
    assert "Send a link for single sign-on" in administrator.get(f"{page}/change/").content.decode()
    administrator.post(f"{page}/send-joining-link/")
    (mail,) = sent_mails()
    assert (mail.recipient, "join" in mail.text) == ("ada@example.org", True)


def test_without_a_provider_there_is_no_such_button(administrator, ada):
    page = f"/admin/accounts/person/{ada.pk}"
    assert "single sign-on" not in administrator.get(f"{page}/change/").content.decode()
    assert administrator.post(f"{page}/send-joining-link/").status_code == 404


def test_who_has_no_password_is_sent_the_other_link(administrator, provider, closed, sent_mails):
    form = NO_ROWS | {"email": "bo@example.org", "name": "Bo", "is_active": "on", "send_link": "on"}
    administrator.post("/admin/accounts/person/add/", form)
    (mail,) = [mail for mail in sent_mails() if mail.recipient == "bo@example.org"]
    assert "/accounts/single-sign-on/join/" in mail.text


def test_the_account_for_emergencies_is_sent_none(administrator, provider, emergency, sent_mails):
    administrator.post(f"/admin/accounts/person/{emergency.pk}/send-joining-link/")
    assert sent_mails() == []


def test_a_curator_sends_nobody_anything(signed_in, provider, ada, sent_mails, caplog):
    caplog.set_level(logging.ERROR)
    path = f"/admin/accounts/person/{ada.pk}/send-joining-link/"
    assert signed_in("curator").post(path).status_code == 403
    assert sent_mails() == []


def test_the_tables_of_the_provider_are_no_pages(administrator):
    for model in ("socialaccount", "socialapp", "socialtoken"):
        assert administrator.get(f"/admin/socialaccount/{model}/").status_code == 404


def test_the_person_who_came_by_the_provider_has_no_button_for_a_password(
    administrator, provider, new_client
):
    sign_on(new_client)
    page = administrator.get(f"/admin/accounts/person/{the_person().pk}/change/").content.decode()
    assert "Send a link to choose a password" not in page
