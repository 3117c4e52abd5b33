"""What a screen shows before anybody scrolls, downwards or sideways."""

from playwright.sync_api import Locator, Page

PHONE = {"width": 390, "height": 844}


def is_whole_on_first_screen(page: Page, seen: Locator) -> bool:
    """Whether ``seen`` stands wholly on the first screen, as the page opens."""
    assert page.evaluate("scrollY") == 0
    box = seen.first.bounding_box()
    assert box is not None, "It is not shown at all."
    return box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]


def fits(page: Page) -> bool:
    """Whether nothing scrolls sideways."""
    page.wait_for_load_state()  # what a click has just asked for may have no document yet
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
