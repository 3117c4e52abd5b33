"""Whose second factor counts, and confirming anew for those who have no password here."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from hub.accounts.models import Person
from tests.hub.accounts.second_factors.conftest import code_of
from tests.hub.accounts.single_sign_on.conftest import (
    CONFIRM,
    begin,
    come_back,
    is_signed_in,
    sign_on,
    the_person,
)

pytestmark = pytest.mark.django_db
OURS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE = "/accounts/second-factors/code/"
PAGE = "/accounts/reauthenticate/"
ADD = "/admin/accounts/person/add/"
FORM = {"email": "new@example.org", "is_active": "on", "name": "Somebody new"}


@pytest.fixture
def administrator(client, provider):
    """Signed in by a provider that has known them for an hour."""
    provider.claims = {"groups": ["hub-admins"], "auth_time": int(time.time()) - 3600}
    sign_on(client)
    return client


@pytest.fixture
def with_factor(administrator):
    TOTP.activate(the_person(), OURS)
    administrator.post("/accounts/logout/")
    return administrator


def anew(client, provider, **claims):
    """Confirm at the provider, which asks again."""
    asked = begin(client, CONFIRM, next=ADD)
    provider.claims |= {"auth_time": int(time.time())} | claims
    return come_back(client, asked)


# Second factors


def test_ours_is_asked_for_as_well(with_factor, provider):
    assert sign_on(with_factor).url == CODE
    assert not is_signed_in(with_factor)
    page = with_factor.get(CODE).content.decode()
    assert "Example ID knows you" in page
    assert with_factor.post(CODE, {"code": code_of(OURS)}).url == "/admin/"
    assert is_signed_in(with_factor)


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "mfa"}], ids=str)
def test_that_of_the_provider_counts_where_the_setting_says_so(
    with_factor, provider, settings, claims
):
    settings.OIDC_SECOND_FACTOR = "provider"
    provider.claims |= claims
    assert sign_on(with_factor).url == "/admin/"
    assert is_signed_in(with_factor)


@pytest.mark.parametrize("setting", ["own", "provider"])
@pytest.mark.parametrize(
    "claims", [{"amr": ["pwd"]}, {"amr": "mfa"}, {"amr": [["mfa"]]}, {"acr": ["mfa"]}, {}], ids=str
)
def test_it_does_not_where_it_vouches_for_none(with_factor, provider, settings, setting, claims):
    settings.OIDC_SECOND_FACTOR = setting
    provider.claims |= claims
    assert sign_on(with_factor).url == CODE


def test_its_word_does_not_count_where_the_setting_says_ours(with_factor, provider):
    provider.claims |= {"amr": ["mfa"]}
    assert sign_on(with_factor).url == CODE


@pytest.mark.parametrize(
    ("setting", "methods", "status"),
    [("own", ["mfa"], 302), ("provider", ["pwd"], 302), ("provider", ["mfa"], 200)],
)
def test_who_needs_a_second_factor_may_have_it_at_the_provider(
    client, provider, settings, setting, methods, status
):
    settings.OIDC_SECOND_FACTOR, settings.SECOND_FACTORS = setting, "demanded"
    provider.claims = {"groups": ["hub-admins"], "amr": methods}
    sign_on(client)
    assert client.get("/admin/").status_code == status


def test_the_word_for_one_session_counts_for_no_other(client, provider, settings, new_client):
    settings.OIDC_SECOND_FACTOR, settings.SECOND_FACTORS = "provider", "demanded"
    provider.claims = {"groups": ["hub-admins"], "amr": ["mfa"]}
    sign_on(client)
    provider.claims["amr"] = ["pwd"]
    sign_on(new_client)
    assert [c.get("/admin/").status_code for c in (client, new_client)] == [200, 302]


# Step-up


def test_a_sign_in_without_being_asked_has_confirmed_nothing(administrator):
    assert administrator.get(ADD).url.startswith(PAGE)


def test_nor_has_one_of_a_provider_that_does_not_say_when_it_asked(client, provider):
    provider.claims = {"groups": ["hub-admins"]}
    sign_on(client)
    assert client.get(ADD).url.startswith(PAGE)


def test_one_for_which_they_were_asked_just_now_has(client, provider):
    provider.claims = {"groups": ["hub-admins"], "auth_time": int(time.time())}
    sign_on(client)
    assert client.get(ADD).status_code == 200


def test_the_page_offers_the_provider_and_no_password(administrator):
    page = administrator.get(administrator.get(ADD).url)
    text = page.content.decode()
    assert ("Confirm with Example ID" in text, 'type="password"' in text) == (True, False)
    assert "form-action 'self' http://127.0.0.1:" in page.headers["Content-Security-Policy"]


def test_the_provider_is_told_to_ask_again(administrator):
    asked = begin(administrator, CONFIRM, next=ADD)
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")


def test_who_was_asked_again_goes_on(administrator, provider):
    assert anew(administrator, provider).url == ADD
    assert administrator.get(ADD).status_code == 200


@pytest.mark.parametrize("auth_time", [None, int(time.time()) - 3600], ids=["unsaid", "long ago"])
def test_a_provider_that_did_not_ask_again_confirms_nothing(administrator, provider, auth_time):
    page = anew(administrator, provider, auth_time=auth_time)
    assert (page.status_code, "did not ask you again" in page.content.decode()) == (403, True)
    assert administrator.get(ADD).status_code == 302
    assert is_signed_in(administrator)


def test_somebody_else_confirms_nothing(administrator, provider):
    page = anew(administrator, provider, sub="subject-2")
    assert (page.status_code, "somebody else" in page.content.decode()) == (403, True)
    assert administrator.get(ADD).status_code == 302
    assert Person.objects.count() == 1


def test_an_answer_to_a_sign_in_is_none_to_a_confirmation(administrator, provider, new_client):
    asked = begin(new_client)
    assert come_back(administrator, asked).status_code == 400
    assert administrator.get(ADD).status_code == 302


def test_with_a_factor_of_ours_that_is_what_confirms(with_factor, provider):
    sign_on(with_factor)
    with_factor.post(CODE, {"code": code_of(OURS)})
    assert "Example ID" not in with_factor.get(PAGE).content.decode()
    page = anew(with_factor, provider)
    assert (page.status_code, "second factor" in page.content.decode()) == (403, True)


def test_unless_the_providers_counts_and_was_given(with_factor, provider, settings):
    settings.OIDC_SECOND_FACTOR = "provider"
    provider.claims |= {"amr": ["mfa"]}
    sign_on(with_factor)
    assert "Confirm with Example ID" in with_factor.get(PAGE).content.decode()
    assert anew(with_factor, provider).url == ADD
    assert with_factor.get(ADD).status_code == 200


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(client, provider):
    assert client.post(CONFIRM).url.startswith("/accounts/login/")


def unsent_of(page):
    return re.search(r'name="unsent" value="([^"]+)"', page.content.decode())[1]


def test_what_was_typed_waits_in_its_window_until_the_other_has_confirmed(administrator, provider):
    page = administrator.post(ADD, FORM)
    page = administrator.post(PAGE, {"unsent": unsent_of(page), "next": ADD})
    assert 'target="_blank"' in page.content.decode()
    unsent = unsent_of(page)
    page = administrator.post(PAGE, {"unsent": unsent})
    assert unsent_of(page) == unsent  # not confirmed yet
    anew(administrator, provider)
    page = administrator.post(PAGE, {"unsent": unsent}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "Somebody new" in page.content.decode()
    assert "you have confirmed" in page.content.decode()


def test_what_was_typed_before_a_session_ended_waits_too(administrator, provider):
    administrator.post("/accounts/logout/")
    page = administrator.post(ADD, FORM)
    unsent = unsent_of(page)
    page = administrator.post("/accounts/login/", {"unsent": unsent})
    assert 'target="_blank"' in page.content.decode()
    sign_on(administrator)
    sent = {"unsent": unsent_of(page)}
    page = administrator.post("/accounts/login/", sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert "Somebody new" in page.content.decode()


def test_the_factor_is_not_demanded_before_its_day(client, provider, settings):
    settings.SECOND_FACTORS = "demanded"
    sign_on(client)
    assert the_person().second_factor_counted_from <= timezone.now()
    assert is_signed_in(client)
