"""How to embed a list or a record of the site."""

import html
import re
from urllib.parse import quote

import pytest
from django.conf import settings

from hub.embeds.embedded import UnusableAddressError, read_address
from hub.embeds.views import instructions_address

pytestmark = pytest.mark.usefixtures("starter")


def snippet_of(page):
    return html.unescape(page.one("textarea").text)


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("/tools/?purpose=case-management&q=data", "/embed/tools/?q=data&purpose=case-management"),
        ("/tools/", "/embed/tools/"),
        ("/tools/?page=3", "/embed/tools/"),
        ("/tools/?q=hotline&exact=1", "/embed/tools/?q=hotline&exact=1"),
        ("/plain/tools/primero/", "/embed/tools/primero/"),
        ("/help-now/lines/", "/embed/helplines/"),
        ("/help-now/ae-800-save/", "/embed/helplines/ae-800-save/"),
        ("/misuse/grooming-on-social-media/", "/embed/misuse-patterns/grooming-on-social-media/"),
        ("/recommendations/WG-TIP-2021-1/", "/embed/recommendations/WG-TIP-2021-1/"),
        (f"{settings.SITE_ADDRESS}/events/?when=past", "/embed/events/?when=past"),
    ],
)
def test_an_address_of_the_site_becomes_a_frame_that_answers(visit, client, address, frame):
    assert read_address(address).url == frame
    assert client.get(frame).status_code == 200
    page = visit(f"/embed/?address={quote(address)}")
    source = re.search('src="([^"]*)"', snippet_of(page))[1]
    assert html.unescape(source) == f"{settings.SITE_ADDRESS}{frame}"
    assert page.one("iframe").attributes["src"] == frame


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://example.org/tools/", "not an address of this site"),
        ("//example.org/tools/", "not an address of this site"),
        ("/nothing/", "no such page"),
        ("/about/", "Only lists and records"),
        ("/tools/?purpose=x", "There is no choice “x”"),
        ("/tools/none/", "no record with a card"),
        ("/vocabulary/purpose/", "no record with a card"),
        ("http://[/", "not a web address"),
        ("tools", "not a web address"),
        ("javascript:alert(1)", "not a web address"),
    ],
)
def test_any_other_address_is_400_with_a_sentence_and_stays_in_its_box(visit, address, words):
    page = visit(f"/embed/?address={quote(address)}", 400)
    assert words in page.one("p", id="problem").text
    assert page.one("input", id="address").attributes["value"] == address
    assert not page.all("textarea")


def test_a_draft_is_not_offered(visit, make_tool):
    make_tool(slug="a-draft", name="A draft", state="draft")
    assert "A draft" not in visit("/embed/?address=/tools/a-draft/", 400).html


def test_a_name_with_markup_stays_text_in_the_snippet(starter, make_tool):
    make_tool(slug="odd", name='"><script>x</script>', state="published")
    snippet = read_address("/tools/odd/").snippet
    assert "<script>" not in snippet
    assert "&quot;&gt;&lt;script&gt;" in snippet


def test_without_an_address_every_list_is_offered(visit):
    page = visit("/embed/")
    links = [each.attributes["href"] for each in page.all("a")]
    assert instructions_address("/tools/") in links
    assert not page.all("iframe")


def test_only_this_page_may_show_our_frames(client):
    shown = client.get("/embed/?address=/tools/").headers["Content-Security-Policy"]
    assert "frame-src 'self'" in shown
    assert "frame-src" not in client.get("/tools/").headers["Content-Security-Policy"]


def test_no_list_is_embedded_with_a_page_that_somebody_else_reads():
    with pytest.raises(UnusableAddressError):
        read_address("/admin/")
