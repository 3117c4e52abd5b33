"""A reader on a phone, a curator at a desk, no script on either side: what is wrong is put right.

And what is dangerous is off the site by the next request.
"""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.first_screen import PHONE, fits
from tests.journeys.sign_in import sign_in
from tests.journeys.test_follow_up import DIGEST
from tests.journeys.test_sent_changes import PATIENCE_SECONDS, link_in, mail_to, mails_to

CURATOR, PASSWORD = "suggestions@example.org", "a long journey to the facts"
FOLLOWER = "follower-of-primero@example.org"
TOOL, NAME = "/tools/primero/", "Primero"
SOURCE = "Its makers' own page"
SAID = "Software for case management and for protection, as a reader has put it."
DANGEROUS = "/tools/tella/"
SETUP = f"""
from django.contrib.auth.models import Group
from hub.accounts.models import Person
if not Person.objects.filter(email="{CURATOR}").exists():
    person = Person.objects.create_user("{CURATOR}", "{PASSWORD}", is_staff=True, name="Ada")
    person.groups.set(Group.objects.filter(name="curator"))
"""


@pytest.fixture
def curator(browser: Browser, site: str, running_site) -> Iterator[Callable[..., Page]]:
    """A page without JavaScript in which a curator is signed in."""
    running_site.manage("shell", "--no-imports", "-c", SETUP)
    contexts = []

    def open_signed_in(**options) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False}
        context = browser.new_context(base_url=site, **(settings | options))
        contexts.append(context)
        return sign_in(context.new_page(), CURATOR, PASSWORD)

    yield open_signed_in
    for context in contexts:
        context.close()


def follow(page: Page, running_site) -> None:
    """Somebody gets updates about the tool by mail."""
    page.goto("/tools/?q=primero")
    page.get_by_role("link", name="Get updates by e-mail").click()
    page.get_by_label("As it happens").check()
    page.get_by_label("Your e-mail address").fill(FOLLOWER)
    page.get_by_role("button", name="Send me the link").click()
    page.goto(link_in(mail_to(running_site.var, FOLLOWER)))
    page.get_by_role("button", name="Yes, send me these updates").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Confirmed"


def tell(page: Page) -> str:
    """Correct a fact; the letters of the receipt."""
    page.goto(TOOL)
    page.get_by_role("complementary", name="Something wrong?").get_by_role(
        "link", name="Tell us"
    ).click()
    page.get_by_role("link", name="Something is wrong").click()
    fact = page.locator("details.told-fact").filter(has_text="What it is").first
    fact.locator("summary").click()
    fact.get_by_label("What it should say").fill(SAID)
    page.get_by_label("Title of a page, a report, a law").fill(SOURCE)
    page.get_by_label("Its address").fill("https://example.org/primero")
    page.get_by_role("button", name="Check before sending").click()
    time.sleep(4)  # whoever sends within four seconds is asked again
    page.get_by_role("button", name="Send", exact=True).click()
    return page.locator(".letters").inner_text()


def open_receipt(page: Page, letters: str) -> None:
    page.goto("/tell/receipt/")
    page.get_by_label("The 24 letters of your receipt").fill(letters)
    page.get_by_role("button", name="Show it").click()


def open_newest(page: Page, name: str) -> None:
    """From the desk to the suggestion about a record."""
    page.goto("/desk/suggestions/")
    page.get_by_role("link", name=name).last.click()


def check_digest(running_site) -> None:
    running_site.manage("shell", "--no-imports", "-c", DIGEST)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(mails := mails_to(running_site.var, FOLLOWER)) < 2:
        assert time.monotonic() < deadline, "no digest came"
        time.sleep(0.2)
    text = " ".join(mails[-1].get_body(("plain",)).get_content().split())
    assert (NAME in text, "as a reader has put it" in text) == (True, True), text


def test_a_fact_is_put_right_from_a_phone_to_the_digest(open_page, running_site, curator):
    reader = open_page(**PHONE, javascript=False)
    follow(reader, running_site)
    letters = tell(reader)

    desk = curator()
    open_newest(desk, f"Correction: {NAME}")
    desk.get_by_label("Your question").fill("Where does it say so?")
    desk.get_by_role("button", name="Ask the sender").click()
    expect(desk.locator(".conversation")).to_contain_text("Where does it say so?")

    open_receipt(reader, letters)
    expect(reader.get_by_role("main")).to_contain_text("Where does it say so?")
    reader.get_by_label("Your answer").fill("In its first paragraph.")
    reader.get_by_role("button", name="Send").click()

    open_newest(desk, f"Correction: {NAME}")
    expect(desk.locator(".conversation")).to_contain_text("In its first paragraph.")
    desk.get_by_label("To the sender").fill("Thank you, it stands there now.")
    desk.get_by_role("button", name="Accept what is ticked").click()
    expect(desk.locator(".messagelist")).to_contain_text("was changed")

    reader.goto(TOOL)
    expect(reader.get_by_role("main")).to_contain_text(SAID)
    open_receipt(reader, letters)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Accepted")
    expect(reader.get_by_role("main")).to_contain_text("Thank you, it stands there now.")
    check_digest(running_site)
    assert reader.context.cookies() == []


def report_danger(page: Page) -> None:
    page.goto(DANGEROUS)
    page.get_by_role("link", name="Report a danger").click()
    page.get_by_label("What must not be seen").fill("It names a street.")
    page.get_by_role("button", name="Check before sending").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It was sent.")


def test_a_danger_report_hides_a_record_everywhere_by_the_next_request(
    open_page, running_site, curator, axe
):
    reader = open_page(**PHONE, javascript=False)
    places = ("/tools/?q=tella", "/search/?q=tella", "/tools/feed/?q=tella", DANGEROUS)
    texts = [reader.request.get(place).text() for place in places]
    assert all("Tella" in text for text in texts)
    report_danger(reader)
    mail = mail_to(running_site.var, CURATOR)
    text = mail.get_body(("plain",)).get_content()
    assert ("/desk/suggestions/?kind=danger" in text, "street" in text) == (True, False)

    desk = curator(viewport={"width": 390, "height": 844})
    desk.goto("/desk/suggestions/?kind=danger")
    desk.get_by_role("link", name="Danger: Tella").first.click()
    desk.get_by_role("button", name="Hide now").click()
    expect(desk.locator(".hidden-record")).to_contain_text("no reader sees the record")
    assert fits(desk)

    link = 'href="/tools/tella/"'
    assert reader.goto(DANGEROUS).status == 404
    assert [place for place in places[:3] if link in reader.request.get(place).text()] == []
    desk.get_by_role("button", name="Show it again").click()
    assert reader.goto(DANGEROUS).status == 200


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_curators_are_for_everybody(curator, open_page, width, browser):
    report_danger(open_page(**PHONE, javascript=False))
    page = curator(viewport={"width": width, "height": 900}, java_script_enabled=True)
    for address in ("/desk/suggestions/", "/desk/suggestions/?show=dropped"):
        page.goto(address)
        assert fits(page)
    open_newest(page, "Danger: Tella")
    assert fits(page)
