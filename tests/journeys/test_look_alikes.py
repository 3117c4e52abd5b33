"""A curator types a name that is here already: with a script and without, also on a phone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.first_screen import fits
from tests.journeys.sign_in import sign_in

CURATOR, PASSWORD = "look-alikes@example.org", "a long journey to a name"
SETUP = f"""
from django.contrib.auth.models import Group
from hub.accounts.models import Person
if not Person.objects.filter(email="{CURATOR}").exists():
    person = Person.objects.create_user("{CURATOR}", "{PASSWORD}", is_staff=True, name="Ada")
    person.groups.set(Group.objects.filter(name="curator"))
"""
ADD = "/admin/catalogue/tool/add/"
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def curator(browser: Browser, site: str, running_site) -> Iterator[Callable[..., Page]]:
    running_site.manage("shell", "--no-imports", "-c", SETUP)
    contexts = []

    def open_form(**options) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}}
        context = browser.new_context(base_url=site, **(settings | options))
        contexts.append(context)
        page = sign_in(context.new_page(), CURATOR, PASSWORD)
        page.goto(ADD)
        return page

    yield open_form
    for context in contexts:
        context.close()


def panel(page: Page):
    return page.get_by_role("region", name="Records that look like this one")


def name_of(page: Page):
    return page.get_by_role("textbox", name="Name:", exact=True)


def test_what_looks_alike_is_shown_while_it_is_typed(curator, violations):
    page = curator()
    name_of(page).press_sequentially("Primerro")
    expect(panel(page)).to_contain_text("Primero")
    expect(panel(page)).to_contain_text("a similar name")
    expect(page.get_by_role("status").filter(has_text="looks like this")).to_have_count(1)
    expect(name_of(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel(page).get_by_role("link").first).to_be_focused()
    assert not violations(page, whole=False)


def test_another_name_takes_it_away(curator):
    page = curator()
    name_of(page).fill("Primero")
    expect(panel(page)).to_contain_text("the same name")
    name_of(page).fill("Quite another thing")
    expect(page.locator("#look-alikes")).to_be_hidden()


def test_an_address_is_looked_at_too(curator):
    page = curator()
    page.get_by_role("textbox", name="Site").fill("http://www.primero.org")
    expect(panel(page)).to_contain_text("the same address")


def test_it_fits_a_phone(curator):
    page = curator(**PHONE)
    name_of(page).fill("Primero")
    expect(panel(page)).to_contain_text("the same name")
    assert fits(page)
    assert panel(page).get_by_role("link").first.bounding_box()["height"] >= 24


def test_whoever_said_that_it_is_another_is_not_asked_again(curator):
    page = curator()
    name_of(page).fill("Primero")
    page.locator("[name=slug]").fill("primero-of-others")
    page.locator("[name=summary]").fill("Another tool of the same name.")
    panel(page).get_by_role("checkbox").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("added successfully")


def test_without_a_script_the_form_asks_once(curator):
    page = curator(java_script_enabled=False)
    name_of(page).fill("Primero X Kobo Tella")
    page.get_by_label("Slug").fill("kobo-tella")
    page.get_by_role("textbox", name="Site").fill("https://www.primero.org/")
    page.locator("[name=summary]").fill("Words that must not be lost.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(panel(page)).to_contain_text("the same address")
    expect(page.locator("[name=summary]")).to_have_value("Words that must not be lost.")
    panel(page).get_by_role("checkbox").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("added successfully")
