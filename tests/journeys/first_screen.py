"""What a phone of 390 x 844 shows before anybody scrolls."""

from playwright.sync_api import Locator, Page

PHONE = {"width": 390, "height": 844}


def is_whole_on_first_screen(page: Page, seen: Locator) -> bool:
    """Whether ``seen`` stands wholly on the first screen, as the page opens."""
    assert page.evaluate("scrollY") == 0
    box = seen.first.bounding_box()
    assert box is not None, "It is not shown at all."
    return box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]
