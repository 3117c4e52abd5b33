"""What the finder's result shows before anybody scrolls, and what it weighs."""

import http.client
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.first_screen import PHONE, fits, is_whole_on_first_screen

ANSWERS = "who=ngo-caseworker&what=displacement-camp&task=manage-cases&task=refer&limit=no-internet"
RESULT, MATRIX = f"/situation/?{ANSWERS}", f"/situation/matrix/?{ANSWERS}"
# The most that can be asked: several answers to every question.
MANY = (
    "who=ngo-caseworker&who=health-worker&what=armed-conflict&what=displacement-camp&place=ke"
    "&place=ug&task=refer&task=manage-cases&whom=children&whom=women&limit=no-internet"
    "&limit=no-budget&limit=no-referral-path&language=ar&language=en"
)
HEAVIEST = 20_000  # bytes
LIGHT = (RESULT, f"/situation/?{MANY}", "/situation/?who=survivor", MATRIX,
         f"/situation/matrix/?{MANY}")  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_whole_tool_stands_on_the_first_screen_of_a_phone(open_page, prefix) -> None:
    page = open_page(**PHONE)
    page.goto(f"{prefix}{RESULT}&language=ar")
    assert is_whole_on_first_screen(page, page.locator(".ranked .card > .sum").first)
    assert is_whole_on_first_screen(page, page.locator("h1"))


def test_my_answers_fold_into_one_line(open_page) -> None:
    page = open_page(**PHONE)
    page.goto(f"{RESULT}&language=ar")
    line = page.locator(".mine summary")
    assert line.bounding_box()["height"] <= 60
    expect(page.get_by_role("list", name="Your answers")).to_be_hidden()
    line.click()
    expect(page.get_by_role("list", name="Your answers")).to_be_visible()


def test_the_matrix_is_read_on_a_phone_with_the_names_in_sight(open_page) -> None:
    page = open_page(width=320)
    page.goto(MATRIX)
    assert fits(page)
    region = page.get_by_role("region").filter(has=page.get_by_role("table"))
    region.evaluate("box => box.scrollLeft = 200")
    assert region.evaluate("box => box.scrollLeft") > 0
    name = page.locator("tbody th[scope=row]").first
    assert name.bounding_box()["x"] >= 0
    cell = page.locator("td").first
    assert cell.evaluate("one => getComputedStyle(one, '::before').content") not in ("none", '""')


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize(
    "path",
    [
        RESULT,
        f"/situation/?{MANY}",
        "/situation/?who=survivor",
        MATRIX,
        f"/situation/matrix/?{MANY}",
    ],
)
def test_result_and_matrix_are_light(site, path, encoding) -> None:
    with closing(http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        response = connection.getresponse()
        assert response.status == 200
        assert response.headers["Content-Encoding"] == encoding
        assert len(response.read()) <= HEAVIEST


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [f"/situation/?{MANY}", MATRIX, "/situation/?who=survivor"])
def test_axe_finds_nothing_in_result_and_matrix(open_page, axe, path, scheme) -> None:
    page = open_page(width=320, scheme=scheme)
    page.goto(path)
    for fold in page.locator(".group > summary").all():
        fold.click()
    axe(page)
    assert fits(page)


def test_a_code_is_drawn_dark_on_white_in_the_dark_too(open_page, axe) -> None:
    page = open_page(scheme="dark", **PHONE)
    page.goto("/shortlist/?tool=primero&tool=tella")
    page.get_by_text("Show this shortlist to another phone").click()
    code = page.get_by_role("img", name="QR code with the web address of this shortlist")
    expect(code).to_be_visible()
    box = code.locator("svg").bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=2)
    white = "rgb(255, 255, 255)"
    assert code.locator("svg").evaluate("one => getComputedStyle(one).backgroundColor") == white
    axe(page)


def test_printed_the_page_of_a_country_is_a_card_with_its_numbers(open_page) -> None:
    page = open_page()
    page.goto("/help-now/?country=Kenya")
    page.emulate_media(media="print")
    card = page.locator(".number-card")
    expect(card).to_be_visible()
    assert card.bounding_box()["width"] <= 90 * 96 / 25.4  # millimetres, as wide as a bank card
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    expect(page.locator(".helplines > details")).to_be_hidden()
