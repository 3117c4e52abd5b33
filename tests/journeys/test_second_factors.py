"""A curator sets up second factors and signs in with them: a passkey in Chromium's own virtual
authenticator, which cannot sign in alone, and codes without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.hub.accounts.second_factors.conftest import code_of
from tests.journeys.first_screen import PHONE, fits
from tests.journeys.sign_in import give_password, sign_in

PASSWORD = "seven quiet herons"
SETUP = """
from django.contrib.auth.models import Group
from hub.accounts.models import Person
for name in ("keys", "codes"):
    person, _made = Person.objects.get_or_create(email=f"{name}@example.org", is_staff=True)
    person.set_password("seven quiet herons")
    person.save()
    person.groups.add(Group.objects.get(name="curator"))
    person.authenticator_set.all().delete()
"""
OVERVIEW = "/accounts/second-factors/"


@pytest.fixture
def _people(running_site):
    running_site.manage("shell", "--no-imports", "-c", SETUP)


def add_virtual_authenticator(page: Page) -> tuple[object, str]:
    """A key in this browser that says yes to everything (WebAuthn, 11)."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, added["authenticatorId"]


@pytest.mark.usefixtures("_people")
def test_a_passkey_is_registered_and_used_and_does_not_sign_in_alone(open_page, axe):
    page = open_page()
    devtools, authenticator = add_virtual_authenticator(page)
    sign_in(page, "keys@example.org", PASSWORD)
    page.get_by_role("link", name="Second factor").click()
    axe(page)
    page.get_by_role("link", name="Add a passkey").click()
    axe(page)
    page.get_by_label("Name of this passkey").fill("office laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    axe(page)
    held = devtools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})
    assert len(held["credentials"]) == 1
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_text("office laptop")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/admin/")
    assert "/accounts/login/" in page.url
    expect(page.get_by_role("button", name="passkey")).to_have_count(0)
    give_password(page, "keys@example.org", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.goto("/admin/")  # with the password alone
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    axe(page)
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/admin/")


@pytest.mark.usefixtures("_people")
def test_a_passkey_that_is_not_there_is_a_sentence_and_a_way_on(open_page):
    page = open_page()
    devtools, authenticator = add_virtual_authenticator(page)
    sign_in(page, "keys@example.org", PASSWORD)
    page.goto(f"{OVERVIEW}passkeys/add/")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")
    code = page.locator(".codes code").first.inner_text()
    page.context.clear_cookies()
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    give_password(page, "keys@example.org", PASSWORD)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_text("The passkey was not used")).to_be_visible(timeout=90_000)
    page.get_by_label("Code of your app, or a recovery code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


@pytest.mark.usefixtures("_people")
def test_an_app_works_on_a_phone_without_a_script(open_page):
    page = open_page(**PHONE, javascript=False)
    sign_in(page, "codes@example.org", PASSWORD)
    page.goto(f"{OVERVIEW}passkeys/add/")
    expect(page.get_by_text("needs JavaScript")).to_be_visible()
    page.goto(OVERVIEW)
    assert fits(page)
    page.get_by_role("link", name="Set up an app").click()
    assert fits(page)
    page.get_by_text("I cannot scan it").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Set it up").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)
    assert len(codes) == 10
    page.context.clear_cookies()
    give_password(page, "codes@example.org", PASSWORD)
    assert fits(page)
    page.get_by_label("Code of your app, or a recovery code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
