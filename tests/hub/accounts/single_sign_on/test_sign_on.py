"""Signing in by the provider: who gets in, with which roles, and where they come out."""

import logging

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth.models import Group

from hub.accounts.models import Person
from tests.hub.accounts.single_sign_on.conftest import (
    BEGIN,
    CALLBACK,
    begin,
    come_back,
    is_signed_in,
    roles_of,
    sign_on,
    the_person,
)

pytestmark = pytest.mark.django_db


def test_somebody_whom_a_rule_names_gets_an_account_and_is_signed_in(client, provider):
    assert sign_on(client).url == "/admin/"
    assert is_signed_in(client)
    person = the_person()
    assert (person.name, person.is_staff, roles_of(person)) == ("Ada Lovelace", True, {"curator"})
    assert not person.has_usable_password()


def test_nothing_is_kept_of_what_the_provider_says_but_issuer_and_subject(client, provider):
    sign_on(client)
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid) == (provider.address, "subject-1")
    assert (account.extra_data, SocialToken.objects.count()) == ({}, 0)


def test_the_second_time_it_is_the_same_account(client, provider):
    sign_on(client)
    client.post("/accounts/logout/")
    provider.claims = {"email": "other@example.org"}
    sign_on(client)
    assert [person.email for person in Person.objects.all()] == ["ada@example.org"]


def test_whom_no_rule_names_is_refused_and_nothing_is_kept(client, provider):
    provider.claims = {"groups": ["staff"]}
    page = sign_on(client)
    assert page.status_code == 403
    assert "names no role for you at this site. Nothing was kept." in page.content.decode()
    assert (Person.objects.count(), SocialAccount.objects.count()) == (0, 0)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        (["hub-admins"], {"administrator"}),
        (["hub-admins", "hub-curators"], {"administrator", "curator"}),
        ("hub-curators", {"curator"}),
    ],
)
def test_roles_are_those_that_the_rules_name_all_of_them(client, provider, groups, roles):
    provider.claims = {"groups": groups}
    sign_on(client)
    assert roles_of(the_person()) == roles


def test_a_claim_within_an_object_is_named_with_a_dot(client, provider, settings):
    settings.OIDC_CLAIM = "realm_access.roles"
    provider.claims = {"groups": None, "realm_access": {"roles": ["hub-admins"]}}
    sign_on(client)
    assert roles_of(the_person()) == {"administrator"}


def test_a_claim_whose_name_has_a_dot_is_read_as_it_stands(client, provider, settings):
    settings.OIDC_CLAIM = "https://hub.example.org/roles"
    provider.claims = {"groups": None, "https://hub.example.org/roles": ["hub-curators"]}
    sign_on(client)
    assert roles_of(the_person()) == {"curator"}


def test_what_is_missing_is_asked_for(client, provider):
    provider.claims = {"groups": None, "email": None}
    provider.user_info = {
        "sub": "subject-1",
        "groups": ["hub-curators"],
        "email": "ada@example.org",
    }
    sign_on(client)
    assert roles_of(the_person()) == {"curator"}
    assert provider.asked[-1][2]["Authorization"] == "Bearer access"


def test_roles_follow_at_each_sign_in_and_administrators_are_told(
    client, provider, make_person, sent_mails, caplog
):
    caplog.set_level(logging.INFO, "hub.accounts")
    make_person(email="boss@example.org", is_staff=True, is_superuser=True)
    sign_on(client)
    client.post("/accounts/logout/")
    provider.claims = {"groups": ["hub-admins"]}
    sign_on(client)
    person = the_person()
    assert roles_of(person) == {"administrator"}
    mail = [mail for mail in sent_mails() if mail.recipient == "boss@example.org"][-1]
    assert "Before: ada@example.org; curator" in mail.text
    assert "Now: ada@example.org; administrator" in mail.text
    assert f"person {person.pk}, roles given: administrator; taken away: curator" in caplog.text
    assert "ada@example.org" not in caplog.text


def test_a_role_that_no_rule_names_is_given_here_and_stays(client, provider):
    sign_on(client)
    the_person().groups.add(Group.objects.get(name="vocabulary"))
    client.post("/accounts/logout/")
    sign_on(client)
    assert roles_of(the_person()) == {"curator", "vocabulary"}


def test_a_role_that_a_rule_names_goes_with_it(client, provider, settings):
    settings.OIDC_ROLES = {**settings.OIDC_ROLES, "hub-terms": "vocabulary"}
    sign_on(client)
    the_person().groups.add(Group.objects.get(name="vocabulary"))
    client.post("/accounts/logout/")
    sign_on(client)
    assert roles_of(the_person()) == {"curator"}


def test_nobody_is_told_where_nothing_changed(client, provider, make_person, sent_mails):
    make_person(email="boss@example.org", is_staff=True, is_superuser=True)
    sign_on(client)
    before = len(sent_mails())
    client.post("/accounts/logout/")
    sign_on(client)
    assert (before, len(sent_mails())) == (1, 1)


def test_whom_the_rules_name_no_more_loses_all_and_is_not_signed_in(client, provider):
    sign_on(client)
    client.post("/accounts/logout/")
    provider.claims = {"groups": []}
    page = sign_on(client)
    assert (page.status_code, "opens nothing" in page.content.decode()) == (403, True)
    person = the_person()
    assert (roles_of(person), person.is_staff, person.is_active) == (set(), False, True)
    assert not is_signed_in(client)


def test_a_session_of_before_opens_nothing_then(client, provider, new_client):
    sign_on(client)
    provider.claims = {"groups": []}
    sign_on(new_client)
    assert not is_signed_in(client)


def test_a_claim_that_is_missing_altogether_takes_the_roles_too(client, provider):
    sign_on(client)
    client.post("/accounts/logout/")
    provider.claims = {"groups": None}
    provider.document = {"userinfo_endpoint": None}
    assert sign_on(client).status_code == 403
    assert roles_of(the_person()) == set()


def test_of_a_superuser_the_provider_cannot_say_that_they_are_none(client, provider):
    sign_on(client)
    Person.objects.update(is_superuser=True)
    client.post("/accounts/logout/")
    provider.claims = {"groups": []}
    sign_on(client)
    assert (is_signed_in(client), the_person().is_staff) == (True, True)


def test_a_closed_account_stays_closed(client, provider):
    sign_on(client)
    client.post("/accounts/logout/")
    Person.objects.update(is_active=False)
    page = sign_on(client)
    assert (page.status_code, "is closed" in page.content.decode()) == (403, True)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": None},
        {"email": 7},
        {"email": "no address"},
        {"email": "a\x00@example.org"},
        {"email": "\ud800@example.org"},
        {"email": ["a@example.org"]},
        {"email_verified": False},
        {"email_verified": "true"},
    ],
    ids=str,
)
def test_without_a_checked_address_no_account_is_made(client, provider, claims):
    provider.claims, provider.document = claims, {"userinfo_endpoint": None}
    page = sign_on(client)
    assert (page.status_code, "e-mail address" in page.content.decode()) == (403, True)
    assert not Person.objects.exists()


def test_a_name_that_is_none_is_left_out(client, provider):
    provider.claims = {"name": "Ada\x00 \ud800" + "x" * 200}
    sign_on(client)
    assert the_person().name == "Ada " + "x" * 146


def test_a_provider_that_never_says_whether_it_checked_is_believed(client, provider):
    provider.claims = {"email_verified": None}
    sign_on(client)
    assert is_signed_in(client)


def test_an_account_is_never_found_by_its_address(client, provider, make_person):
    person = make_person(email="Ada@example.org", password="seven quiet herons", is_staff=True)
    page = sign_on(client)
    assert (page.status_code, "not joined" in page.content.decode()) == (403, True)
    assert not is_signed_in(client)
    person.refresh_from_db()
    assert (person.has_usable_password(), SocialAccount.objects.count()) == (True, 0)


def test_the_same_subject_of_another_provider_opens_nothing(client, provider):
    sign_on(client)
    client.post("/accounts/logout/")
    SocialAccount.objects.update(provider="https://former.example.org")
    page = sign_on(client)
    assert (page.status_code, "not joined" in page.content.decode()) == (403, True)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/admin/catalogue/tool/", "/admin/catalogue/tool/"),
        ("https://evil.example.org/", "/admin/"),
        ("//evil.example.org/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
    ],
)
def test_people_come_out_at_an_address_of_ours_alone(client, provider, wanted, led_to):
    assert sign_on(client, next=wanted).url == led_to


def test_whoever_is_signed_in_is_not_sent_to_the_provider(client, provider):
    sign_on(client)
    assert client.post(BEGIN, {"next": "/admin/catalogue/tool/"}).url == "/admin/catalogue/tool/"


def test_it_takes_a_post_to_begin(client, provider):
    assert client.get(BEGIN).status_code == 405
    assert provider.asked == []


def test_nobody_can_add_to_what_the_provider_is_asked(client, provider):
    asked = begin(client, f"{BEGIN}?scope=admin&auth_params=prompt%3Dnone%26client_id%3Dx")
    assert (asked["scope"].split(), "prompt" in asked) != ([], True)
    assert asked["client_id"] == "hub"
    assert "admin" not in asked["scope"]


def test_the_request_carries_a_code_challenge_a_state_and_a_nonce(client, provider, settings):
    asked = begin(client)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == f"{settings.SITE_ADDRESS}{CALLBACK}"
    other = begin(client)
    assert all(asked[name] != other[name] for name in ("state", "nonce", "code_challenge"))


def test_the_code_is_redeemed_with_the_verifier_and_the_secret(client, provider):
    sign_on(client)
    (form, headers) = next(each[1:] for each in provider.asked if each[0] == "/token")
    assert len(form["code_verifier"]) >= 43
    assert headers["Authorization"].startswith("Basic ")
    assert "client_secret" not in form


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(client, provider):
    provider.document = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    sign_on(client)
    (form, headers) = next(each[1:] for each in provider.asked if each[0] == "/token")
    assert (form["client_secret"], "Authorization" in headers) == ("a secret: of letters", False)


def test_the_button_is_there_and_its_answer_may_lead_to_the_provider(client, provider):
    page = client.get("/accounts/login/?next=/admin/events/event/")
    assert "Sign in with Example ID" in page.content.decode()
    assert 'value="/admin/events/event/"' in page.content.decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"form-action 'self' {provider.address};" in f"{policy};"
    assert provider.asked == []


def test_other_pages_may_lead_nowhere(client, provider):
    for path in ("/", "/accounts/password/reset/"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert provider.address not in policy


def test_readers_get_no_cookie_and_no_page_asks_the_provider(client, provider):
    for path in ("/", "/tools/", "/about/"):
        assert not client.get(path).cookies
    assert provider.asked == []


@pytest.mark.parametrize("path", [BEGIN, CALLBACK, "/accounts/single-sign-on/confirm/"])
def test_where_it_is_off_there_is_no_such_page_and_no_button(client, path):
    assert client.post(path).status_code == 404
    assert "single-sign-on" not in client.get("/accounts/login/").content.decode()


def test_signing_out_shows_the_way_out_of_the_provider(client, provider):
    sign_on(client)
    page = client.post("/accounts/logout/")
    assert f'href="{provider.address}/end?client_id=hub&amp;post_logout_redirect_uri=' in (
        page.content.decode()
    )
    assert 'rel="noreferrer"' in page.content.decode()
    assert not is_signed_in(client)


def test_the_device_is_remembered_as_after_a_password(client, provider):
    assert "known_device" in sign_on(client).cookies


def test_two_windows_at_once_both_come_back(client, provider):
    first, second = begin(client), begin(client)
    assert come_back(client, second).url == "/admin/"
    come_back(client, first)
    assert is_signed_in(client)
