"""The first administrator of an empty database."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hub.accounts.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet herons"


def run():
    out = StringIO()
    call_command("make_first_administrator", stdout=out)
    return out.getvalue()


def test_it_makes_one_administrator_who_is_no_superuser():
    run()
    person = Person.objects.get()
    assert person.email == "admin@localhost"
    assert (person.is_staff, person.is_superuser) == (True, False)
    assert person.has_perm("accounts.add_person")


@pytest.mark.parametrize(
    ("site", "address"),
    [
        ("https://hub.example.org", "admin@hub.example.org"),
        ("http://192.0.2.7:8000", "admin@localhost"),
        ("http://[::1]:8000", "admin@localhost"),
        ("http://hub", "admin@localhost"),
    ],
)
def test_its_address_is_one_that_browsers_accept(settings, site, address):
    settings.SITE_ADDRESS = site
    run()
    assert Person.objects.get().email == address


def test_nobody_can_sign_in_before_a_password_is_chosen():
    run()
    assert not Person.objects.get().has_usable_password()


def test_the_address_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("ADMIN_EMAIL", "ada@example.org")
    run()
    assert Person.objects.get().email == "ada@example.org"


def test_a_bad_address_is_named(monkeypatch):
    monkeypatch.setenv("ADMIN_EMAIL", "no address")
    with pytest.raises(CommandError, match="ADMIN_EMAIL"):
        run()
    assert not Person.objects.exists()


def test_a_second_run_says_nothing():
    run()
    assert run() == ""
    assert Person.objects.count() == 1


def test_where_there_are_people_it_makes_nobody(make_person):
    make_person()
    assert run() == ""


@pytest.fixture
def link():
    return re.search(r"https?://\S+", run())[0].partition("//")[2].partition("/")[2]


def test_the_link_leads_to_a_password_and_the_password_into_the_admin(client, link):
    page = client.get(f"/{link}", follow=True)
    assert page.status_code == 200
    address = page.redirect_chain[-1][0]
    answer = client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302
    email = Person.objects.get().email
    signed = client.post("/accounts/login/", {"login": email, "password": PASSWORD}, follow=True)
    assert signed.redirect_chain[-1][0] == "/admin/"
    assert signed.status_code == 200


def test_the_link_works_once(client, link):
    address = client.get(f"/{link}", follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    assert "used already" in client.get(f"/{link}", follow=True).content.decode()


def test_a_short_password_is_refused_with_a_sentence(client, link):
    address = client.get(f"/{link}", follow=True).redirect_chain[-1][0]
    page = client.post(address, {"password1": "short", "password2": "short"})
    assert "at least 12 characters" in page.content.decode()
