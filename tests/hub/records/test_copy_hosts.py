"""Proxies, look-alikes and hosts of copied documents are no links: on pages, and in what ships."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.presenters.facts import Sources
from hub.records.copy_hosts import is_copy, is_second_hand, is_titled_copy
from hub.records.models import Source

ROOT = Path(__file__).parents[3]
SHIPPED = [
    *sorted((ROOT / "catalogue/data").glob("*.json")),
    *sorted((ROOT / "events/data").glob("*.json")),
    ROOT / "hub/vocabulary/data/vocabularies.json",
]
# What a note says of an address that is none of the original's.
COPIED = re.compile(r"\b(?:copy|reprint|mirror|proxy) (?:of|at)\b|^reprint\b", re.IGNORECASE)
ORIGINAL = re.compile(r"read (?:at a mirror of this address|through a (?:copy|proxy))")
COPIES = [
    "https://unodc.org@evil.org/report",
    "https://ru.scribd.com/doc/1/A",
    "https://scribd.com/doc/1",
    "https://docslib.org/doc/1",
    "https://vdocuments.site/a.html",
    "https://fdocuments.ec/document/a.html",
    "https://pdfslide.net/documents/a.html",
    "https://dokumen.tips/documents/a.html",
    "https://www.slideserve.com/a",
    "https://apkcombo.app/de/a",
    "https://solve-mit-edu.ezproxy.canberra.edu.au/a",
    "https://solve-mit-edu.ezproxyberklee.flo.org/solutions/1",
    "https://www-nature-com.libproxy.example.edu/a",
    "https://proxy.library.example.org/a",
    "http://103.16.74.116/node/1",
    "http://[2001:db8::1]/a",
    "https://uat.iwf.org.uk/a",
    "https://staging.bsr.org/a",
    "https://preprod.example.com.br/a",
    "https://digital-stage.example.com/a",
    "https://new-origin.patch.com/a",
    "https://dev.infinity-dt.com/a",
    "https://kaofeng-lee-s90t.squarespace.com/a",
    "https://www.escapefromwithin.com/a",
    "https://CRICUTCOM-SETUP.com./2075-4698",
]
ORIGINALS = [
    "https://www.unodc.org/a",
    "https://pub.dev/packages/htcds",
    "https://www.besthub.dev/articles/a",
    "https://docs.google.com/document/d/1",
    "https://documents.un.org/a",
    "https://www.gov.uk/a",
    "https://hks-spotlight.netlify.app/a",
    "https://archive.hopeforjustice.org/a",
    "https://beta.example.be/a",
    "https://development.example.org/a",
    "https://www.originalsource.org/a",
    "https://mfa.gov.by/a",
    "",
    "no address",
    "https://[broken/a",
]


SECOND_HAND = [
    "https://fr.allafrica.com/stories/1.html",
    "http://www.pressreader.com/angola/a/1",
    "https://web.archive.org/web/2020/https://example.org/",
    "https://www.researchgate.net/publication/1",
    "https://manualzz.com/doc/1/a",
    "https://support.exterro.com/support/solutions/articles/1",
    "https://d3nswtlfrb5i3e.cloudfront.net/node/2217",
    "https://github.com/DPGAlliance/publicgoods-candidates/pull/545.diff",
    "https://github.com/a/b/pull/5/files",
    "https://github.com/a/b/commit/0123abc",
    "https://gitlab.com/a/b/-/compare/v1...v2",
]
FIRST_HAND = [
    *ORIGINALS,
    "https://github.com/primeroIMS/primero",
    "https://github.com/a/b/blob/main/docs/commit.md",
    "https://github.com/a/commit",
    "https://example.org/commit/1",
    "https://help.informed365.com/en/articles/1",
    "https://notweb.archive.org.example.org/a",
    "https://webarchive.archive.unhcr.org/2020/https://help.unhcr.org/iraq/",
    "https://archive.org/details/a",
]


@pytest.mark.parametrize("address", SECOND_HAND)
def test_a_page_at_second_hand_is_told_and_may_be_followed(address):
    assert (is_second_hand(address), is_copy(address)) == (True, False)


@pytest.mark.parametrize("address", FIRST_HAND)
def test_a_publishers_own_page_is_not_marked(address):
    assert not is_second_hand(address)


@pytest.mark.parametrize(
    ("title", "copied"),
    [
        ("Two new hotlines (copy of a Migrant-Rights.org text)", True),
        ("Project Brief (copy of a document)", True),
        ("A copy of a key", False),
        ("The (copy of a) thing", False),
        ("", False),
    ],
)
def test_a_title_may_say_that_a_source_is_a_copy(title, copied):
    assert is_titled_copy(title) is copied


@pytest.mark.parametrize("address", COPIES)
def test_a_copy_is_told(address):
    assert is_copy(address)


@pytest.mark.parametrize("address", ORIGINALS)
def test_an_original_is_not_taken_for_a_copy(address):
    assert not is_copy(address)


def test_the_address_of_a_copy_is_text_on_a_page():
    """Also of a source that a site had before the rule was made."""
    source = Source(pk=1, url="https://ru.scribd.com/doc/1/A-paper")
    sources = Sources([])
    sources.number(source)
    (ref,) = sources.listed()
    assert (ref.url, ref.title) == ("", "ru.scribd.com/doc/1/A-paper")


def test_no_page_of_what_ships_links_to_a_copy(starter, visit, settings):
    for path in ("/tools/cpims/", "/events/vienna-forum-to-fight-human-trafficking/"):
        page = visit(path)
        assert "(copy of a document)" in page.text
        links = re.findall(r'href="([^"]+)"', page.html)
        elsewhere = [link for link in links if not link.startswith(settings.SITE_ADDRESS)]
        assert [link for link in elsewhere if is_copy(link)] == []


def objects(value: object) -> Iterator[dict]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from objects(part)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_nothing_that_ships_holds_the_address_of_a_copy(path):
    text = path.read_text(encoding="utf-8")
    addresses = re.findall(r"https?://[^\s\"\\]+", text)
    assert [address for address in addresses if is_copy(address)] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_source_that_is_called_a_copy_has_no_address(path):
    rows = objects(json.loads(path.read_text(encoding="utf-8")))
    copies = [
        row
        for row in rows
        if row.get("url") and COPIED.search(row.get("note") or "")
        if not ORIGINAL.search(row["note"])
    ]
    assert copies == []


def test_a_copy_that_is_named_in_words_has_a_title():
    for path in SHIPPED:
        for row in objects(json.loads(path.read_text(encoding="utf-8"))):
            if "url" in row and "note" in row and not row["url"]:
                assert row["title"], row
