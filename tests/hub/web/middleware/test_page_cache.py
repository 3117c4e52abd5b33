"""Whole pages for readers, kept until a public fact changes."""

import gzip

import brotli
import pytest
from django.http import QueryDict
from django.urls import reverse

from catalogue.compare.parameters import read_compare_parameters
from catalogue.fit.finder_state import read_finder_state
from catalogue.gaps.parameters import read_gap_parameters
from catalogue.models import Tool
from hub.global_search.views import SearchForm
from hub.lists.spec import list_specs
from hub.records.models import SearchState, recorded_change
from hub.search_engine import snapshot_cache
from hub.web.middleware import page_cache
from hub.web.middleware.page_cache import page_key
from hub.web.page_parameters import known_parameters, page_parameters

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class RecordingQueryDict(QueryDict):
    """Remembers which parameters were asked for."""

    def __init__(self):
        super().__init__("", mutable=True)
        self.names = set()

    def get(self, name, *more):
        self.names.add(name)
        return super().get(name, *more)

    def getlist(self, name, *more):
        self.names.add(name)
        return super().getlist(name, *more)


READERS = {
    "situation": read_finder_state,
    "tools-compare": lambda data: read_compare_parameters(data, 6),
    "gaps": read_gap_parameters,
    "search": lambda data: SearchForm(data).is_valid(),
}


@pytest.mark.parametrize("page", READERS)
def test_what_a_page_reads_is_what_it_registers(page):
    data = RecordingQueryDict()
    READERS[page](data)
    assert data.names == set(page_parameters[page])


@pytest.mark.parametrize("kind", list_specs)
def test_pages_are_cached_for_the_parameters_of_every_list(kind):
    form = list_specs[kind].form_class
    assert len(form.base_fields) > 5
    assert set(form.base_fields) <= known_parameters()


PARAMETERS = {
    "practice": "context=at-sea&again=yes&q=map&sort=name&ended=1&exact=1&page=2",
    "misuse-patterns": "misuse_stage=recruitment",
    "situation": "who=a&what=b&place=ke&task=c&whom=d&limit=e&language=fr&tool=x&show=all&why=y",
    "tools-compare": "tool=a&tool=b&only=differences&q=map",
    "gaps": "by=region&only=active",
    "search": "q=map&kind=events&exact=1",
    "whats-new": "page=2",
    "changes": "these=x&page=2",
    "changes-feed": "of=tool&purpose=mapping",
}


@pytest.mark.django_db
@pytest.mark.parametrize("route", PARAMETERS)
def test_the_address_of_a_page_with_its_parameters_has_a_key(rf, route):
    assert page_key(rf.get(f"{reverse(route)}?{PARAMETERS[route]}")) is not None


@pytest.mark.django_db
def test_an_address_with_any_other_parameter_has_none(rf):
    assert page_key(rf.get("/tools/?purpose=mapping&colour=red")) is None


@pytest.mark.django_db
@pytest.mark.parametrize("more", ["utm_source=mail", "fbclid=1&gclid=2", "UTM_CAMPAIGN=x"])
def test_parameters_of_campaigns_make_no_other_page(rf, more):
    plain = page_key(rf.get("/tools/?purpose=mapping"))
    assert page_key(rf.get(f"/tools/?{more}&purpose=mapping")) == plain


def change(tool, **fields):
    with recorded_change(tool):
        for name, value in fields.items():
            setattr(tool, name, value)
        tool.save()


PAGES = ["/", "/tools/", "/tools/hotline/", "/vocabulary/", "/whats-new/", "/about/",
         "/tools/feed/", "/sitemap.xml", "/organisations/"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_costs_the_one_query_for_the_number(tool, client, queries, path):
    client.get(path)
    (statement,) = queries(path)
    assert "core_searchstate" in statement


def test_a_kept_page_is_the_same_page(tool, client):
    first = client.get("/tools/")
    assert client.get("/tools/").content == first.content


def test_the_order_of_parameters_makes_no_other_page(tool, client, queries):
    client.get("/tools/?sort=name&ended=1")
    assert len(queries("/tools/?ended=1&sort=name")) == 1


@pytest.mark.parametrize("path", ["/tools/compare/?tool={}&tool={}", "/tools/?q={}&q={}"])
def test_the_order_of_one_parameters_values_makes_another_page(make_tool, visit, path):
    make_tool(slug="alpha", name="Alpha")
    make_tool(slug="beta", name="Beta")
    titles = [
        visit(path.format(*slugs)).one("title").text
        for slugs in (("alpha", "beta"), ("beta", "alpha"))
    ]
    assert titles[0] != titles[1]


def test_a_header_of_the_proxy_puts_no_page_under_the_address_of_another(tool, client):
    """gunicorn takes the header SCRIPT_NAME off the path that was asked for."""
    client.get("/", SCRIPT_NAME="/tools/hotline")
    assert b"Old words." in client.get("/tools/hotline/").content


def test_a_page_comes_back_from_the_shared_cache_in_another_process(tool, client, queries):
    client.get("/tools/")
    page_cache.local.clear()
    assert len(queries("/tools/")) == 1


def test_a_published_change_is_seen_by_the_next_request(tool, client):
    client.get("/tools/hotline/")
    change(tool, summary="New words.")
    assert b"New words." in client.get("/tools/hotline/").content


def test_a_change_of_a_term_is_seen_by_the_next_request(make_tool, make_term, client):
    term = make_term("purpose/outreach")
    make_tool(slug="hotline", terms=("purpose/outreach",))
    client.get("/tools/hotline/")
    term.label = "Street work"
    term.save()
    assert b"Street work" in client.get("/tools/hotline/").content


def test_a_page_made_while_the_index_is_renewed_is_not_kept(make_tool, visit):
    """One thread renews it, the others answer from the older one: that answer must not stay."""
    make_tool()
    visit("/tools/")
    make_tool()
    with snapshot_cache._caches["tool", "public"]._building:
        meanwhile = visit("/tools/").heading
    assert (meanwhile, visit("/tools/").heading) == ("1 tool", "2 tools")


@pytest.mark.parametrize("name", ["OPERATOR_NAME", "CONTACT_EMAIL", "EXIT_ADDRESS"])
def test_a_page_that_was_made_with_another_setting_is_not_served(rf, settings, name):
    before = page_key(rf.get("/about/"))
    setattr(settings, name, "another")
    assert page_key(rf.get("/about/")) != before


# 304


def test_a_reader_who_has_the_page_gets_no_body(tool, client):
    etag = client.get("/tools/").headers["ETag"]
    answer = client.get("/tools/", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_weak_etag_is_the_same(tool, client):
    etag = client.get("/tools/").headers["ETag"]
    assert client.get("/tools/", headers={"If-None-Match": f"W/{etag}"}).status_code == 304


def test_one_of_several_etags_is_enough(tool, client):
    etag = client.get("/tools/").headers["ETag"]
    answer = client.get("/tools/", headers={"If-None-Match": f'"other", {etag}'})
    assert answer.status_code == 304


def test_after_a_change_the_reader_gets_the_page_anew(tool, client):
    etag = client.get("/tools/").headers["ETag"]
    change(tool, summary="New words.")
    assert client.get("/tools/", headers={"If-None-Match": etag}).status_code == 200


def test_an_etag_that_was_never_given_is_not_believed(tool, client, rf):
    key = page_cache.page_key(rf.get("/tools/nothing-here/"))
    answer = client.get("/tools/nothing-here/", headers={"If-None-Match": f'"{key}"'})
    assert answer.status_code == 404


def test_a_304_carries_the_headers_that_a_200_would(tool, client):
    page = client.get("/tools/")
    answer = client.get("/tools/", headers={"If-None-Match": page.headers["ETag"]})
    named = ("ETag", "Cache-Control", "Vary")
    assert [answer.headers[n] for n in named] == [page.headers[n] for n in named]


# What is not kept


@pytest.mark.parametrize("query", ["colour=x", "q=a&colour=1", "q", "=", "%71=a"])
def test_an_address_with_an_unknown_parameter_is_answered_and_not_kept(tool, client, query):
    known = query in ("q",)
    answer = client.get(f"/tools/?{query}")
    assert (answer.status_code, "ETag" in answer.headers) == (200, known)


def test_a_person_with_a_session_gets_no_kept_page(tool, client, signed_in, queries):
    client.get("/tools/")
    signed_in("curator")
    assert len(queries("/tools/")) > 1


def test_a_page_for_a_person_with_a_session_is_not_kept(tool, client, signed_in):
    signed_in("curator")
    client.get("/tools/")
    assert not page_cache.local.pages


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing/", 404), ("/tools/nothing/", 404), ("/tools/?page=9", 404),
     ("/tools/?purpose=x", 400),
     ("/tools/?page=0", 400), ("/healthz", 200), ("/loading/", 200)],
)  # fmt: skip
def test_what_is_no_page_for_all_is_not_kept(tool, client, path, status):
    assert client.get(path).status_code == status
    assert not page_cache.local.pages


def test_posting_is_not_answered_from_the_cache(tool, client):
    client.get("/tools/")
    assert "ETag" not in client.post("/tools/").headers


def test_head_gets_the_headers_and_no_body(tool, client):
    page, head = client.get("/tools/"), client.head("/tools/")
    assert (head.content, head.headers["ETag"]) == (b"", page.headers["ETag"])


# Encodings


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [("br, gzip", "br", brotli.decompress), ("gzip, deflate", "gzip", gzip.decompress),
     ("identity", None, bytes), ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
     ("br;Q=0.0000, GZIP ;q=0;", None, bytes), ("BR, gzip", "br", brotli.decompress),
     ("", None, bytes)],
)  # fmt: skip
def test_every_encoding_decodes_to_the_same_page(tool, client, accepted, encoding, decode):
    plain = client.get("/tools/").content
    answer = client.get("/tools/", headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding"), decode(answer.content)) == (encoding, plain)


def test_a_page_in_one_encoding_is_not_given_to_who_cannot_read_it(tool, client):
    client.get("/tools/", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in client.get("/tools/").headers


def test_proxies_are_told_on_what_the_answer_depends(tool, client):
    varies = {name.strip() for name in client.get("/tools/").headers["Vary"].split(",")}
    assert varies == {"Accept-Encoding", "Cookie"}


def test_the_length_is_that_of_the_encoded_page(tool, client):
    answer = client.get("/tools/", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Length"] == str(len(answer.content))


def test_of_a_restored_database_no_page_or_etag_of_before_is_valid(client, make_tool):
    """It counts again from a smaller number, and comes to the same number with another text."""
    tool = make_tool(slug="hotline", name="Hotline")
    with recorded_change(tool):
        tool.name = "Withdrawn since"
        tool.save()
    path = tool.get_absolute_url()
    etag, number = client.get(path).headers["ETag"], SearchState.current()

    Tool.objects.update(name="As in the backup")
    SearchState.begin_epoch()
    assert SearchState.current() == number

    answer = client.get(path, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert b"Withdrawn since" not in answer.content
    assert b"As in the backup" in answer.content
