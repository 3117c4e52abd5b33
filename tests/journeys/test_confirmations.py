"""A maker confirms by a mailed link: on a phone, with a script and without one, and no account.

A curator asks, the maker answers fact by fact, the curator enters what is ticked, and readers see
who says so.
"""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.first_screen import PHONE, fits
from tests.journeys.test_sent_changes import mail_to
from tests.journeys.test_suggestions import curator  # noqa: F401 - a fixture

TOOLS = {True: ("refaid", "RefAid"), False: ("redsafe", "RedSafe")}
MAKER = "press-{}@maker.example"
LICENCE, WORDS = "AGPL-3.0-or-later", "A new version is planned for the spring."


def ask_maker(desk: Page, slug: str, name: str, maker: str) -> None:
    """From the form of the record to the mail."""
    desk.goto(f"/admin/catalogue/tool/?q={slug}")
    desk.locator("#result_list").get_by_role("link", name=name, exact=True).first.click()
    desk.get_by_role("link", name="Ask its maker").click()
    address = desk.url
    desk.get_by_role("link", name=re.compile("^(Add a contact|Contacts)$")).click()
    desk.get_by_label("E-mail address").fill(maker)
    desk.get_by_label("Where the organisation publishes it").fill("https://maker.example/contact")
    desk.get_by_role("button", name="Add").click()
    desk.goto(address)
    desk.get_by_role("button", name=re.compile("^Ask its")).click()
    expect(desk.locator(".messagelist")).to_contain_text("is asked")


def links_in(mail) -> tuple[str, str]:
    """To answer, and to be asked no more."""
    text = mail.get_body(("plain",)).get_content()
    find = r"https?://\S+/confirm/{}\?token=\S+"
    return re.search(find.format(""), text)[0], re.search(find.format("stop/"), text)[0]


def fact(page: Page, name: str):
    return page.locator(f"section[aria-labelledby=h-{name}]")


def answer(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    fact(page, "name").get_by_label("Right").check()
    fact(page, "summary").get_by_label("We do not know").check()
    page.get_by_role("button", name="Keep it and go on later").click()
    expect(page.get_by_role("status")).to_contain_text("Kept, and not sent yet.")
    if not fact(page, "licence").is_visible():
        page.get_by_text("What is not known yet").click()
    closed = fact(page, "licence").locator("details:not([open]) > summary")
    if closed.count():
        closed.click()
    fact(page, "licence").get_by_role("textbox").fill(LICENCE)
    page.get_by_label("Anything else").fill(WORDS)
    page.get_by_role("button", name="Check before sending").click()
    for words in (LICENCE, WORDS, "We do not know"):
        expect(page.get_by_role("main")).to_contain_text(words)
    assert fits(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers were sent")
    assert fits(page)
    assert page.context.cookies() == []


def enter(desk: Page, name: str) -> None:
    desk.goto("/desk/?kind=maker_answer")
    row = desk.get_by_role("listitem").filter(has_text=name)
    row.get_by_role("link", name="Read it").click()
    expect(desk.locator("blockquote")).to_contain_text(WORDS)
    desk.get_by_label("Enter as their statement: Licence").check()
    desk.get_by_role("button", name="Enter what is ticked, and close").click()
    expect(desk.locator(".messagelist")).to_contain_text("Settled")


@pytest.mark.parametrize("javascript", [False, True])
def test_a_maker_confirms_by_a_mailed_link(
    open_page,
    running_site,
    curator,  # noqa: F811 - a fixture
    axe,
    javascript,
):
    slug, name = TOOLS[javascript]
    maker = MAKER.format(int(javascript))
    desk = curator(java_script_enabled=javascript)
    ask_maker(desk, slug, name, maker)
    link, stop = links_in(mail_to(running_site.var, maker))

    office = open_page(**PHONE, javascript=javascript)
    if javascript:
        office.goto(link)
        axe(office)
    answer(office, link)
    enter(desk, name)

    reader = open_page(**PHONE, javascript=javascript)
    deadline = time.monotonic() + 10
    reader.goto(f"/tools/{slug}/")
    while "its maker says so" not in reader.get_by_role("main").inner_text():
        assert time.monotonic() < deadline, "the page does not say so"
        reader.reload()
    main = reader.get_by_role("main")
    expect(main).to_contain_text(LICENCE)
    expect(main).to_contain_text("Own statement of")
    expect(main).not_to_contain_text(WORDS)
    if javascript:
        axe(reader)

    office.goto(link)
    expect(office.get_by_role("main")).to_contain_text("Entered as the maker’s statement")
    office.goto(stop)
    office.get_by_role("button", name="Do not ask us again").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("We do not ask you again")
    desk.goto(f"/admin/catalogue/tool/?q={slug}")
    desk.locator("#result_list").get_by_role("link", name=name, exact=True).first.click()
    desk.get_by_role("link", name="Ask its maker").click()
    expect(desk.locator("#content")).to_contain_text("No contact can be written to.")
