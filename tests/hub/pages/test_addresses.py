"""The addresses of the site, written out: they are a promise."""

from xml.etree import ElementTree as ET

import pytest
from django.core.cache import cache

from catalogue.models import Organisation, Tool
from hub.pages.views import sitemap as sitemap_views
from hub.vocabulary.term_cache import term_cache
from hub.web.middleware import page_cache
from tests.plugins.drill import WHOLE

pytestmark = pytest.mark.usefixtures("starter")

HTML, ATOM = "text/html; charset=utf-8", "application/atom+xml; charset=utf-8"
XML, JSON = "application/xml; charset=utf-8", "application/json"
TEXT = "text/plain; charset=utf-8"
ADDRESSES = {
    "/": HTML,
    "/tools/": HTML,
    "/tools/?q=case+management&purpose=case-management&context=displacement-camp&page=1": HTML,
    "/tools/?place=m49-002&language=not-known&safeguard=known-none&ended=1&sort=verified": HTML,
    "/tools/feed/": ATOM,
    "/tools/feed/?purpose=case-management": ATOM,
    "/tools/primero/": HTML,
    "/organisations/": HTML,
    "/organisations/?organisation_type=un-entity&place=m49-150&q=migration": HTML,
    "/organisations/feed/": ATOM,
    "/organisations/unodc/": HTML,
    "/vocabulary/": HTML,
    "/vocabulary/purpose/": HTML,
    "/vocabulary/purpose/case-management/": HTML,
    "/vocabulary/country/ke/": HTML,
    "/vocabulary/language/zh/": HTML,
    "/vocabulary/region/m49-002/": HTML,
    "/countries/": HTML,
    "/countries/ke/": HTML,
    "/countries/ke/feed/": ATOM,
    "/countries/ke/asked.csv": "text/csv; charset=utf-8",
    "/documents/wg-tip-2021/matrix/": HTML,
    "/whats-new/": HTML,
    "/whats-new/feed/": ATOM,
    "/numbers/": HTML,
    "/numbers/records.csv": "text/csv; charset=utf-8",
    "/about/": HTML,
    "/loading/": HTML,
    "/healthz": JSON,
    "/robots.txt": TEXT,
    "/sitemap.xml": XML,
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_address_answers(client, path):
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, ADDRESSES[path])


@pytest.mark.parametrize("path", ["/tools", "/tools/primero", "/vocabulary/purpose", "/about"])
def test_an_address_without_its_slash_leads_to_the_one_with_it(client, path):
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (301, f"{path}/")


def test_a_search_without_its_slash_keeps_what_was_searched_for(client):
    assert client.get("/tools?q=hotline").headers["Location"] == "/tools/?q=hotline"


# One in so many in the quick run, others in the slow one: each kind of them has tests of its own.
SAMPLE = pytest.mark.parametrize(
    "part",
    [
        slice(0, None, 20),
        pytest.param(slice(None) if WHOLE else slice(10, None, 20), marks=pytest.mark.drill),
    ],
    ids=["some", "more"],
)


@SAMPLE
def test_every_term_has_a_page(client, part):
    terms = sorted(term_cache().by_key.values(), key=lambda term: term.url)[part]
    answers = {term.url: client.get(term.url).status_code for term in terms}
    assert [url for url, status in answers.items() if status != 200] == []


@SAMPLE
def test_every_tool_and_organisation_has_a_page(client, part):
    records = [*Tool.objects.published(), *Organisation.objects.published()][part]
    answers = {
        record.get_absolute_url(): client.get(record.get_absolute_url()) for record in records
    }
    assert [url for url, answer in answers.items() if answer.status_code != 200] == []


def test_no_page_leads_to_an_address_of_ours_that_is_missing(client, visit):
    """All links of the pages above, followed once; feeds and forms of curators aside."""
    links = {
        a.attributes["href"].partition("#")[0]
        for path, kind in ADDRESSES.items()
        if kind == HTML
        for a in visit(path).all("a")
    }
    ours = {link for link in links if link.startswith("/")}
    dead = {link: status for link in ours if (status := client.get(link).status_code) != 200}
    assert (len(ours) > 100, dead) == (True, {})


# For crawlers


def test_the_sitemap_holds_every_record_and_term_and_no_filtered_list(client):
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    found = [loc.text for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert {
        "http://localhost:8000/tools/primero/",
        "http://localhost:8000/organisations/unodc/",
        "http://localhost:8000/vocabulary/purpose/case-management/",
    } <= set(found)
    assert len(found) == len(set(found)) > 461 + 580 + 648
    assert not any("?" in address for address in found)


def test_the_sitemap_leads_to_no_missing_page(client):
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    found = [loc.text for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    paths = [address.removeprefix("http://localhost:8000") for address in found]
    outside = [
        path
        for path in paths
        if not path.startswith(("/vocabulary/", "/tools/", "/organisations/", "/countries/"))
    ]
    assert [path for path in outside if client.get(path).status_code != 200] == []


LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def test_a_sitemap_of_more_addresses_than_one_file_may_hold_is_an_index(client, monkeypatch):
    whole = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    monkeypatch.setattr(sitemap_views, "MAX_ADDRESSES", 400)
    cache.clear()
    page_cache.local.clear()
    index = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    files = [location.text for location in index.iter(LOCATION)]
    assert files[0] == "http://localhost:8000/sitemap-1.xml"
    parts = [ET.fromstring(client.get(file).content) for file in files]  # noqa: S314 - our own
    assert index.tag.endswith("}sitemapindex")
    assert [len(part) <= 400 for part in parts] == [True] * (len(whole) // 400 + 1)
    addresses = [location.text for part in parts for location in part.iter(LOCATION)]
    assert addresses == [location.text for location in whole.iter(LOCATION)]
    assert client.get(f"/sitemap-{len(files) + 1}.xml").status_code == 404


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_sitemap_in_one_file_has_no_parts(client, number):
    assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_crawlers_are_told_where_the_sitemap_is_and_to_leave_filters_alone(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert {"User-agent: *", "Disallow: /*?", "Disallow: /admin/",
            "Sitemap: http://localhost:8000/sitemap.xml"} <= set(lines)  # fmt: skip
