"""An administrator dresses the site as another body, looks at it, publishes it and goes back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.first_screen import fits
from tests.journeys.test_curating import open_desk, signed_in, tool  # noqa: F401 - fixtures

NAME, WORDS = "Harbour Council Watch", "We keep watch at the harbour."
UNDRESSED = """
from hub.identity.publication import restore
from hub.identity.site_identity import newest_identity
if newest_identity().values:
    restore(0, based_on=newest_identity().number, by=None)
"""


@pytest.fixture
def _undressed(running_site):
    """Whatever happens here, the other journeys find the site as it was."""
    yield
    running_site.manage("shell", "--no-imports", "-c", UNDRESSED)


@pytest.mark.usefixtures("tool", "_undressed")
def test_the_site_is_dressed_as_another_body_and_undressed(open_desk, open_page, axe):  # noqa: F811
    page = signed_in(open_desk())
    page.get_by_role("link", name="Name and look").click()
    axe(page)
    page.get_by_label("Name of the site").fill(NAME)
    page.get_by_label("Colour on light pages").fill("#ffcc00")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator("body")).to_contain_text("its contrast is")
    assert page.get_by_label("Name of the site").input_value() == NAME
    page.get_by_label("Colour on light pages").fill("#5a2a6b")
    page.get_by_label("About (English)").fill(WORDS)
    page.get_by_role("button", name="Look at it first").click()
    axe(page)
    assert fits(page)
    page.get_by_role("link", name="About").first.click()
    expect(page.locator("main")).to_contain_text(WORDS)
    page.get_by_role("link", name="Back, to publish or to change it").click()

    reader = open_page(width=390)
    reader.goto("/about/")
    expect(reader.locator("body")).not_to_contain_text(NAME)
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/admin/identity/history/")
    axe(page)
    reader.reload()
    expect(reader.locator("header")).to_contain_text(NAME)
    expect(reader.locator("main")).to_contain_text(WORDS)
    assert fits(reader)

    page.get_by_role("button", name="Go back").last.click()
    page.wait_for_load_state()
    reader.reload()
    expect(reader.locator("body")).not_to_contain_text(NAME)


# One that is not square, and stands on no page as it is built in.
MARK = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="11" '
    b'fill="#7a1f3d"/><path fill="#ffffff" d="M11 4h2v13h-2z"/></svg>'
)
BODY = "Red Sea Counter-Trafficking Observatory"
LIGHT, DARK = "#7a1f3d", "#f2b8c6"
TYPED = {
    "Name of the site": BODY,
    "Short name": "Red Sea Observatory",
    "Colour on light pages": LIGHT,
    "Colour on dark pages": DARK,
    "Who runs the site": "Council of the Red Sea",
    "Postal address": "1 Harbour Road, Port Sudan",
    "Who pays for it": "Its member States pay for it.",
    "E-mail address for readers": "desk@redsea.example",
    "Licence of the records": "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/",
    "Where “Leave this site” leads": "https://weather.redsea.example/",
    "Home (English)": "We watch both shores.",
    "Home (العربية)": "نراقب الضفتين.",
    "About (English)": "Founded by **six ports**.",
    "About (العربية)": "أسسته ستة موانئ.",
    "Contact (English)": "The desk is open from Sunday to Thursday.",
    "Privacy (English)": "The Council keeps nothing beside.",
    "Accessibility (English)": "We answer within five working days.",
}
RGB = {LIGHT: "rgb(122, 31, 61)", DARK: "rgb(242, 184, 198)"}
LINK_COLOUR = "getComputedStyle(document.querySelector('main a')).color"
IS_DRAWN = "one => one.complete && one.naturalWidth > 0"


@pytest.fixture
def _another_body(tool, _undressed, open_desk):  # noqa: F811
    """All that can be dressed is typed in, looked at and published, by the forms alone."""
    page = signed_in(open_desk())
    page.get_by_role("link", name="Name and look").click()
    for label, words in TYPED.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("Mark", exact=True).set_input_files(
        {"name": "mark.svg", "mimeType": "image/svg+xml", "buffer": MARK}
    )
    for number, entry in enumerate(("Tools", "Organisations", "About"), start=1):
        page.get_by_label(f"Entry {number}", exact=True).select_option(entry)
    page.get_by_label("Another name for entry 1 (English)").fill("What we know")
    page.get_by_label("Another name for entry 1 (العربية)").fill("ما نعرفه")
    page.get_by_role("button", name="Look at it first").click()
    assert fits(page)
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/admin/identity/history/")


def is_dressed(page, name):
    """What is in the frame of every page for readers."""
    expect(page.locator("header .brand")).to_contain_text(BODY)
    assert page.locator("header .brand img").evaluate(IS_DRAWN)
    expect(page.locator("a.exit")).to_have_attribute("href", TYPED["Where “Leave this site” leads"])
    assert page.title().endswith(name)
    assert fits(page)


@pytest.mark.usefixtures("_another_body")
@pytest.mark.parametrize(
    ("width", "scheme", "colour"),
    [(1280, "light", LIGHT), (390, "light", LIGHT), (390, "dark", DARK)],
)
def test_another_body_is_seen_on_every_kind_of_page(open_page, axe, width, scheme, colour):
    page = open_page(width=width, scheme=scheme)
    for path in ("/tools/", "/tools/primero/", "/accessibility/", "/nothing/"):
        page.goto(path)
        is_dressed(page, TYPED["Short name"])
    page.goto("/accessibility/")
    expect(page.locator("main")).to_contain_text(TYPED["Accessibility (English)"])
    page.goto("/")
    is_dressed(page, BODY)
    expect(page.locator("main")).to_contain_text(TYPED["Home (English)"])
    axe(page)
    page.goto("/about/")
    assert page.evaluate(LINK_COLOUR) == RGB[colour]
    main = page.locator("main")
    for label in ("Who runs the site", "Postal address", "Who pays for it", "Contact (English)",
                  "E-mail address for readers", "Privacy (English)"):  # fmt: skip
        expect(main).to_contain_text(TYPED[label])
    expect(main.locator("strong").first).to_contain_text("six ports")
    expect(main.get_by_role("link", name="CC BY 4.0")).to_have_attribute(
        "href", "https://creativecommons.org/licenses/by/4.0/"
    )
    axe(page)
    if width < 800:
        page.locator(".menu summary").click()
    menu = page.get_by_role("navigation").filter(has=page.get_by_role("link", name="What we know"))
    assert menu.get_by_role("link").all_inner_texts()[:1] != []
    names = [words for words in menu.first.get_by_role("link").all_inner_texts() if words.strip()]
    order = [names.index(words) for words in ("What we know", "Organisations", "About")]
    assert order == sorted(order)


@pytest.mark.usefixtures("_another_body")
@pytest.mark.parametrize("width", [1280, 390])
def test_another_body_is_seen_from_right_to_left(open_page, axe, width):
    page = open_page(width=width)
    page.goto("/ar/")
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    is_dressed(page, BODY)
    expect(page.locator("main")).to_contain_text(TYPED["Home (العربية)"])
    mark, words = (
        page.locator(".brand img").bounding_box(),
        page.locator(".brand span").bounding_box(),
    )
    assert mark["x"] >= words["x"] + words["width"] - 1  # the mark stands before the name
    axe(page)
    page.goto("/ar/about/")
    expect(page.locator("main")).to_contain_text(TYPED["About (العربية)"])
    # What has no Arabic text is in the site's language, and says so.
    privacy = page.locator("[lang=en]").filter(has_text=TYPED["Privacy (English)"]).first
    assert privacy.evaluate("one => getComputedStyle(one).direction") == "ltr"
    axe(page)
    if width < 800:
        page.locator(".menu summary").click()
    expect(page.get_by_role("link", name="ما نعرفه").first).to_be_visible()


@pytest.mark.usefixtures("_another_body")
def test_another_body_is_seen_without_javascript(open_page):
    page = open_page(width=390, javascript=False)
    page.goto("/")
    expect(page.locator("header .brand")).to_contain_text(BODY)
    expect(page.locator("a.exit")).to_have_attribute("href", TYPED["Where “Leave this site” leads"])
