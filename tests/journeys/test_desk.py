"""The desk by keyboard and without JavaScript: narrow it, take a task, ask, close, take back."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.first_screen import fits
from tests.journeys.sign_in import sign_in
from tests.journeys.test_sent_changes import mail_to

PASSWORD = "a long journey at night"
ME, COLLEAGUE = "desk@example.org", "colleague@example.org"
SETUP = f"""
import datetime
from django.contrib.auth.models import Group
from catalogue.models import Tool
from hub.accounts.models import Person
from hub.curation.desk.models import Task
from hub.curation.desk.reconciliation import light_kinds, reconcile_kind
for email, name in (("{ME}", "Ada Desk"), ("{COLLEAGUE}", "Bo Desk")):
    if not Person.objects.filter(email=email).exists():
        person = Person.objects.create_user(email, "{PASSWORD}", is_staff=True, name=name)
        person.groups.set(Group.objects.filter(name="curator"))
Tool.objects.filter(slug="tella").update(next_review_on=datetime.date(2020, 1, 1))
for kind in light_kinds():
    reconcile_kind(kind)
print(Task.objects.still_open().get(kind="review", record_kind="tool").pk)
"""
PAGES = ("/desk/", "/desk/?kind=missing-facts&page=2", "/desk/closed/", "/desk/numbers/")


@pytest.fixture(scope="module")
def task(running_site) -> int:
    """The key of the task to review one tool; two curators are made beside it."""
    return int(running_site.manage("shell", "--no-imports", "-c", SETUP).split()[-1])


@pytest.fixture
def open_plain(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """A page without JavaScript in which a curator is signed in."""
    contexts = []

    def open_plain(email: str = ME, **options) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False}
        context = browser.new_context(base_url=site, **(settings | options))
        contexts.append(context)
        return sign_in(context.new_page(), email, PASSWORD)

    yield open_plain
    for context in contexts:
        context.close()


def press(page: Page, role: str, name: str) -> None:
    """By keyboard: the focus on it, and Enter. Browsers part what only readers of screens hear."""
    heard = re.compile(re.escape(name).replace(":", r"\s*:"))
    found = page.get_by_role(role, name=heard).first
    found.focus()
    found.press("Enter")


def test_a_task_is_found_taken_discussed_closed_and_taken_back(open_plain, running_site, task):
    page = open_plain()
    press(page, "link", "Desk")
    page.wait_for_url("**/desk/")
    narrow = page.locator(".filters a[href='/desk/?kind=review']")
    narrow.focus()
    narrow.press("Enter")
    page.wait_for_url("**/desk/?kind=review")
    press(page, "button", "Take it: Tella")
    page.wait_for_url("**/desk/?kind=review")
    assert page.locator(".messagelist").inner_text() == "Yours now: Tella"
    press(page, "link", "mine")
    assert page.locator(".task h3").all_inner_texts() == ["Tella"]

    press(page, "link", "Details: Tella")
    page.wait_for_url(f"**/desk/{task}/")
    page.get_by_label("Comment", exact=True).type("Has anybody asked the makers?")
    page.get_by_label("Bo Desk").press("Space")
    press(page, "button", "Comment")
    assert "A mail goes to Bo Desk." in page.locator(".messagelist").inner_text()
    words = mail_to(running_site.var, COLLEAGUE).get_body(("plain",)).get_content()
    assert (f"/desk/{task}/" in words, "makers" in words) == (True, False)

    page.get_by_label("It is not to be done").press("Space")
    page.get_by_label("Reason").type("The makers are on leave.")
    press(page, "button", "Close")
    assert "The makers are on leave." in page.locator(".sentence").inner_text()
    press(page, "button", "Take the closing back")
    assert page.get_by_role("link", name="Check it").count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_the_desk_is_usable_at_any_width(open_plain, axe, task, width):
    page = open_plain(viewport={"width": width, "height": 900}, java_script_enabled=True)
    for address in (*PAGES, f"/desk/{task}/"):
        page.goto(address)
        axe(page)
        assert fits(page), address
