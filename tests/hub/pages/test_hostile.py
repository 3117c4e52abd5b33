"""Hostile requests: never an error of ours, always the right answer with a sentence."""

from urllib.parse import quote

import pytest
from django.test import Client

from tests.plugins.steps import count_calls

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LISTS = ("/tools/", "/organisations/", "/tools/feed/", "/organisations/feed/")
INJECTIONS = (
    "' OR 1=1 --", '"; DROP TABLE catalogue_tool; --', "1) UNION SELECT 1", "{{ 7*7 }}",
    "{% raise %}",
    "${7*7}", "<script>alert(1)</script>", "%", "_", "%_%", "\\", "\\x00", "../../etc/passwd",
)  # fmt: skip
STRANGE = (
    '"' * 2000, "a" * 4096, "\u202emalware\u202c", "\u2066\u2069", "é" * 600, "\U0001f9e8" * 200,
    "\ud7ff\ue000", "\ufffe\uffff", "\u0300" * 300, "-" * 400, '"" "', '"unfinished', "*" * 300,
    "(" * 500, "AND OR NOT", "a:b", "\u200b", "\t\r\n\v\f", "ﷺ" * 300, "ß" * 400, "ŉ" * 300,
)  # fmt: skip


@pytest.fixture(autouse=True)
def some_records(make_tool, make_organisation):
    make_tool(terms=("purpose/outreach",), name="Hotline 100% free_of charge")
    make_organisation()


@pytest.fixture
def client():
    """An error must come back as the answer that a reader would get, not as an exception."""
    return Client(raise_request_exception=False)


def words_of(response):
    return response.content.decode()


@pytest.fixture
def unlike(client):
    """Those requests whose answer has another status, or lacks the sentence. Empty: all is well."""

    def ask(queries, status, sentence="", path="{}", method="get"):
        found = {}
        for query in queries:
            response = getattr(client, method)(path.format(query))
            if response.status_code not in status or sentence not in words_of(response):
                found[query[:60]] = response.status_code
        return found

    return ask


NO_TEXT = "characters that cannot be read"
NUL = ("q=%00", "%00=a", "q=a%00b", "purpose=%00", "page=%00", "preview=%00")
NO_UTF8 = ("q=%ff", "q=%c3%28", "%ff=a", "q=%ed%a0%80", "q=%f8%a1%a1%a1%a1", "q=%c0%80")


@pytest.mark.parametrize("path", [*LISTS, "/", "/tools/tool-1/", "/whats-new/", "/vocabulary/",
                                  "/about/", "/healthz", "/robots.txt", "/nothing/"])  # fmt: skip
def test_a_query_that_is_no_text_is_refused_with_a_sentence(unlike, path):
    assert unlike((*NUL, *NO_UTF8), {400}, NO_TEXT, path + "?{}") == {}


def test_a_path_that_is_no_text_is_refused_with_a_sentence(unlike):
    paths = ["/%00", "/tools/%00/", "/tools/a%00b/", "/%ff/", "/tools/%c3%28/", "/tools/%ed%a0%80/",
             "/vocabulary/purpose/%00/", "/%ff/tools/"]  # fmt: skip
    assert unlike(paths, {400}, NO_TEXT) == {}


@pytest.mark.parametrize("raw", ["q=\xff\xfe", "q=\x00", "\xed\xa0\x80=1"])
def test_bytes_sent_without_percent_signs_are_refused_too(client, raw):
    assert client.get("/tools/", QUERY_STRING=raw).status_code == 400


@pytest.mark.parametrize("path", [*LISTS, "/", "/nothing/", "/tools/tool-1/"])
def test_more_than_sixty_parameters_are_refused_with_a_sentence(unlike, path):
    queries = ["&".join(f"purpose={n}" for n in range(count)) for count in (61, 10_000)]
    assert unlike(queries, {400}, "more than 60 parts", path + "?{}") == {}


def test_sixty_parameters_are_read(client):
    query = "&".join(["purpose=outreach"] * 60)
    assert client.get(f"/tools/?{query}").status_code == 200


def test_ten_thousand_parameters_cost_no_more_steps_than_sixty_one(client):
    """`make bench PART=hostile` measures that they are refused within twenty milliseconds."""
    paths = ["/tools/?" + "&".join(["a=1"] * count) for count in (61, 61, 10_000)]
    _first, few, many = [count_calls(lambda path=path: client.get(path)) for path in paths]
    assert many < few + 100


def test_a_query_that_is_too_long_is_refused(client):
    assert client.get("/tools/?q=" + "a" * 9000).status_code == 400


SENSELESS = {
    "purpose=nonsense": "There is no choice", "place=m49-999": "There is no choice",
    "sort=password": "cannot be sorted by", "sort=-index_seq": "cannot be sorted by",
    "sort=name%27--": "cannot be sorted by", "ended=2": "is 0 or 1", "exact=yes": "is 0 or 1",
    "page=0": "counted from 1", "page=-1": "counted from 1", "page=abc": "whole number",
    "page=1.5": "whole number", "page=1e9": "whole number", "page=1000000001": "no such page",
    "page=%D9%A3%D9%A3x": "whole number", "page=" + "9" * 5000: "page",
}  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_parameter_that_makes_no_sense_is_refused_with_a_sentence(unlike, path):
    found = {}
    for query, sentence in SENSELESS.items():
        if "organisations" in path:
            query = query.replace("purpose", "organisation_type")
        found |= unlike([query], {400}, sentence, path + "?{}")
    assert found == {}


def test_a_refused_address_leads_to_what_is_left_of_it(client):
    response = client.get("/tools/?purpose=outreach&context=nonsense&q=hotline")
    assert 'href="/tools/?q=hotline&amp;purpose=outreach"' in words_of(response)


def test_what_cannot_be_used_is_repeated_as_text_only(client):
    response = client.get("/tools/?purpose=" + quote("<script>alert(1)</script>"))
    assert "<script>alert(1)" not in words_of(response)


def test_a_page_behind_the_last_is_missing(unlike):
    assert unlike(["2", "999999999", "1000000000"], {404}, "no page", "/tools/?page={}") == {}


def test_a_page_of_news_that_makes_no_sense_is_refused(unlike):
    pages = ["0", "-1", "x", "1e9", "99999999999", "%C2%B2", "1000000000", "2"]
    assert unlike(pages, {400, 404}, path="/whats-new/?page={}") == {}


@pytest.mark.parametrize("path", LISTS)
def test_any_text_may_be_searched_for(unlike, path):
    texts = [quote(text) for text in (*INJECTIONS, *STRANGE)]
    assert unlike([text for text in texts if len(text) < 8000], {200}, path=path + "?q={}") == {}


def test_what_was_typed_stands_escaped_on_the_page(client):
    shown = [words_of(client.get("/tools/", {"q": text})) for text in INJECTIONS]
    assert not any("<script>alert(1)" in page or ">49<" in page for page in shown)


def test_a_percent_sign_is_no_wildcard(client):
    assert "<h1>0 tools" in words_of(client.get("/tools/?q=" + quote("zz%")))


def test_an_unknown_parameter_changes_nothing(unlike):
    names = ["nonsense", "__class__", "id__in", "state", "visibility", "pk"]
    assert unlike(names, {200}, "<h1>1 tool<", "/tools/?{}=draft") == {}


@pytest.mark.parametrize("path", ["/tools/{}/", "/organisations/{}/", "/vocabulary/{}/",
                                  "/vocabulary/purpose/{}/", "/{}/"])  # fmt: skip
def test_a_slug_that_is_none_is_missing(unlike, path):
    slugs = ["x" * 3000, "\u202egnp", "' OR 1=1", "..", "%2e%2e", "a/b", "{{7*7}}", "é",
             "FEED", "-", "＜", "con", "\\"]  # fmt: skip
    assert unlike([quote(slug, safe="") for slug in slugs], {404}, path=path) == {}


READ_ONLY = ("/", "/tools/", "/tools/tool-1/", "/tools/feed/", "/whats-new/", "/sitemap.xml",
             "/healthz", "/robots.txt", "/loading/", "/tools/?page=0")  # fmt: skip


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
def test_what_is_only_read_cannot_be_written_to(unlike, method):
    assert unlike(READ_ONLY, {405}, "can only be read", method=method) == {}


def test_whoever_posts_without_a_token_learns_that_pages_are_only_read():
    assert Client(enforce_csrf_checks=True).post("/tools/").status_code == 405


@pytest.mark.parametrize("host", ["evil.example", "a b", "[::1", "x" * 300])
def test_a_host_that_is_not_ours_is_refused(client, host):
    assert client.get("/tools/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("method", ["get", "head"])
def test_another_host_is_not_told_whether_a_page_is_kept(client, method):
    """Else anybody could ask, as often as they like, whether somebody searched for these words."""
    headers = {"Host": "nowhere.example", "Accept-Encoding": "gzip"}
    ask = getattr(client, method)
    before = ask("/search/?q=words", headers=headers)
    client.get("/search/?q=words", headers={"Accept-Encoding": "gzip"})
    after = ask("/search/?q=words", headers=headers)
    assert (before.status_code, after.status_code) == (400, 400)
    assert (before.content, before.headers) == (after.content, after.headers)


@pytest.mark.parametrize(
    "headers",
    [{"If-None-Match": '"' * 3000}, {"If-None-Match": "\xff"},
     {"Accept-Encoding": "br;q=x,;;,gzip;q"}, {"Accept-Language": "\x00,," * 500},
     {"Cookie": "sessionid=" + "x" * 4000}, {"Cookie": "=;==;\xff"},
     {"Content-Length": "abc"}, {"Accept": "*" * 4000}, {"Range": "bytes=9-1"},
     {"If-Modified-Since": "yesterday"}, {"X-Forwarded-Proto": "https"}],
    ids=lambda headers: next(iter(headers)),
)  # fmt: skip
def test_a_strange_header_breaks_nothing(client, headers):
    assert client.get("/tools/", headers=headers).status_code == 200
