"""A reader on a phone corrects a fact, without a script and without a cookie, and follows it."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.first_screen import PHONE, fits

TOOL = "/tools/primero/"
LICENCE = "AGPL-3.0-only"
WORDS = "Seen in the file LICENSE."
# A curator asks back; nobody but the page of curators does that otherwise.
ASK_BACK = """
from hub.curation.suggestions.models import Suggestion, SuggestionMessage
suggestion = Suggestion.objects.latest("pk")
SuggestionMessage.objects.create(suggestion=suggestion, from_curator=True, text="Which release?")
"""


def read_slowly() -> None:
    """Whoever sends a form within four seconds is asked again."""
    time.sleep(4)


def fill_in_correction(page: Page) -> None:
    page.goto(TOOL)
    page.get_by_role("complementary", name="Something wrong?").get_by_role(
        "link", name="Tell us"
    ).click()
    page.get_by_role("link", name="Something is wrong").click()
    fact = page.locator("details.told-fact").filter(has_text="Licence (SPDX)")
    fact.locator("summary").click()
    fact.get_by_label("What it should say").fill(LICENCE)
    page.get_by_label("What is wrong, in your words").fill(WORDS)
    page.get_by_label("Its address").fill("https://example.org/licence")
    page.get_by_role("button", name="Check before sending").click()


@pytest.mark.parametrize("javascript", [False, True])
def test_a_reader_corrects_a_fact_on_a_phone_and_answers_by_the_receipt(
    open_page, running_site, javascript
):
    page = open_page(**PHONE, javascript=javascript, has_touch=True)
    fill_in_correction(page)
    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what will be sent")
    for text in (LICENCE, WORDS, "https://example.org/licence"):
        expect(main).to_contain_text(text)
    read_slowly()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It was sent.")
    receipt = page.locator(".letters").inner_text()
    assert re.fullmatch("([a-z2-7]{4}-){5}[a-z2-7]{4}", receipt)
    assert receipt not in page.url  # nor in the history of the device
    running_site.manage("shell", "--no-imports", "-c", ASK_BACK)
    page.goto("/tell/receipt/")
    page.get_by_label("The 24 letters of your receipt").fill(receipt.upper())
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received")
    expect(main).to_contain_text("Which release?")
    page.get_by_label("Your answer").fill("2.14, of June.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message").last).to_contain_text("2.14, of June.")
    assert receipt not in page.url
    assert page.context.cookies() == []


def test_whoever_was_too_quick_has_lost_nothing(open_page):
    page = open_page(**PHONE, javascript=False)
    fill_in_correction(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("check it once more")
    expect(page.get_by_role("main")).to_contain_text(WORDS)
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_label("What is wrong, in your words")).to_have_value(WORDS)


def test_a_danger_is_told_from_a_record_under_a_neutral_title_in_two_steps(open_page, axe):
    page = open_page(**PHONE, javascript=False)
    page.goto(f"/plain{TOOL}")
    page.get_by_role("link", name="Report a danger").click()
    assert "/plain/" in page.url
    expect(page).to_have_title("Information")
    expect(page.get_by_role("main")).to_contain_text("This is no emergency line.")
    page.get_by_label("What must not be seen").fill("It names 12 Baker Street.")
    page.get_by_role("button", name="Check before sending").click()
    expect(page.get_by_role("main")).to_contain_text("only curators read it")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It was sent.")


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_each_step_is_for_everybody(open_page, axe, prefix):
    page = open_page(width=320)
    page.goto(f"{prefix}/tell/?what=danger")
    page.locator("#words").fill("It names 12 Baker Street.")
    page.locator("form.questions button[value=look]").click()
    axe(page)
    page.locator("form.questions button[value=send]").click()
    axe(page)
    assert fits(page)


def test_a_receipt_is_printed_with_its_letters(open_page):
    page = open_page(width=794, javascript=False)
    page.goto("/tell/?what=danger")
    page.locator("#words").fill("It names a shelter.")
    page.locator("form.questions button[value=look]").click()
    page.locator("form.questions button[value=send]").click()
    page.emulate_media(media="print")
    assert page.locator(".letters").is_visible()
    assert not page.get_by_role("link", name="Go on").is_visible()
