"""From a filtered list to a mail, and out again."""

import http.client
import re
import time
from contextlib import closing
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest

from tests.journeys.first_screen import fits

ADDRESS = "journey@example.org"
PATIENCE_SECONDS = 60


def mails_to(var, address):
    """The mails in the folder, oldest first."""
    read = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((var / "mail").glob("*.log"))
    ]
    return [mail for mail in read if str(mail["To"]) == address]


def mail_to(var, address):
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if found := mails_to(var, address):
            return found[-1]
        time.sleep(0.2)
    pytest.fail(f"no mail came in {PATIENCE_SECONDS} seconds")


def link_in(mail):
    (link,) = re.findall(r"https?://\S+token=\S+", mail.get_body(("plain",)).get_content())
    return link


def sign_up(page, address):
    page.goto("/tools/?q=hotline")
    page.get_by_role("link", name="Get updates by e-mail").click()
    page.get_by_label("Changes to safety information").uncheck()
    page.get_by_label("Once a day").check()
    page.get_by_label("Your time zone").select_option("Africa/Nairobi")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me the link").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_from_a_list_through_a_mail_to_leaving(open_page, running_site, javascript):
    page = open_page(javascript=javascript)
    address = f"{'with' if javascript else 'without'}-{ADDRESS}"
    sign_up(page, address)
    assert page.get_by_role("heading", level=1).inner_text() == "Check your e-mail"
    page.goto(link_in(mail_to(running_site.var, address)))
    assert "hotline" in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Yes, send me these updates").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Confirmed"
    page.get_by_role("link", name="See and change what you get").click()
    assert page.get_by_label("Once a day").is_checked()
    assert not page.get_by_label("Changes to safety information").is_checked()
    page.get_by_role("button", name="Pause all e-mails").click()
    assert "Paused: we send nothing." in page.get_by_role("main").inner_text()
    manage = page.url
    page.get_by_role("button", name="Unsubscribe from everything").click()
    assert page.get_by_role("heading", level=1).inner_text() == "You have unsubscribed"
    assert page.goto(manage).status == 404
    assert page.context.cookies() == []


def test_a_mail_program_leaves_with_one_click(open_page, running_site, site):
    address = f"one-click-{ADDRESS}"
    page = open_page()
    sign_up(page, address)
    page.goto(link_in(mail_to(running_site.var, address)))
    page.get_by_role("button", name="Yes, send me these updates").click()
    page.get_by_role("link", name="See and change what you get").click()
    manage = urlsplit(page.url)
    with closing(http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)) as connection:
        connection.request(
            "POST",
            f"/subscription/leave/?{manage.query}",
            body="List-Unsubscribe=One-Click",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = connection.getresponse()
        answer.read()
    assert (answer.status, answer.getheader("Set-Cookie")) == (200, None)
    assert page.goto(page.url).status == 404


@pytest.mark.parametrize(
    ("width", "start"), [(320, "/ar"), (1280, "")], ids=["small, right to left", "wide"]
)
def test_every_page_of_it_is_usable_by_everybody(open_page, running_site, axe, width, start):
    address = f"axe-{width}-{ADDRESS}"
    page = open_page(width=width, scheme="dark" if width == 320 else "light")

    def look():
        axe(page)
        assert fits(page)

    def press(button):
        # Looked at only once the answer is there: what is being left has no document any more.
        with page.expect_navigation():
            page.locator(button).first.click()

    page.goto(f"{start}/subscribe/?of=tool&q=hotline&context=armed-conflict")
    look()
    page.locator("#address").fill(address)
    page.locator("[name=whats]").nth(1).uncheck()
    press(".go button")
    look()
    link = link_in(mail_to(running_site.var, address))
    page.goto(link)
    look()
    press(".go button")
    look()
    press(".ways a")
    look()
    page.goto(page.url.replace("/subscription/", "/subscription/leave/"))
    look()
    press(".go button")
    look()


def test_a_mistake_is_told_beside_its_field(page, axe):
    page.goto("/subscribe/?of=tool&q=hotline")
    page.locator("#address").evaluate("field => field.type = 'text'")
    page.get_by_label("Your e-mail address").fill("reader at example.org")
    page.get_by_role("button", name="Send me the link").click()
    field = page.get_by_label("Your e-mail address")
    assert field.get_attribute("aria-invalid") == "true"
    assert "We cannot send e-mail to this address" in page.get_by_role("alert").inner_text()
    assert field.input_value() == "reader at example.org"
    axe(page)
