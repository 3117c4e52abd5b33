"""From "what could I use here?" to a briefing on paper, as a caseworker in a camp walks it."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.first_screen import fits

MOST_STEPS = 250
CAMP = "&who=ngo-caseworker&what=displacement-camp&task=refer&limit=no-internet&language=ar"
THREE = "?tool=primero&tool=gbvims&tool=redsafe"
FOUR = f"{THREE}&tool=freedom-signal"
# Those that the walk through every page does not know.
PAGES = {
    "situation": f"/situation/?{CAMP[1:]}",
    "matrix": f"/situation/matrix/?{CAMP[1:]}",
    "comparing nothing": "/tools/compare/",
    "comparing one": "/tools/compare/?tool=primero&q=hotline",
    "comparison": f"/tools/compare/{FOUR}{CAMP}",
    "comparison, narrowed": f"/tools/compare/{THREE}{CAMP}&only=differences&only=situation",
    "shortlist": f"/shortlist/{THREE}{CAMP}&q=data",
    "empty shortlist": "/shortlist/",
    "briefing": f"/shortlist/briefing/{THREE}{CAMP}",
    "maps": "/gaps/world/",
}


def walk_to(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus, as one does without a mouse."""
    aim = wanted.element_handle()
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("aim => document.activeElement === aim", aim):
            return
    pytest.fail(f"Tab does not lead to {wanted} in {MOST_STEPS} steps")


def follow(page: Page, wanted: Locator) -> None:
    walk_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follow_fold(page: Page, heading: str) -> None:
    """Open a folded group, and go back to the top of the page."""
    summary = page.locator("summary").filter(has_text=heading)
    walk_to(page, summary)
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")


def tick(page: Page, label: str) -> None:
    box = page.get_by_role("checkbox", name=label)
    walk_to(page, box)
    page.keyboard.press("Space")
    expect(box).to_be_checked()


def answer_the_questions(page: Page) -> None:
    page.goto("/")
    follow(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="situation"))
    for answer in (
        "I assist people: caseworker, counsellor, shelter worker",
        "A camp or site for displaced people",
        "Manage cases and keep their records safe",
    ):
        follow(page, page.get_by_role("button", name=answer))
    walk_to(page, page.locator("#language-1"))
    page.keyboard.type("Arabic")  # a menu goes to the option that begins so, a field looks it up
    follow(page, page.get_by_role("button", name="Choose", exact=True))
    tick(page, "No internet")
    follow(page, page.get_by_role("button", name="See the tools"))


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_caseworker_in_a_camp_goes_from_four_answers_to_a_briefing(
    open_page, tmp_path, javascript
):
    page = open_page(javascript=javascript)
    answer_the_questions(page)
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["limit"] == ["no-internet"]
    assert asked["language"] == ["ar"]
    results = page.locator(".ranked .card")
    assert results.count() >= 3
    finder = page.url

    first = results.first.locator("h3 a")
    name = first.inner_text()
    follow(page, first)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    panel = page.get_by_role("region", name="Nobody has assessed this tool")
    panel.locator("summary").click()
    expect(panel).to_contain_text("Who can see the data?")

    page.goto(finder)
    follow_fold(page, "May do this: not known")
    names = []
    for number in range(3):
        card = page.locator(".ranked .card").nth(number)
        names.append(card.locator("h3 a").inner_text())
        walk_to(page, card.get_by_role("checkbox"))
        page.keyboard.press("Space")
    follow(page, page.get_by_role("button", name="Compare what I chose"))
    expect(page.get_by_role("heading", level=1)).to_have_text("3 tools side by side")
    heads = page.locator("thead th a:not(.drop)")
    assert sorted(heads.all_inner_texts()) == sorted(names)
    expect(page.get_by_role("row", name="No internet")).to_be_visible()

    everything = page.locator("tbody tr:not(.group)").count()
    follow(page, page.get_by_role("link", name="Only differences"))
    marked = page.locator("tbody tr:has(.unequal)").count()
    assert 0 < marked <= page.locator("tbody tr:not(.group)").count() < everything

    follow(page, page.get_by_role("link", name="Keep these as a shortlist"))
    expect(page.get_by_role("heading", level=1)).to_have_text("3 tools on my shortlist")
    walk_to(page, page.get_by_role("link", name="Download for Word (.docx)"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert re.fullmatch(r"briefing-\d{4}-\d\d-\d\d\.docx", download.value.suggested_filename)
    download.value.save_as(tmp_path / "briefing.docx")
    document = docx.Document(io.BytesIO((tmp_path / "briefing.docx").read_bytes()))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    assert {f"{number}. {name}" for number, name in enumerate(names, 1)} <= set(headings)

    follow(page, page.get_by_role("link", name="Briefing sheet to print"))
    expect(page.locator(".sheet")).to_contain_text("No internet")
    expect(page.locator(".sheet")).to_contain_text("Not assessed")
    assert len(page.pdf()) > 20_000


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


PRINTED = ["/tools/compare/", "/shortlist/briefing/"]
A4 = (595, 842)  # points
LEAF = {"width": 703, "height": 1024}  # what the margins leave of it, in pixels
SMALLEST = """of => Math.min(...[...document.querySelectorAll(of)]
  .filter(one => one.checkVisibility() && one.textContent.trim())
  .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
COMPARED = ["Does it", "Needs", "Cost and access", "Languages", "Warning", "Open question"]


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("path", PRINTED)
def test_three_tools_print_on_at_most_four_pages_of_a4(open_page, prefix, path):
    page = open_page()
    for situation in (CAMP, ""):
        page.goto(f"{prefix}{path}{THREE}{situation}")
        pdf = page.pdf(prefer_css_page_size=True)
        assert 2 <= pages_of(pdf) <= 4
        box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
        assert tuple(round(float(side)) for side in box.groups()) == A4


@pytest.mark.parametrize(("path", "table"), [(PRINTED[0], ".short"), (PRINTED[1], ".grid")])
def test_the_first_page_on_paper_compares_in_nine_points(open_page, path, table):
    page = open_page()
    page.set_viewport_size(LEAF)
    page.emulate_media(media="print")
    page.goto(f"{path}{THREE}{CAMP}")
    shown = page.locator(table)
    box = shown.bounding_box()
    assert box["y"] + box["height"] <= LEAF["height"]
    said = page.locator(".compare table, .grid").first.inner_text()
    assert [word for word in [*COMPARED, "Primero", "GBVIMS+", "RedSafe"] if word not in said] == []
    assert page.evaluate(SMALLEST, f"{table} :is(td, th, td *)") >= 11.99  # 9 points
    expect(page.get_by_text("Made on").first).to_be_visible()
    breaks = "one => [getComputedStyle(one).breakAfter, getComputedStyle(one).breakBefore]"
    behind = page.locator(".short, .details").evaluate(breaks)
    assert "page" in behind


@pytest.mark.parametrize("path", PRINTED)
def test_each_page_on_paper_has_its_number(open_page, path):
    page = open_page()
    page.goto(f"{path}{THREE}")
    rules = page.evaluate(
        "[...document.styleSheets].flatMap(sheet => [...sheet.cssRules])"
        ".filter(rule => rule instanceof CSSPageRule).map(rule => rule.cssText).join()"
    )
    assert "counter(page)" in rules
    assert "counter(pages)" in rules


def test_what_is_not_known_of_any_tool_is_named_on_paper(open_page):
    page = open_page()
    page.goto(f"/tools/compare/{THREE}")
    page.emulate_media(media="print")
    silent = page.locator("tr.silent:not(.group) > th").all_text_contents()
    line = page.locator(".on-paper").last.inner_text()
    assert silent
    for label in silent:
        assert label.rpartition("differs:")[2].strip() in line
    expect(page.locator("tr.silent").first).to_be_hidden()


def test_a_caution_is_never_cut_away_on_paper(open_page):
    page = open_page()
    page.emulate_media(media="print")
    page.goto("/tools/freedom-signal/")
    caution = page.locator(".caution p > span").first.inner_text()
    for path in ("/tools/compare/", "/shortlist/briefing/"):
        page.goto(f"{path}{FOUR}")
        expect(page.get_by_text(caution).first).to_be_visible()


def test_a_table_too_wide_for_a_tablet_is_scrolled_by_keyboard(open_page):
    page = open_page(width=640, height=640)
    page.goto(f"/tools/compare/{FOUR}{CAMP}")
    assert fits(page)
    region = page.get_by_role("region", name="4 tools side by side")
    walk_to(page, region)
    for _press in range(3):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)
    assert region.evaluate("one => one.scrollLeft") > 0
    row = page.locator("tbody th[scope=row]").first
    assert row.evaluate("one => one.getBoundingClientRect().left") >= 0


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_way_there(open_page, axe, name):
    page = open_page(width=320)
    for prefix in ("", "/ar"):
        answer = page.goto(prefix + PAGES[name])
        assert answer.status == 200
        assert fits(page), page.url
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    axe(page)
