"""Whole pages for readers, kept until a public fact changes."""

import gzip
import re

import brotli
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

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
from hub.web.operator import SHOWN_SETTINGS
from hub.web.page_parameters import known_parameters, page_parameters
from tests.plugins.recording_query import RecordingQueryDict

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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


@pytest.mark.parametrize("value", ["red", "blue", ""])
def test_the_value_of_a_parameter_that_no_page_reads_makes_no_other_page(rf, value):
    first = page_key(rf.get("/tools/?purpose=mapping&colour=x"))
    assert page_key(rf.get(f"/tools/?colour={value}&purpose=mapping")) == first


def test_its_name_makes_another_page(rf):
    """The page repeats it."""
    keys = {page_key(rf.get(f"/tools/?{query}")) for query in ("", "colour=1", "size=1")}
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("sent", "other"),
    [
        ("%71=map", "%71=hotline"),  # Django reads both as ``q``
        ("a%26purpose%3Dmapping=1", "a=1&purpose=mapping"),
        ("a%3D1=", "a=1"),
        ("a+b=1", "a=1"),
    ],
)
def test_a_name_that_is_encoded_is_the_parameter_that_django_reads(rf, sent, other):
    assert page_key(rf.get(f"/tools/?{sent}")) != page_key(rf.get(f"/tools/?{other}"))


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


@pytest.mark.parametrize("name", SHOWN_SETTINGS)
def test_a_page_that_was_made_with_another_setting_is_not_served(rf, settings, name):
    before = page_key(rf.get("/about/"))
    setattr(settings, name, "another")
    assert page_key(rf.get("/about/")) != before


# Where a setting is read by rooms that make pages, and no page shows it.
NOT_SHOWN = {
    "ALLOWED_HOSTS", "AUTH_USER_MODEL", "BASE_DIR", "BROKER_URL", "CACHE_URL", "DATABASES", "DEBUG",
    "DEFAULT_FROM_EMAIL", "DIGEST_HASH_KEY", "EMAIL_HOST", "EMAIL_HOST_PASSWORD", "SECRET_KEY",
    "DATABASE_TIMEOUT_SECONDS", "STALE_SECONDS", "CSRF_COOKIE_NAME",
    "REFUSED_FORMS_PER_MINUTE", "REPORT_REMINDER_DAYS", "SESSION_COOKIE_NAME", "SESSION_ENGINE",
    "VAR_DIR", "BEHIND_TLS", "DIGEST_KEYS", "SECRET_KEY_FALLBACKS",
    "ACCOUNT_REAUTHENTICATION_TIMEOUT", "TWO_PEOPLE", "TWO_PEOPLE_FOR_FOCAL_POINTS",
    "SANDBOX", "SANDBOX_HOURS",
    # Headers, which stand on the answer and are not kept with the page.
    "SECURE_CROSS_ORIGIN_OPENER_POLICY", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD",
    "SECURE_HSTS_SECONDS", "SECURE_REFERRER_POLICY", "X_FRAME_OPTIONS",
    # Written in the code, which has a fingerprint of its own.
    "LANGUAGES", "LANGUAGE_CODE", "SITE_NAME",
}  # fmt: skip
ROOMS = ("web", "pages", "lists", "search_engine", "vocabulary", "global_search", "records",
         "digests", "record_admin")  # fmt: skip


def test_every_setting_that_a_page_may_show_is_a_part_of_its_key():
    folders = [settings.BASE_DIR / "hub" / room for room in ROOMS]
    folders += [settings.BASE_DIR / "catalogue", settings.BASE_DIR / "events"]
    read = {
        name
        for folder in folders
        for path in folder.rglob("*.py")
        for name in re.findall(r"\bsettings\.([A-Z_]+)", path.read_text())
    }
    # What a field of the site's identity falls back to, by its name.
    identity = (settings.BASE_DIR / "hub" / "identity" / "identity.py").read_text()
    read |= set(re.findall(r'_plain\("\w+", "([A-Z_]+)"\)', identity))
    assert read - NOT_SHOWN == set(SHOWN_SETTINGS)


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
def test_an_address_with_an_unknown_parameter_is_kept_too(tool, client, queries, query):
    first = client.get(f"/tools/?{query}")
    (statement,) = queries(f"/tools/?{query}")
    assert (first.status_code, "core_searchstate" in statement) == (200, True)


# A cookie of no session


@pytest.mark.parametrize("cookie", ["x", "a" * 32, "A" * 32, "%00", ""])
def test_a_made_up_cookie_changes_nothing(tool, client, cookie):
    plain = client.get("/tools/", headers={"Accept-Encoding": "br"})
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/tools/", headers={"Accept-Encoding": "br"})
    assert (answer.content, answer.headers) == (plain.content, plain.headers)
    assert len(answer.cookies) == 0
    assert len(queries) <= 2  # whether there is such a session, and the number


@pytest.mark.parametrize("path", ["/nothing/", "/tools/?page=0", "/robots.txt"])
def test_nor_does_it_where_no_page_is_kept(tool, client, path):
    plain = client.get(path, headers={"Accept-Encoding": "br"})
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    assert (answer.content, answer.headers) == (plain.content, plain.headers)
    assert len(answer.cookies) == 0


def test_a_session_that_has_ended_is_none(tool, client, signed_in, queries):
    signed_in("curator")
    Session.objects.update(expire_date=timezone.now())
    client.get("/tools/")
    assert len(queries("/tools/")) == 2


def test_a_person_with_a_session_gets_no_kept_page(tool, client, signed_in, queries):
    client.get("/tools/")
    signed_in("curator")
    assert len(queries("/tools/")) > 1


def test_a_page_for_a_person_with_a_session_is_not_kept(tool, client, signed_in):
    signed_in("curator")
    client.get("/tools/")
    assert not page_cache.local.values


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing/", 404), ("/tools/nothing/", 404), ("/tools/?page=9", 404),
     ("/tools/?purpose=x", 400),
     ("/tools/?page=0", 400), ("/healthz", 200), ("/loading/", 200)],
)  # fmt: skip
def test_what_is_no_page_for_all_is_not_kept(tool, client, path, status):
    assert client.get(path).status_code == status
    assert not page_cache.local.values


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
