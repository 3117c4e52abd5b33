"""What must hold on every kind of page, however it is looked at."""

from itertools import pairwise

import pytest
from django.conf import settings

WIDTHS = (320, 768, 1280)
OPEN_ALL = "for (const group of document.querySelectorAll('details')) group.open = true"

# What sticks out of the window, is cut off by its own box, or lies under the button that leaves.
MISLAID = """() => {
  const found = [], wide = document.documentElement.clientWidth;
  const unseen = '.visually-hidden, .skip, .scroll *, option';
  if (document.documentElement.scrollWidth > wide) found.push('the page scrolls sideways');
  for (const one of document.body.querySelectorAll('*')) {
    if (one.matches(unseen) || !one.checkVisibility()) continue;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const name = one.tagName + '.' + one.className + ' ' + one.textContent.trim().slice(0, 60);
    if (box.right > wide + 1 || box.left < -1) found.push('sticks out: ' + name);
    const inline = style.display === 'inline' || one.matches('input, progress, .scroll');
    if (!inline && style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1)
      found.push('cut off: ' + name);
    if (['hidden', 'clip'].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1)
      found.push('cut off below: ' + name);
  }
  const exit = document.querySelector('.exit').getBoundingClientRect();
  for (const one of document.querySelectorAll('.top a, .top p, .top input, h1')) {
    const range = document.createRange();
    range.selectNodeContents(one);
    for (const box of range.getClientRects())
      if (box.left < exit.right && box.right > exit.left
          && box.top < exit.bottom && box.bottom > exit.top)
        found.push('lies under the exit: ' + one.textContent);
  }
  return found;
}"""

# Main controls are 44 pixels for a finger, all others that stand alone 24 (axe looks at those).
MAIN = """.exit, .brand, .menu nav a, .sections a, .foot li a, button, .button, [type=search],
    summary, .pager a, .chosen a, .sorts a, .bar a, .all, .facets label, #id_login, #id_password"""
TOO_SMALL = """main => [...document.querySelectorAll(main)]
  .filter(one => one.checkVisibility() && !one.matches('.visually-hidden'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9 || box.width < 24)
  .map(([one, box]) => one.outerHTML.slice(0, 100) + ' ' + box.width + ' x ' + box.height)"""


@pytest.fixture
def every_page(open_page, addresses):
    """Walks through all pages, read from left to right and from right to left."""

    def walk(filters="open", **options):
        page = open_page(**options)
        for name, address in addresses.items():
            for before in ("", "/ar") if name != "sign-in" else ("",):
                page.goto(before + address)
                if filters == "open":
                    page.evaluate(OPEN_ALL)
                yield f"{name} {before or '/en'}", page

    return walk


# How each page is looked at by axe: contrast alone sees colours, and no rule sees widths or
# directions, but for what is there in one of them only: the menu of a phone, the table of a desk.
CONTRAST = "color-contrast"
LOOKS = {
    "/en": (("light", 320, {}), ("dark", 1280, {"only": CONTRAST})),
    "/ar": (("light", 1280, {"but": CONTRAST}),),
}


def test_axe_finds_nothing_in_light_dark_and_right_to_left(every_page, violations):
    wrong = []
    for name, page in every_page(filters="as they are"):
        for scheme, width, rules in LOOKS[name[-3:]]:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            wrong += violations(page, whole=False, **rules)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_filters_when_all_are_open(open_page, axe, scheme):
    page = open_page(width=320, scheme=scheme)
    page.goto("/tools/")
    page.evaluate(OPEN_ALL)
    axe(page)


def test_what_is_pressed_is_large_enough_for_a_finger(every_page):
    wrong = {}
    for name, page in every_page(width=320, has_touch=True):
        if small := page.evaluate(TOO_SMALL, MAIN):
            wrong[name] = small
    assert not wrong, wrong


MOST_OF_HEADER, LEAST_OF_EXIT = 100, 44  # pixels
FRAME = """() => {
  const bottom = one => one.getBoundingClientRect().bottom;
  const [skip, exit] = document.querySelectorAll('a, button, input, summary, [tabindex]');
  const box = exit.getBoundingClientRect();
  return {
    header: bottom(document.querySelector('.top')),
    menu: !!document.querySelector('.menu summary')?.checkVisibility(),
    first: [skip.className, exit.getAttribute('href'), exit.rel],
    exit: Math.min(box.width, box.height),
  };
}"""
READ = """site => ({
  levels: [...document.querySelectorAll('h1, h2, h3, h4')].map(one => +one.tagName[1]),
  links: [...document.querySelectorAll('a')].map(one => one.getAttribute('href')),
  telling: [...document.querySelectorAll(
    `a[href^=http]:not([href^='${site}']):not([rel=noreferrer])`)].map(one => one.href),
})"""
TWICE_AS_LARGE = """() => {
  document.documentElement.style.fontSize = '200%';
  return document.documentElement.scrollWidth > innerWidth;
}"""


@pytest.fixture(scope="module")
def read_pages():
    """What was read on each page, by its name; see `as_read`."""
    return {}


@pytest.fixture
def as_read(every_page, read_pages, site):
    """Every page, read in one walk for all tests that only look: its address, levels of headings,
    links, the frame and what is mislaid by width, and whether text twice as large sticks out."""
    if not read_pages:
        for name, page in every_page(filters="as they are"):
            read = read_pages[name] = page.evaluate(READ, site) | {"url": page.url}
            read |= {"frame": {}, "mislaid": {}}
            for width in (390, *WIDTHS):
                page.set_viewport_size({"width": width, "height": 900})
                read["frame"][width] = page.evaluate(FRAME)
            page.evaluate(OPEN_ALL)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                read["mislaid"][width] = page.evaluate(MISLAID)
            page.set_viewport_size({"width": 640, "height": 900})
            read["too_wide"] = page.evaluate(TWICE_AS_LARGE)
    return read_pages


def test_nothing_sticks_out_is_cut_off_or_hidden_in_any_width_and_direction(as_read):
    assert not {
        f"{name} at {width}": found
        for name, read in as_read.items()
        for width, found in read["mislaid"].items()
        if found
    }


def test_text_twice_as_large_does_not_stick_out(as_read):
    """WCAG 1.4.4: 200 % on a window of 1280 pixels is a page of 640."""
    assert not [name for name, read in as_read.items() if read["too_wide"]]


@pytest.mark.parametrize("width", [320, 390])
def test_the_header_is_low_on_a_phone_in_both_directions(as_read, width):
    frames = {name: read["frame"][width] for name, read in as_read.items() if "sign-in" not in name}
    assert all(frame["menu"] for frame in frames.values())
    assert not {name: frame for name, frame in frames.items() if frame["header"] > MOST_OF_HEADER}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_out_is_first_after_the_skip_link_and_large_enough(as_read, width):
    first = ["skip", settings.EXIT_ADDRESS, "noreferrer"]
    for name, read in as_read.items():
        assert read["frame"][width]["first"] == first, name
        assert read["frame"][width]["exit"] >= LEAST_OF_EXIT, name


def test_every_heading_has_one_of_the_first_level_and_none_is_skipped(as_read):
    for name, read in as_read.items():
        levels = read["levels"]
        assert levels.count(1) == 1, name
        steps = pairwise(levels)
        assert all(after <= before + 1 for before, after in steps), f"{name}: {levels}"


def test_a_page_in_arabic_leads_to_pages_in_arabic(as_read):
    """All but what has one address in every language, and what is dialled or written to."""
    alone = ("/ar/", "/plain/ar/", "/accounts/", "#", "tel:", "sms:", "mailto:")
    arabic = {name: read for name, read in as_read.items() if "/ar/" in read["url"]}
    assert len(arabic) > len(as_read) // 3
    for name, read in arabic.items():
        links = {link for link in read["links"] if link}
        assert not {link for link in links if not link.startswith((*alone, "http"))}, name


def test_every_link_that_leads_out_tells_nobody_where_the_reader_was(as_read):
    assert {name: read["telling"] for name, read in as_read.items() if read["telling"]} == {}
