"""The pictures of the README, taken of the real site.

MAKE_PICTURES=1 writes them to docs/pictures/; else it is only seen that they can be taken, so that
a run of the tests changes no file.
"""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MAKE = os.environ.get("MAKE_PICTURES") == "1"
MOST_BYTES = 200_000
DESK, PHONE = (1280, 800), (360, 720)
PICTURES = {
    "home": ("/", DESK),
    "tools": ("/tools/?q=phone&context=displacement-camp", DESK),
    "tool": ("/tools/tella/", DESK),
    "phone": ("/tools/?q=children", PHONE),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_site(open_page, name):
    path, (width, height) = PICTURES[name]
    page = open_page(width=width, height=height)
    assert page.goto(path).status == 200
    page.evaluate("document.fonts.ready")
    taken = page.screenshot(type="png")
    assert 20_000 < len(taken) < MOST_BYTES
    if MAKE:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{name}.png").write_bytes(taken)
    assert (FOLDER / f"{name}.png").stat().st_size < MOST_BYTES
