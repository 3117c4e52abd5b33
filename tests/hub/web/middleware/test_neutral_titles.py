"""The same pages below a prefix, with neutral titles; cached, compressed and redirected as ever."""

import brotli
import pytest

pytestmark = pytest.mark.django_db

LIST = "/plain/tools/?q=words"


@pytest.fixture(autouse=True)
def hotline(make_tool):
    make_tool(slug="hotline", name="Hotline", summary="Words.")


def test_head_and_links_say_nothing_and_lead_on(visit):
    page = visit(LIST)
    assert page.one("title").text == "Information"
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert not page.all("meta", name="description")
    assert not [meta for meta in page.all("meta") if "property" in meta.attributes]
    assert not page.all("link", rel="canonical")
    assert not page.all("link", rel="alternate")
    assert page.href("Hotline") == "/plain/tools/hotline/"
    assert page.heading == visit("/tools/?q=words").heading


def test_a_record_has_no_structured_data_there(visit):
    assert not visit("/plain/tools/hotline/").all("script", type="application/ld+json")
    assert visit("/tools/hotline/").all("script", type="application/ld+json")


def test_both_are_cached_apart_whichever_is_asked_first(client):
    plain = [client.get(path).content for path in (LIST, "/tools/?q=words", LIST)]
    assert plain[0] == plain[2]
    assert b"<title>Information</title>" not in plain[1]
    assert b'href="/plain/tools/hotline/"' not in plain[1]


def test_a_page_that_the_browser_has_is_not_sent_again(client):
    etag = client.get(LIST).headers["ETag"]
    assert etag != client.get("/tools/?q=words").headers["ETag"]
    assert client.get(LIST, headers={"If-None-Match": etag}).status_code == 304


def test_compressed_it_is_the_same_page(client):
    for _time in ("made", "from the cache"):
        response = client.get(LIST, headers={"Accept-Encoding": "br"})
        html = brotli.decompress(response.content).decode()
        assert 'href="/plain/tools/hotline/"' in html
        assert int(response.headers["Content-Length"]) == len(response.content)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/plain/nothing/", 404),
        ("/plain/tools/?page=abc", 400),
        ("/plain/tools/?q=%00", 400),
        ("/plain/admin/", 404),
        ("/plain/accounts/login/", 404),
        ("/plain/curate/imports/", 404),
        ("/plain/plain/", 404),
    ],
)
def test_refusals_have_the_neutral_title_too(visit, path, status):
    page = visit(path, status=status)
    assert page.one("title").text == "Information"
    assert page.href("Events") == "/plain/events/"


@pytest.mark.parametrize(
    ("path", "leads_to"), [("/plain", "/plain/"), ("/plain/tools", "/plain/tools/")]
)
def test_an_address_without_its_slash_keeps_the_prefix(client, path, leads_to):
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (301, leads_to)


def test_a_form_that_is_posted_leads_on_below_the_prefix(client):
    form = {"address": "not an address"}
    response = client.post("/plain/subscribe/?of=tool", form)
    assert b"<title>Information</title>" in response.content
    assert b'action="/subscribe/' not in response.content


def test_the_language_is_that_of_the_path_behind_it(visit):
    page = visit("/plain/ar/tools/")
    assert page.one("html").attributes["lang"] == "ar"
    assert page.href("Hotline") == "/plain/ar/tools/hotline/"


def test_crawlers_are_asked_to_stay_away(client):
    assert "Disallow: /plain/" in client.get("/robots.txt").content.decode()
