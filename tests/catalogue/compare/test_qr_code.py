"""A shortlist as a QR code."""

import re

import pytest
import segno
from django.conf import settings

from catalogue.compare.qr_code import build_qr_code

pytestmark = pytest.mark.django_db
ADDRESS = "https://hub.example/shortlist/?tool=primero&tool=cpims&limit=no-internet"


def dark_modules(svg: str) -> int:
    """How many modules the path draws: runs of "h7" to the right."""
    return sum(int(run) for run in re.findall(r"h(\d+)", svg))


def test_the_drawing_has_every_dark_module_of_the_code() -> None:
    matrix = segno.make(ADDRESS, error="l", micro=False, boost_error=False).matrix
    assert dark_modules(build_qr_code(ADDRESS).svg) == sum(map(sum, matrix))


def test_white_stands_around_it_as_the_standard_asks_for() -> None:
    size = len(segno.make(ADDRESS, error="l", micro=False, boost_error=False).matrix)
    assert f'viewBox="0 0 {size + 8} {size + 8}"' in build_qr_code(ADDRESS).svg


def test_the_drawing_needs_no_style_and_no_script() -> None:
    svg = build_qr_code(ADDRESS).svg
    assert "style" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("length", [1_300, 5_000])
def test_an_address_too_long_for_a_phone_has_no_code(length: int) -> None:
    assert not build_qr_code("https://hub.example/?" + "x" * length).svg


def test_the_longest_address_that_has_one_keeps_to_the_largest_code() -> None:
    address = "https://hub.example/?" + "x" * 1_240
    assert build_qr_code(address).svg
    assert segno.make(address, error="l", micro=False, boost_error=False).version <= 25


def test_the_shortlist_holds_the_code_of_its_own_address(visit, make_tool) -> None:
    make_tool(slug="hotline")
    page = visit("/shortlist/?tool=hotline&limit=no-internet&q=typed")
    address = f"{settings.SITE_ADDRESS}/shortlist/?tool=hotline&limit=no-internet"
    drawn = re.search(r'd="([^"]+)"', str(build_qr_code(address).svg)).group(1)
    assert drawn in page.response.content.decode()


def test_with_neutral_titles_the_code_leads_to_a_page_that_has_them_too(visit, make_tool) -> None:
    make_tool(slug="hotline")
    page = visit("/plain/shortlist/?tool=hotline")
    code = build_qr_code(f"{settings.SITE_ADDRESS}/plain/shortlist/?tool=hotline")
    assert re.search(r'd="([^"]+)"', str(code.svg)).group(1) in page.response.content.decode()


def test_a_shortlist_too_long_says_so(visit, make_tool) -> None:
    slugs = [f"{'long-' * 15}{number}" for number in range(20)]
    for slug in slugs:
        make_tool(slug=slug, name=slug)
    page = visit(f"/shortlist/?{'&'.join(f'tool={slug}' for slug in slugs)}")
    assert "This shortlist is too long for a code that a phone can read." in page.text


def test_an_empty_shortlist_has_no_code(visit) -> None:
    assert "another phone" not in visit("/shortlist/").text
