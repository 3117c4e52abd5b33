"""Addresses with neutral titles."""

import pytest
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect

from hub.web.neutral_titles import (
    add_prefix,
    keep_prefix,
    neutral_titles,
    neutral_titles_shown,
    other_titles_url,
    path_behind_prefix,
)

SITE = settings.SITE_ADDRESS


@pytest.mark.parametrize(
    ("path", "behind"),
    [
        ("/plain/", "/"),
        ("/plain/ar/tools/", "/ar/tools/"),
        ("/tools/", None),
        ("/plainly/", None),
        ("/plain/admin/", None),
        ("/plain/accounts/login/", None),
        ("/plain/curate/imports/", None),
        ("/plain/plain/tools/", None),
        ("/plain//example.org/", None),
    ],
)
def test_a_page_is_behind_the_prefix_unless_it_is_for_those_who_sign_in(path, behind):
    assert path_behind_prefix(path) == behind


@pytest.mark.parametrize(
    ("address", "prefixed"),
    [
        ("/", "/plain/"),
        ("/tools/?q=a&amp;page=2#main", "/plain/tools/?q=a&amp;page=2#main"),
        (f"{SITE}/tools/", f"{SITE}/plain/tools/"),
        ("/plain/tools/", "/plain/tools/"),
        ("/static/css/site.css", "/static/css/site.css"),
        ("/accounts/login/", "/accounts/login/"),
        ("//example.org/", "//example.org/"),
        ("https://example.org/tools/", "https://example.org/tools/"),
        ("?page=2", "?page=2"),
        ("#main", "#main"),
        ("tel:116", "tel:116"),
    ],
)
def test_addresses_of_our_pages_get_the_prefix_once(address, prefixed):
    assert add_prefix(address) == prefixed


def test_links_and_forms_of_a_page_get_it_and_words_do_not():
    page = HttpResponse(
        '<link href="/static/a.css"><a href="/tools/">in <b>href=&quot;/tools/&quot;</b></a>'
        '<form action="/search/"><button formaction="/shortlist/">x</button></form>'
        '<a data-ordinary href="/about/">ordinary</a><a href="https://example.org/">out</a>'
    )
    for _time in range(2):
        keep_prefix(page)
        assert page.content.decode() == (
            '<link href="/static/a.css">'
            '<a href="/plain/tools/">in <b>href=&quot;/tools/&quot;</b></a>'
            '<form action="/plain/search/"><button formaction="/plain/shortlist/">x</button></form>'
            '<a data-ordinary href="/about/">ordinary</a><a href="https://example.org/">out</a>'
        )


def test_a_redirect_keeps_it():
    redirect = HttpResponseRedirect("/tools/new-name/")
    keep_prefix(redirect)
    assert redirect.headers["Location"] == "/plain/tools/new-name/"


def test_files_and_what_is_compressed_already_are_left_as_they_are():
    feed = HttpResponse('<link href="/tools/"/>', content_type="application/atom+xml")
    packed = HttpResponse(b'<a href="/tools/">', headers={"Content-Encoding": "br"})
    for response in (feed, packed):
        before = response.content
        keep_prefix(response)
        assert response.content == before


def test_the_way_between_both_titles_leads_to_the_same_page():
    assert other_titles_url(f"{SITE}/tools/?q=a") == "/plain/tools/?q=a"
    with neutral_titles_shown():
        assert neutral_titles()
        assert other_titles_url(f"{SITE}/tools/?q=a") == "/tools/?q=a"
    assert not neutral_titles()
    assert other_titles_url("") == "/plain/"
