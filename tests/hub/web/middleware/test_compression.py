"""Every public answer is compressed, and none that holds a secret."""

import gzip
from collections.abc import Iterator
from urllib.parse import urlsplit

import brotli
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from catalogue.models import Tool
from hub.digests import signed_links
from hub.lists.spec import lists_by_route
from hub.open_data.views import FORMATS
from hub.web.middleware.compression import Compression
from hub.web.responses import mark_uncompressed

# An address of each kind, by what it answers.
ANSWERS = {
    200: [
        "/", "/about/", "/accessibility/", "/whats-new/", "/whats-new/feed/", "/vocabulary/",
        "/vocabulary/purpose/",
        "/vocabulary/purpose/case-management/", "/loading/", "/robots.txt", "/sitemap.xml",
        "/tools/", "/tools/feed/", "/tools/primero/", "/tools/compare/?tool=primero&tool=redsafe",
        # Parameters that no page reads: these come from the view each time.
        "/tools/?q=map&colour=red", "/tools/primero/?colour=red",
        "/organisations/", "/organisations/feed/", "/organisations/unodc/",
        "/organisations/unodc/follow-up/feed/",
        "/situation/", "/situation/matrix/?limit=no-internet", "/situation/place/", "/gaps/world/",
        "/how-fit-is-judged/", "/gaps/", "/questions-to-ask/",
        "/shortlist/?tool=primero", "/shortlist/briefing/?tool=primero",
        "/shortlist/briefing.txt?tool=primero",
        "/practice/", "/practice/feed/", "/practice/redsafe-southern-africa/",
        "/misuse/", "/misuse/feed/", "/misuse/grooming-on-social-media/",
        "/help-now/", "/help-now/lines/", "/help-now/lines/feed/", "/help-now/ae-800-save/",
        "/events/", "/events/feed/", "/events.ics",
        "/events/world-day-against-trafficking-in-persons-2022/",
        "/events/world-day-against-trafficking-in-persons-2022.ics",
        "/documents/", "/documents/feed/", "/documents/wg-tip-2021/",
        "/documents/wg-tip-2021/report/", "/countries/ke/report/", "/organisations/unodc/report/",
        "/recommendations/", "/recommendations/feed/", "/recommendations/gaps/",
        "/recommendations/WG-TIP-2021-1/", "/documents/wg-tip-2021/matrix/",
        "/countries/", "/countries/ke/", "/countries/ke/feed/", "/countries/ke/asked.csv",
        "/search/?q=hotline", "/subscribe/?of=tool", "/subscribe/asked/",
        "/questions/", "/questions/feed/", "/numbers/", "/numbers/records.csv",
        "/take/tools/",
        *(
            f"{path}.{ending}"
            for path in ("/tools", "/organisations", "/practice", "/misuse", "/help-now/lines",
                         "/events", "/documents", "/recommendations")
            for ending in ("csv-metadata.json", "feed.json")
        ),
        "/embed/", "/embed/tools/", "/embed/tools/primero/", "/embed/organisations/",
        "/embed/organisations/unodc/", "/embed/practice/",
        "/embed/practice/redsafe-southern-africa/", "/embed/misuse-patterns/",
        "/embed/misuse-patterns/grooming-on-social-media/", "/embed/helplines/",
        "/embed/helplines/ae-800-save/", "/embed/events/",
        "/embed/events/world-day-against-trafficking-in-persons-2022/", "/embed/documents/",
        "/embed/documents/wg-tip-2021/", "/embed/recommendations/",
        "/embed/recommendations/WG-TIP-2021-1/", "/embed/questions/",
        "/changes/feed/?of=tool", "/tell/", "/tell/receipt/", "/ar/tools/", "/plain/tools/",
    ],
    404: [
        "/nothing/", "/tools/nothing/", "/rounds/nothing/report/",
        "/tools/?page=999", "/sitemap-1.xml", "/static/nothing.css",
        "/.well-known/security.txt", "/subscription/", "/subscribe/confirm/",
        "/subscription/leave/", "/report/", "/report/stop/",
        "/answer/", "/answer/stop/", "/confirm/", "/confirm/stop/", "/questions/nothing/",
        "/draft-preview/",
        "/tell/?about=tool/nothing", "/embed/questions/nothing/",
    ],
    400: [
        "/tools/?purpose=x", "/tools/feed/?colour=red", "/tools/?q=%00", "/subscribe/?of=x",
        "/changes/", "/tools/?" + "&".join(["a=1"] * 61),
    ],
    410: ["/tools/tella/"],
}  # fmt: skip
PATHS = [(path, status) for status, paths in ANSWERS.items() for path in paths]
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress}
# What is compressed already, what is streamed, what is too small to gain by it, and what changes as
# the hours do.
EXCEPT = (
    {
        "briefing-docx",
        "healthz",
        "healthz-deep",
        "identity-colours",
        "identity-mark",
        "organisation-export",
    }
    | {
        f"{kind}-{file}"
        for kind in ("document", "country", "organisation", "round")
        for file in ("follow-up", "answers")
    }
    | {f"{route}-{ending}" for route in lists_by_route() for ending in FORMATS}
)
NOT_FOR_READERS = ("admin/", "accounts/", "curate/", "desk/")


def public_routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if route.startswith(NOT_FOR_READERS):
            continue
        if isinstance(pattern, URLPattern):
            yield str(pattern.name)
        else:
            yield from public_routes(pattern, route)


def test_the_table_has_every_public_address():
    named = {
        resolve(urlsplit(path).path).url_name
        for path, _status in PATHS
        if not path.startswith(("/nothing", "/static", "/ar", "/plain"))
    }
    assert set(public_routes(get_resolver())) - EXCEPT == named


@pytest.fixture
def answers(starter, make_person, client):
    """All addresses, each asked as the encoding is accepted."""
    Tool.objects.get(slug="tella").archive(by=make_person(), reason="A double.")

    def ask(encoding: str) -> dict[str, HttpResponse]:
        headers = {"Accept-Encoding": encoding}
        answers = {path: client.get(path, headers=headers) for path, _status in PATHS}
        assert {path: answer.status_code for path, answer in answers.items()} == dict(PATHS)
        return answers

    return ask


def test_every_public_answer_is_compressed_and_says_so_and_on_what_it_depends(answers):
    """Proxies and browsers are told also where it is not compressed; and no two encodings of a page
    have one ETag.
    """
    plain = answers("identity")
    assert not [path for path, answer in plain.items() if "Content-Encoding" in answer.headers]
    for encoding, decode in DECODE.items():
        for path, answer in answers(encoding).items():
            assert answer.headers.get("Content-Encoding") == encoding, path
            assert decode(answer.content) == plain[path].content, path
            assert int(answer.headers["Content-Length"]) == len(answer.content), path
            assert len(answer.content) < len(plain[path].content), path
            for one in (answer, plain[path]):
                varies = {name.strip() for name in one.headers["Vary"].split(",")}
                assert varies == {"Accept-Encoding", "Cookie"}, path
            etags = [one.headers.get("ETag") for one in (answer, plain[path])]
            assert etags == [None, None] or etags[0] != etags[1], path


def test_a_fault_of_ours_is_compressed(client, db, monkeypatch):
    def fail(*args):
        raise RuntimeError

    client.raise_request_exception = False
    monkeypatch.setattr("hub.pages.views.about.public_page", fail)
    answer = client.get("/about/", headers={"Accept-Encoding": "br"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (500, "br")
    assert "Something went wrong on our side" in brotli.decompress(answer.content).decode()


def test_a_refusal_for_another_host_is_compressed(client, db):
    answer = client.get("/about/", headers={"Accept-Encoding": "br", "Host": "evil.example"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (400, "br")


def test_a_form_that_is_not_complete_is_answered_compressed(client, db):
    answer = client.post("/subscribe/", {"of": "tool"}, headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (400, "gzip")


# What holds a secret


def test_whoever_is_signed_in_gets_no_compressed_page(signed_in, db):
    client = signed_in("curator")
    for path in ("/admin/", "/tools/", "/nothing/", "/curate/imports/"):
        answer = client.get(path, headers={"Accept-Encoding": "br"})
        assert (answer.content[:1], answer.headers.get("Content-Encoding")) == (b"<", None), path


def test_a_page_with_a_csrf_token_is_not_compressed_on_any_visit(client, db):
    for _visit in range(2):  # the second time the browser has the cookie already
        answer = client.get("/accounts/login/", headers={"Accept-Encoding": "br"})
        assert b"csrfmiddlewaretoken" in answer.content
        assert settings.CSRF_COOKIE_NAME in answer.cookies


def test_a_page_that_a_signed_link_opens_is_not_compressed(client, subscribed, asked_for):
    subscriber = subscribed()
    asked_for(query="q=other")
    for link in (
        signed_links.confirmation_link(subscriber),
        signed_links.preferences_link(subscriber),
        signed_links.unsubscribe_link(subscriber),
    ):
        parts = urlsplit(link)
        token = parts.query.partition("token=")[2].partition("&")[0]
        answer = client.get(f"{parts.path}?{parts.query}", headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200
        assert token in answer.content.decode()


# By the middleware alone


def respond(rf, response: HttpResponse) -> HttpResponse:
    request = rf.get("/", headers={"Accept-Encoding": "br"})
    return Compression(lambda request: response)(request)


def test_a_few_bytes_stay_as_they_are(rf):
    response = respond(rf, HttpResponse('{"status": "ok"}', content_type="application/json"))
    assert response.content == b'{"status": "ok"}'
    assert (response.headers["Vary"], "Content-Encoding" in response.headers) == (
        "Accept-Encoding, Cookie",
        False,
    )


def test_what_is_compressed_already_stays_as_it_is(rf):
    response = respond(rf, HttpResponse(b"PK" * 500, content_type="application/zip"))
    assert (response.content, "Vary" in response.headers) == (b"PK" * 500, False)


def test_an_etag_of_the_plain_body_becomes_a_weak_one(rf):
    response = respond(rf, HttpResponse("a" * 500, headers={"ETag": '"plain"'}))
    assert (response.headers["Content-Encoding"], response.headers["ETag"]) == ("br", 'W/"plain"')


def test_a_response_that_is_marked_stays_as_it_is(rf):
    response = respond(rf, mark_uncompressed(HttpResponse("a" * 500)))
    assert response.content == b"a" * 500
