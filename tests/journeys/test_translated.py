"""In pseudo-Arabic whatever is left in Latin letters was never given to a translator.

What a record itself says is exempt: names, labels and definitions of the starter data, web
addresses, and everything that is marked as being in another language.
"""

import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.text import Truncator

from events.presenters.status_tables import LONGEST_HINT
from hub.curation.suggestions.fact_fields import SHORT
from hub.records.source_names import title_from
from tests.journeys import test_confirmations, test_drafts, test_questions, test_suggestions
from tests.journeys.test_follow_up import ANSWER, CELLS, ROUND, SOURCE
from tests.journeys.test_record_check import HOURS

ROOT = Path(__file__).resolve().parents[2]
DATA = (
    *(ROOT / "catalogue" / "data").glob("*.json"),
    *(ROOT / "events" / "data").glob("*.json"),
    *(ROOT / "hub/vocabulary/data").glob("*.json"),
)
# What the journeys themselves typed or published.
OURS = (
    "data",
    "zzzyyyxxx",
    "traficking hotlnie",
    "trafficking hotline",
    "A body that stays",
    "A body that was taken off",
    "A law against recruitment by adverts was passed, and a unit of five set up.",
    "A report of the parties",
    *(ROUND, SOURCE, ANSWER.evidence, ANSWER.source),
    *(HOURS, test_suggestions.SAID, test_suggestions.SOURCE),
    *(test_questions.ASKED, f"{test_questions.ASKED[:-1]}, without a script?"),
    *(test_questions.ANSWER, test_questions.TYPED),
    test_confirmations.LICENCE,
    test_drafts.SUMMARY,
    *("Walking", "Going slowly", "Running fast"),  # terms that are split
    "Has it been used with shared phones?",
    "Ten people share one here, and not all of them may see the same.",
    "Each person needs an account of their own.",
    "Does it work without a network?",
    "Our office is often cut off.",
    *(cell.partition(": ")[2] for cells in CELLS.values() for cell in cells),
)
# Letters to which pages shorten titles and texts.
SHORTENED = (60, LONGEST_HINT, 120)

# Every text on the page in its own language, also what only a screen reader or a feed reader says.
TEXTS = """() => {
  const found = [], own = one => one.closest('[lang]') === document.documentElement;
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!element.closest('script, style') && own(element)) found.push(walker.currentNode.data);
  }
  const said = ['aria-label', 'title', 'alt', 'placeholder'];
  for (const one of document.querySelectorAll('*'))
    for (const name of said)
      if (one.hasAttribute(name) && own(one)) found.push(one.getAttribute(name));
  const about = 'meta[name=description], meta[property$=title], meta[property$=description]';
  for (const one of document.querySelectorAll(about)) found.push(one.content);
  return found;
}"""
ADDRESS = re.compile(r"https?://\S+|\b[\w-]+(\.[\w-]+)*\.[a-z]{2,}\b\S*")
LINK = re.compile(r"https?://\S+")  # a source without a title has one from its address
LATIN = re.compile(r"[A-Za-z]")


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)


@pytest.fixture(scope="module")
def from_data() -> list[str]:
    """Every string of the data files, longest first."""
    found = set(OURS)
    for path in DATA:
        for text in strings_in(json.loads(path.read_text("utf-8"))):
            # Without their addresses too, as ``escaped`` looks at them.
            found |= {" ".join(text.split()), " ".join(ADDRESS.sub(" ", text).split())}
            found |= {title_from(address[0]) for address in LINK.finditer(text)}
            found.add(Truncator(" ".join(text.split())).chars(SHORT))
            if path.parent.parent.name == "events":
                found |= {textwrap.shorten(text, size, placeholder=" …") for size in SHORTENED}
    return sorted((text for text in found if LATIN.search(text)), key=len, reverse=True)


def escaped(text: str, from_data: list[str]) -> str:
    """What remains of a text in Latin letters when web addresses and data are taken away."""
    left = " ".join(ADDRESS.sub(" ", re.sub("[\u2066-\u2069]", "", text)).split())
    for known in from_data:
        if not LATIN.search(left):
            return ""
        if known in left:
            left = re.sub(rf"(?<![A-Za-z]){re.escape(known)}(?![A-Za-z])", " ", left)
    return left.strip() if LATIN.search(left) else ""


def test_no_text_of_ours_escaped_translation(open_page, addresses, from_data):
    page = open_page(javascript=False)
    wrong = {}
    for name, address in addresses.items():
        if name == "sign-in":
            continue  # curators' pages are in English
        page.goto(f"/ar{address}")
        texts = set(page.evaluate(TEXTS))
        if found := [text for text in texts if escaped(text, from_data)]:
            wrong[name] = found
    assert not wrong


def test_a_text_that_was_left_out_would_be_seen(from_data):
    assert escaped("Frobnicate the widgets", from_data)
    assert escaped("توولس Sources", from_data)
    assert not escaped("إدارة الحالات · Polaris", from_data)


def test_labels_of_terms_are_in_real_arabic(open_page):
    page = open_page(javascript=False)
    page.goto("/ar/vocabulary/purpose/case-management/")
    assert page.get_by_role("heading", level=1).inner_text() == "إدارة الحالات"
    assert page.locator("html").get_attribute("lang") == "ar"


def test_a_record_keeps_its_language_and_direction_on_an_arabic_page(open_page):
    page = open_page(javascript=False)
    page.goto("/ar/tools/primero/")
    lead = page.locator(".lead")
    assert (lead.get_attribute("lang"), lead.get_attribute("dir")) == ("en", "ltr")


def test_an_arabic_search_finds_in_an_arabic_page(open_page):
    page = open_page(javascript=False)
    page.goto("/ar/")
    page.get_by_role("searchbox").fill("الاتجار بالأطفال")
    page.get_by_role("searchbox").press("Enter")
    assert "/ar/tools/" in page.url
    assert page.locator(".card").count() > 0
