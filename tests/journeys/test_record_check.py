"""A curator compares a record with its sources: by keyboard only, with and without JavaScript."""

import re

import pytest

from tests.journeys.first_screen import fits
from tests.journeys.test_curating import MADE, SETTLED, signed_in

HOURS = "Monday to Friday, 8 to 17"
HELPLINE = "/desk/check/helpline/ke-116-child-helpline/"
TOOL = "/desk/check/tool/primero/"


@pytest.fixture(scope="module")
def tool(running_site):
    return running_site.manage("shell", "--no-imports", "-c", MADE).split()[-1]


def focus(page, name):
    """Go on with the tabulator until something with this name has the focus."""
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.replaceAll('\\n', ' ')").endswith(name):
            return
    raise AssertionError(name)


def numbers(page):
    match = re.search(r"(\d+) of (\d+)", page.locator(".progress").inner_text())
    return int(match[1]), int(match[2])


@pytest.mark.parametrize("width", [1280, 390])
def test_a_whole_check_with_one_key_for_each_answer(open_page, axe, tool, width, tmp_path):
    page = signed_in(open_page(width=width))
    address = TOOL if width == 1280 else "/desk/check/organisation/polaris/"
    page.goto(address)
    answered, total = numbers(page)
    assert answered == 0
    page.evaluate(SETTLED)
    axe(page)
    assert fits(page)
    for number in range(total):
        assert numbers(page) == (number, total)
        page.keyboard.press("u" if number == 1 else "r")
        page.wait_for_function(
            "n => document.querySelector('.progress b')?.innerText.startsWith(n + ' of')",
            arg=number + 1,
        )
    page.wait_for_url("**/end/")
    page.evaluate(SETTLED)
    axe(page)
    page.keyboard.press("r")
    page.wait_for_url("**/done/")
    page.evaluate(SETTLED)
    axe(page)
    assert "Checked against its sources" in page.locator("#content-main").inner_text()


def test_a_helpline_is_corrected_and_checked_without_javascript(open_page, tool):
    page = signed_in(open_page(width=390, javascript=False))
    page.goto(f"{HELPLINE}?fact=hours")
    focus(page, "It has changed: correct it")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type(HOURS)
    page.keyboard.press("Enter")  # the first button of the form saves the correction
    page.wait_for_url(lambda url: "fact=hours" not in url)
    answered, total = numbers(page)
    assert answered == 1
    page.goto(HELPLINE)
    for number in range(1, total):
        focus(page, "Right")
        page.keyboard.press("Enter")
        page.get_by_text(f"{number + 1} of {total}").wait_for()
    focus(page, "Mark as checked today")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/")
    reader = open_page()
    reader.goto("/help-now/ke-116-child-helpline/")
    text = reader.locator("main").inner_text()
    assert HOURS in text
    assert "Checked against its sources" in text or "checked" in text.lower()


@pytest.mark.parametrize("address", [f"{TOOL}safety/", f"{TOOL}trial/", f"{TOOL}?fact=country"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_other_pages_have_no_faults(open_page, axe, tool, address, width):
    page = signed_in(open_page(width=width))
    page.goto(address)
    for part in page.locator("details.correction").all():
        part.evaluate("part => part.open = true")
    page.evaluate(SETTLED)
    axe(page)
    assert fits(page)
