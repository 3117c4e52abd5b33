"""Every page of the desk, the suggestions and the checks as curators may come to it: on a small
phone, read from right to left, printed, and without JavaScript."""

import pytest

from tests.journeys.first_screen import fits
from tests.journeys.sign_in import sign_in
from tests.journeys.test_curating import SETTLED
from tests.journeys.test_desk import ME, PASSWORD, SETUP
from tests.journeys.test_desk import PAGES as DESK

MADE = """
from catalogue.models import Tool
from hub.curation.suggestions.models import SuggestedFact, Suggestion
from hub.records.keyed_hash import keyed_hash
tool = Tool.objects.get(slug="tella")
sent, _made = Suggestion.objects.get_or_create(
    receipt_key=keyed_hash("journey", "curators' pages"),
    defaults={
        "kind": "correction", "words": "It says so on the page of its makers.",
        "group_key": keyed_hash("journey", "group"), "record_kind": tool.kind,
        "record_id": tool.pk, "record_version": tool.version, "about_kind": tool.kind,
    },
)
if not sent.facts.exists():
    text = "Keeps pictures and notes safe on a telephone."
    fact = SuggestedFact(suggestion=sent, fact="summary", text=text, value={"summary": text})
    fact.save()
print(sent.pk)
"""
CHECKS = ("tool/refaid/", "tool/refaid/?fact=country", "tool/refaid/safety/", "tool/refaid/trial/")
WIDE = """Array.from(document.querySelectorAll("main *")).filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && (box.left < -1 || box.right > innerWidth + 1)
        && !each.closest(".filter, .scroll, .visually-hidden, [class*=table], .results");
}).map(each => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def pages(running_site):
    """The addresses of all of these pages."""
    task = running_site.manage("shell", "--no-imports", "-c", SETUP).split()[-1]
    sent = running_site.manage("shell", "--no-imports", "-c", MADE).split()[-1]
    suggestions = ("/desk/suggestions/", f"/desk/suggestions/{sent}/")
    checks = [f"/desk/check/{address}" for address in (*CHECKS, "tool/refaid/end/")]
    return [*DESK, f"/desk/{task}/", *suggestions, *checks]


def signed_in(page):
    return sign_in(page, ME, PASSWORD)


@pytest.mark.parametrize("width", [320, 1280])
def test_they_are_read_from_right_to_left(open_page, axe, pages, width):
    page = signed_in(open_page(width=width))
    for address in pages:
        page.goto(address)
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.evaluate(SETTLED)
        assert page.evaluate(WIDE) == [], address
        if width == 320:
            axe(page)


def test_they_fit_a_small_phone_without_javascript(open_page, pages):
    page = signed_in(open_page(width=320, javascript=False))
    for address in pages:
        page.goto(address)
        assert fits(page), address
        assert page.evaluate(WIDE) == [], address


def test_what_is_printed_has_no_buttons_and_fits_the_paper(open_page, pages):
    page = signed_in(open_page(width=720))
    page.emulate_media(media="print")
    for address in pages:
        page.goto(address)
        assert page.locator("main button:visible, main a.button:visible").count() == 0, address
        assert page.locator("h1").is_visible(), address
        assert fits(page), address


def test_the_most_urgent_task_and_its_next_step_are_seen_at_once(open_page, pages):
    page = signed_in(open_page(width=390, height=844))
    page.goto("/desk/")
    first = page.locator(".task").first
    box = first.locator(".button").first.bounding_box()
    assert box["y"] + box["height"] <= 844
