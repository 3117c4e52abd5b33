"""Passkeys as a second factor: registered, used, never alone, and bound to a host."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import NoReverseMatch, reverse

from hub.accounts.second_factors import factors
from tests.hub.accounts.second_factors.conftest import (
    SoftwareKey,
    give_password,
    is_signed_in,
    options_of,
)
from tests.plugins.cast import note_password

pytestmark = pytest.mark.django_db
STEP = "/accounts/second-factors/code/"
ADD = "/accounts/second-factors/passkeys/add/"


@pytest.fixture
def key(add_key):
    key = SoftwareKey()
    assert add_key(key).status_code == 302
    return key


def step_options(browser):
    give_password(browser)
    return options_of(browser.get(STEP))


def test_a_key_is_registered_with_its_name_and_host(key, person):
    (stored,) = factors.keys_of(person)
    assert (stored.data["name"], factors.host_of_key(stored)) == ("office laptop", "localhost")


def test_recovery_codes_come_with_the_first_key(key, person):
    assert Authenticator.objects.filter(user=person, type="recovery_codes").exists()


def test_the_password_and_the_key_open_the_account(key, person, browser):
    other = Client(headers={"host": "localhost"})
    options = step_options(other)
    assert other.post(STEP, {"credential": key.get(options)}).url == "/admin/"
    assert is_signed_in(other)


def test_a_key_alone_opens_no_session(key, person):
    """A good answer to a challenge, without the password before it."""
    other = Client(headers={"host": "localhost"})
    options = step_options(other)
    stranger = Client(headers={"host": "localhost"})
    assert stranger.post(STEP, {"credential": key.get(options)}).url == "/accounts/login/"
    assert not is_signed_in(stranger)


def test_the_page_of_allauth_where_a_key_signs_in_has_no_address():
    with pytest.raises(NoReverseMatch):
        reverse("mfa_login_webauthn")


@pytest.mark.parametrize(
    "path", ["2fa/webauthn/login/", "webauthn/login/", "second-factors/webauthn/login/"]
)
def test_nor_is_there_one_below_any_usual_path(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}", {"credential": "{}"}).status_code == 404


def test_the_key_in_the_place_of_the_password_is_no_sign_in(key, person):
    other = Client(headers={"host": "localhost"})
    options = step_options(other)
    other.post("/accounts/login/", {"login": person.email, "credential": key.get(options)})
    assert not is_signed_in(other)


def test_an_answer_to_another_challenge_is_refused(key, person):
    other = Client(headers={"host": "localhost"})
    answer = key.get(step_options(other))
    other.get(STEP)  # asks a new one
    assert other.post(STEP, {"credential": answer}).status_code == 200
    assert not is_signed_in(other)


def test_a_key_of_somebody_else_is_refused(key, person):
    other = Client(headers={"host": "localhost"})
    options = step_options(other)
    page = other.post(STEP, {"credential": SoftwareKey().get(options)})
    assert page.status_code == 200
    assert not is_signed_in(other)


def test_a_signature_that_is_not_the_keys_is_refused_with_a_sentence(key, person):
    other = Client(headers={"host": "localhost"})
    options = step_options(other)
    forged = SoftwareKey()
    forged.number = key.number
    page = other.post(STEP, {"credential": forged.get(options)})
    assert (page.status_code, 'role="alert"' in page.content.decode()) == (200, True)
    assert not is_signed_in(other)


BROKEN = [
    "",
    "no json",
    "null",
    "[]",
    "7",
    '"text"',
    "{}",
    '{"id": 1}',
    '{"id": "x", "response": {}}',
    '{"id":"x","rawId":"x","type":"public-key","response":{"clientDataJSON":"%%%"}}',
]


@pytest.mark.parametrize("credential", BROKEN)
def test_what_is_no_answer_of_a_key_is_refused_with_a_sentence(key, person, credential):
    other = Client(headers={"host": "localhost"})
    step_options(other)
    page = other.post(STEP, {"credential": credential})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


@pytest.mark.parametrize("credential", BROKEN)
def test_what_is_no_new_key_is_refused_with_a_sentence(signed_in_browser, person, credential):
    signed_in_browser.get(ADD)
    page = signed_in_browser.post(ADD, {"name": "mine", "credential": credential})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert "mine" in page.content.decode()
    assert not factors.has_second_factor(person)


def test_a_key_is_removed_by_a_form(key, person, signed_in_browser, sent_mails):
    (stored,) = factors.keys_of(person)
    path = f"/accounts/second-factors/passkeys/{stored.pk}/remove/"
    assert signed_in_browser.get(path).status_code == 200
    assert factors.keys_of(person)
    assert signed_in_browser.post(path).url == "/accounts/second-factors/"
    assert not factors.keys_of(person)
    assert "a second factor was removed" in [
        mail.subject.partition(": ")[2] for mail in sent_mails()
    ]


def test_nobody_removes_the_key_of_somebody_else(key, person, make_person):
    (stored,) = factors.keys_of(person)
    other = make_person(email="eve@example.org", is_staff=True)
    client = Client()
    client.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    note_password(client, other)
    assert client.post(f"/accounts/second-factors/passkeys/{stored.pk}/remove/").status_code == 404
    assert factors.keys_of(person)


# Another host


@pytest.fixture
def renamed(key, person, settings):
    """A browser at the site's new name, where the key is not offered."""
    settings.ALLOWED_HOSTS = ["hub.example.org", "localhost"]
    return Client(headers={"host": "hub.example.org"})


def test_at_the_new_name_the_page_says_that_the_key_belongs_to_the_former_one(renamed):
    give_password(renamed)
    page = renamed.get(STEP)
    assert (
        "was registered for localhost and does not work at hub.example.org" in page.content.decode()
    )
    assert not page.context["key_options"]


def test_and_a_recovery_code_opens_the_account(renamed, person):
    give_password(renamed)
    code = RecoveryCodes.activate(person).generate_codes()[0]
    assert renamed.post(STEP, {"code": code}).url == "/admin/"


def test_a_key_for_another_host_that_is_sent_nevertheless_is_a_sentence(renamed, key, person):
    give_password(renamed)
    renamed.get(STEP)
    options = {"publicKey": {"challenge": "AAAA"}}
    page = renamed.post(STEP, {"credential": key.get(options)})
    assert page.content.decode().count("was registered for localhost") == 2
    assert not is_signed_in(renamed)


def test_at_a_bare_number_the_page_says_where_keys_work(person):
    browser = Client(headers={"host": "127.0.0.1:8000"})
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    note_password(browser, person)
    page = browser.get("/accounts/second-factors/").content.decode()
    assert "127.0.0.1 is a number" in page
    assert "http://localhost" in page
