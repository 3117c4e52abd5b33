"""Signing in, and what is closed."""

import re

import pytest

from hub.accounts.mails import send_invitation
from hub.outbox.models import Mail

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet herons"
NEW = "nine loud herons at noon"


@pytest.fixture
def person(make_person):
    return make_person(email="ada@example.org", password=PASSWORD, is_staff=True)


def sign_in(client, password=PASSWORD, email="ada@example.org"):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_the_admin_asks_to_sign_in_and_comes_back(client, person):
    answer = client.get("/admin/catalogue/tool/")
    assert answer.url == "/admin/login/?next=/admin/catalogue/tool/"
    answer = client.get(answer.url)
    assert answer.url == "/accounts/login/?next=%2Fadmin%2Fcatalogue%2Ftool%2F"


def test_an_address_and_a_password_open_the_admin(client, person):
    assert sign_in(client).url == "/admin/"


def test_the_case_of_the_address_does_not_matter(client, person):
    assert sign_in(client, email="ADA@Example.org").url == "/admin/"


def test_a_wrong_password_does_not(client, person):
    assert sign_in(client, "wrong").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_who_may_not_sign_in_any_more_does_not(client, person):
    person.is_active = False
    person.save()
    sign_in(client)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("address", ["signup", "email", "confirm-email"])
def test_what_allauth_offers_beyond_signing_in_is_closed(client, address):
    assert client.get(f"/accounts/{address}/").status_code == 404
    assert client.post(f"/accounts/{address}/", {"email": "x@example.org"}).status_code == 404


@pytest.mark.parametrize(
    "address", ["login", "password/reset", "password/reset/done", "password/reset/key/done"]
)
def test_its_pages_carry_the_exit_and_no_word_of_signing_up(client, address):
    page = client.get(f"/accounts/{address}/")
    assert 'class="exit"' in page.content.decode()
    assert "sign up" not in page.content.decode().lower()


def test_its_pages_are_never_kept_and_tell_only_this_site_where_a_form_came_from(client):
    page = client.get("/accounts/login/")
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_a_forgotten_password_is_mailed_as_a_link_to_the_sites_own_address(
    client, person, settings, sent_mails
):
    client.post(
        "/accounts/password/reset/", {"email": "ada@example.org"}, headers={"host": "localhost"}
    )
    (mail,) = sent_mails()
    assert mail.recipient == "ada@example.org"
    assert mail.subject == "Anti-Trafficking Technology Hub: choose a new password"
    assert f"{settings.SITE_ADDRESS}/accounts/password/reset/key/" in mail.text


def test_the_link_of_a_forgotten_password_is_in_no_table_and_works(client, person, sent_mails):
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert "/key/" not in str(Mail.objects.values())
    (mail,) = sent_mails()
    path = re.search(r"/accounts/password/reset/key/\S+", mail.text)[0]
    assert "password1" in client.get(path, follow=True).content.decode()


@pytest.fixture
def choose(client, sent_mails):
    """Follow the link of the newest mail and send the form of a new password; its answer."""

    def choose(password=NEW):
        path = re.search(r"/accounts/password/reset/key/\S+", sent_mails()[-1].text)[0]
        form = client.get(path, follow=True).redirect_chain[-1][0]
        return client.post(form, {"password1": password, "password2": password})

    return choose


def ask_for_a_link(client):
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})


def test_who_has_chosen_a_password_is_signed_in_with_it(client, person, choose):
    ask_for_a_link(client)
    assert choose().url == "/admin/"
    assert client.get("/admin/").status_code == 200
    client.post("/accounts/logout/")
    assert sign_in(client, NEW).url == "/admin/"


def test_who_was_invited_is_signed_in_after_choosing_a_password(client, make_person, choose):
    send_invitation(make_person(email="bo@example.org", is_staff=True))
    assert choose().url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_who_may_not_sign_in_is_not_signed_in_by_a_new_password(client, person, choose, sent_mails):
    ask_for_a_link(client)
    sent_mails()  # it is on its way: to who may not sign in none is sent
    person.is_active = False
    person.save()
    assert choose().url == "/accounts/inactive/"
    assert client.get("/admin/").status_code == 302


def test_the_link_works_once(client, person, choose, sent_mails):
    ask_for_a_link(client)
    path = re.search(r"/accounts/password/reset/key/\S+", sent_mails()[-1].text)[0]
    choose()
    client.post("/accounts/logout/")
    assert "was used already" in client.get(path, follow=True).content.decode()


def test_the_session_is_a_new_one(client, person, choose):
    ask_for_a_link(client)
    client.get("/accounts/login/")
    choose()
    first = client.cookies["sessionid"].value
    ask_for_a_link(client)
    choose("ten more herons at dusk")
    assert client.cookies["sessionid"].value != first


def test_a_password_against_the_rules_is_refused_and_nobody_is_signed_in(client, person, choose):
    ask_for_a_link(client)
    answer = choose("short")
    assert answer.status_code == 200
    assert "too short" in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_the_rules_stand_above_the_field(client, person, sent_mails):
    ask_for_a_link(client)
    path = re.search(r"/accounts/password/reset/key/\S+", sent_mails()[-1].text)[0]
    sign_in_page = client.get(path, follow=True).content.decode()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for page in (sign_in_page, client.get("/accounts/password/change/").content.decode()):
        rules = page.index('id="id_password1_helptext"')
        assert "at least 12 characters" in page[rules:]
        assert rules < page.index('name="password1"')
        assert 'aria-describedby="id_password1_helptext"' in page


def test_it_goes_to_the_address_of_the_person_and_not_to_the_one_that_was_typed(
    client, person, sent_mails
):
    client.post("/accounts/password/reset/", {"email": "ADA@EXAMPLE.org"})
    assert [mail.recipient for mail in sent_mails()] == ["ada@example.org"]


def test_an_address_without_an_account_stands_sealed_until_it_was_written_to(client, sent_mails):
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert "nobody@" not in str(Mail.objects.values())
    (mail,) = sent_mails()
    assert mail.recipient == "nobody@example.org"
    assert "no account with this address" in mail.text


def test_whether_an_address_has_an_account_is_not_told(client, person):
    pages = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True).content
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert pages[0] == pages[1]


def test_signing_out_takes_a_post(client, person):
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/admin/").status_code == 302
