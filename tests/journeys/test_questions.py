"""A reader asks on a phone, a curator asks the maker, the maker answers by a link.

With a script and without one, and nobody but the curator has an account.
"""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.first_screen import PHONE, fits
from tests.journeys.test_follow_up import DIGEST
from tests.journeys.test_sent_changes import PATIENCE_SECONDS, link_in, mail_to, mails_to
from tests.journeys.test_suggestions import curator, open_receipt  # noqa: F401 - a fixture

TOOL, NAME = "/tools/primero/", "Primero"
TYPED = "Our office shares one phone between ten people. Does it keep them apart?"
ASKED = "Does it keep the people who share one phone apart?"
ANSWER = "Each has a code of their own, and sees only their own cases."
MAKER, FOLLOWER = "office-{}@maker.example", "follower-of-questions-{}@example.org"


def follow(page: Page, running_site, address: str) -> None:
    page.goto("/subscribe/?of=question")
    page.get_by_label("As it happens").check()
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me the link").click()
    page.goto(link_in(mail_to(running_site.var, address)))
    page.get_by_role("button", name="Yes, send me these updates").click()


def ask(page: Page) -> str:
    """Ask a question about a tool; the letters of the receipt."""
    page.goto(TOOL)
    page.get_by_role("complementary", name="Something wrong?").get_by_role(
        "link", name="Tell us"
    ).click()
    page.get_by_role("link", name="I have a question").click()
    page.get_by_label("Your question").fill(TYPED)
    page.get_by_role("button", name="Check before sending").click()
    time.sleep(4)  # whoever sends within four seconds is asked again
    page.get_by_role("button", name="Send", exact=True).click()
    return page.locator(".letters").inner_text()


def let_through(desk: Page, question: str, maker: str) -> None:
    """From the desk to the mail that asks the maker."""
    desk.goto("/desk/suggestions/?kind=question")
    desk.get_by_role("link", name=f"Question: {NAME}").last.click()
    desk.get_by_role("link", name="Let it through and ask").click()
    expect(desk.locator("blockquote")).to_contain_text(TYPED)
    desk.get_by_label("The question, in one sentence").fill(question)
    desk.get_by_role("button", name="Let it through").click()
    address = desk.url
    desk.get_by_role("link", name="Add a contact of the record").click()
    desk.get_by_label("E-mail address").fill(maker)
    desk.get_by_label("Where the organisation publishes it").fill("https://maker.example/contact")
    desk.get_by_role("button", name="Add").click()
    desk.goto(address)
    desk.get_by_label("Its contact").last.check()
    desk.get_by_role("button", name="Ask those who are ticked").click()
    expect(desk.locator(".messagelist")).to_contain_text("1 person is asked by e-mail.")


def answer_link(mail) -> str:
    text = mail.get_body(("plain",)).get_content()
    assert (TYPED in text, ANSWER in text) == (False, False)
    return re.search(r"https?://\S+/answer/\?token=\S+", text)[0]


def answer(page: Page, link: str, question: str) -> None:
    page.goto(link)
    expect(page.get_by_role("main")).to_contain_text(question)
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_label("Your name").fill("Ann Other")
    page.get_by_role("button", name="Check before sending").click()
    expect(page.get_by_role("main")).to_contain_text("is not shown")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It was sent.")
    assert fits(page)
    assert page.context.cookies() == []


def accept(desk: Page) -> None:
    desk.goto("/desk/?kind=question-answer")
    desk.get_by_role("link", name="Read the answer").last.click()
    expect(desk.locator("blockquote").first).to_contain_text(ANSWER)
    desk.get_by_role("button", name="Publish it in these words").click()
    expect(desk.locator(".messagelist")).to_contain_text("The answer stands")


def check_digest(running_site, address: str, question: str) -> None:
    running_site.manage("shell", "--no-imports", "-c", DIGEST)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(mails := mails_to(running_site.var, address)) < 2:
        assert time.monotonic() < deadline, "no digest came"
        time.sleep(0.2)
    text = " ".join(mails[-1].get_body(("plain",)).get_content().split())
    assert question in text


@pytest.mark.parametrize("javascript", [False, True])
def test_a_question_is_answered_by_its_maker_from_a_phone_to_the_digest(
    open_page,
    running_site,
    curator,  # noqa: F811 - a fixture
    axe,
    javascript,
):
    question = ASKED if javascript else f"{ASKED[:-1]}, without a script?"
    maker, follower = MAKER.format(int(javascript)), FOLLOWER.format(int(javascript))
    reader = open_page(**PHONE, javascript=javascript, has_touch=True)
    follow(reader, running_site, follower)
    letters = ask(reader)
    desk = curator(java_script_enabled=javascript)
    let_through(desk, question, maker)
    open_receipt(reader, letters)
    expect(reader.get_by_role("main")).to_contain_text("We have asked 1 person")

    office = open_page(**PHONE, javascript=javascript)
    answer(office, answer_link(mail_to(running_site.var, maker)), question)
    if javascript:
        axe(office)
    accept(desk)

    reader.goto(TOOL)
    main = reader.get_by_role("main")
    for words in ("Questions answered", question, ANSWER, "Its maker"):
        expect(main).to_contain_text(words)
    assert "Ann Other" not in main.inner_text()
    assert question in reader.request.get("/questions/feed/").text()
    open_receipt(reader, letters)
    reader.get_by_role("link", name="Read the answers").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(question)
    if javascript:
        axe(reader)
    check_digest(running_site, follower, question)
    assert reader.context.cookies() == []
