"""A curator brings a spreadsheet in: upload, map, look, decide, apply, undo; with scripts, without.

On the real site with its own worker. MAKE_PICTURES=1 takes the pictures of docs/imports.md.
"""

import csv
import io
import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.first_screen import fits
from tests.journeys.focus import walk_by_keyboard
from tests.journeys.test_curating import MADE, signed_in

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MAKE = os.environ.get("MAKE_PICTURES") == "1"
MOST_BYTES = 200_000
PATIENCE_SECONDS = 60
HEADINGS = ["Tool name", "What does it do?", "Website", "Purpose", "Country", "Launched"]
COUNT = "print(Tool.objects.count())"


def a_list(mark: str) -> bytes:
    """Six rows as partners send them: one is there already, one is off topic, one cannot be."""
    rows = [
        [f"Harbour Light {mark}", "A hotline app for survivors of human trafficking.",
         f"https://harbour{mark}.example.org", "Reporting lines", "Kenya; France", "31/12/2021"],
        ["Primero", "Case management for children who were victims of trafficking.",
         "https://www.primero.org", "Case management", "Kenya", "2015"],
        [f"Lantern {mark}", "Questions about forced labour. Ask maria.lopez@example.org.",
         f"https://lantern{mark}.example.org", "Case management", "Brazil", "03/10/2022"],
        [f"Road works {mark}", "An assessment of joint agency interventions in road building.",
         f"https://roads{mark}.example.org", "", "France", "2019"],
        [f"Night Watch {mark}", "Analyses adverts to find victims of trafficking.",
         f"https://watch{mark}.example.org", "Case management", "Thailand", "30/02/2020"],
        [f"Zahra {mark}", "رسائل نصية لضحايا الاتجار بالبشر: human trafficking help by text.",
         f"https://zahra{mark}.example.org", "Case management", "Jordan", "2020-05"],
    ]  # fmt: skip
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([HEADINGS, *rows])
    return out.getvalue().encode()


@pytest.fixture(scope="module")
def curator(running_site) -> None:
    running_site.manage("shell", "--no-imports", "-c", MADE)


@pytest.fixture
def tools(running_site):
    def count() -> int:
        asked = f"from catalogue.models import Tool\n{COUNT}"
        return int(running_site.manage("shell", "--no-imports", "-c", asked).split()[-1])

    return count


def picture(page: Page, name: str) -> None:
    """A picture for the documentation, of what is on the screen."""
    taken = page.screenshot(type="png")
    assert 10_000 < len(taken) < MOST_BYTES
    if MAKE:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"import-{name}.png").write_bytes(taken)


def assert_focus_is_seen(page: Page) -> None:
    """The buttons that stay in sight hide nothing that has the focus, on a low window either."""
    size = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 480})
    for key in ("Tab", "Shift+Tab"):
        stops, covered = walk_by_keyboard(page, key)
        assert stops > 10
        assert not covered
    page.set_viewport_size(size)


def until(page: Page, sentence: str) -> None:
    """Wait for the worker: the script says when it is done, without one a person looks again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    heading = page.locator("#status")
    while heading.inner_text() != sentence:
        assert time.monotonic() < deadline, heading.inner_text()
        again = page.get_by_role("link", name="Look again")
        if again.is_visible():
            again.click()
        page.wait_for_timeout(300)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_spreadsheet_comes_in_and_goes_again(curator, open_page, axe, tools, javascript):
    mark = "one" if javascript else "two"
    before = tools()
    page = signed_in(open_page(javascript=javascript, height=860))

    # Upload
    page.get_by_role("link", name="Imports").first.click()
    page.get_by_role("link", name="New import").click()
    upload = {"name": f"partners-{mark}.csv", "mimeType": "text/csv", "buffer": a_list(mark)}
    page.get_by_label("File", exact=True).set_input_files(upload)
    page.get_by_label("Name of a new source").fill(f"Partners {mark}")
    page.get_by_label("What its rows are").select_option("tool")
    page.get_by_label("New records become").select_option("published")
    if javascript:
        axe(page)
        picture(page, "new")
    page.get_by_role("button", name="Upload and read").click()
    until(page, "Waits for its columns to be mapped")

    # Map
    page.get_by_role("link", name="Map the columns").click()
    assert page.get_by_label("Field: Website").input_value() == "url"
    page.get_by_label("Field: Launched").select_option("first_released")
    page.get_by_label("Dates: Launched").select_option("dmy")
    if javascript:
        axe(page)
        picture(page, "columns")
        assert_focus_is_seen(page)
    page.get_by_role("button", name="look at its words").click()
    page.get_by_label("Another term: Reporting lines").fill("Reporting of concerns")
    if javascript:
        axe(page)
        picture(page, "words")
    page.get_by_role("button", name="check every row").click()
    until(page, "Checked: nothing is written yet")

    # Look and decide
    page.get_by_role("link", name="Decide on the rows").click()
    assert page.locator(".row-card").count() == 3
    page.get_by_label("The same: add what the catalogue does not know").check()
    page.get_by_label("Leave this field out").check()
    if javascript:
        axe(page)
        page.locator(".row-card").first.evaluate("card => card.scrollIntoView()")
        picture(page, "rows")
        assert_focus_is_seen(page)
    page.get_by_role("button", name="Keep what I decided").click()
    page.get_by_role("link", name="Perhaps off topic").click()
    page.get_by_label("For this 1 row").select_option("skip")
    page.get_by_role("button", name="Decide", exact=True).click()
    page.get_by_role("link", name="Waiting for you").click()
    page.get_by_text("No row waits for you").wait_for()

    # Apply
    page.get_by_role("link", name="Apply", exact=True).click()
    if javascript:
        axe(page)
        picture(page, "apply")
    said = page.locator(".outcomes").inner_text()
    page.get_by_role("button", name="Apply the import").click()
    until(page, "Applied")
    assert tools() == before + 3, said  # one of them without the day that does not exist
    page.get_by_role("link", name="See what was written").click()
    page.get_by_role("link", name=f"Harbour Light {mark}").wait_for()
    if javascript:
        axe(page)
    page.goto(f"/tools/harbour-light-{mark}/")
    page.get_by_role("heading", name=f"Harbour Light {mark}").first.wait_for()

    # Undo
    page.go_back()
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Undo …").click()
    page.get_by_role("button", name="Undo the import").click()
    until(page, "Undone")
    assert tools() == before
    assert page.goto(f"/tools/harbour-light-{mark}/").status == 404


@pytest.mark.parametrize("name", ["new", "columns", "words", "rows", "apply"])
def test_a_picture_is_small(name):
    assert (FOLDER / f"import-{name}.png").stat().st_size < MOST_BYTES


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_fits_a_small_phone(curator, open_page, axe, scheme):
    page = signed_in(open_page(width=320, height=700, scheme=scheme))
    for address in ("/curate/imports/", "/curate/imports/new/", "/curate/imports/sources/new/"):
        page.goto(address)
        assert fits(page), address
        axe(page)
