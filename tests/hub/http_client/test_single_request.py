"""One request at a time: what a server says, and no more of it than is needed."""

import datetime
import gzip
import http.server
import threading
from email.utils import format_datetime

import pytest

from hub.http_client.fetch import FetchRefused, RefusalCause
from hub.http_client.single_request import MAX_START, request_once

SECRET = "http://169.254.169.254/latest/"
ANSWERS = {
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, b"<title>x</title>"),
    "/relative": (301, {"Location": "../other/?a=b#part"}, b""),
    "/utf-8": (302, {"Location": "/données"}, b""),
    "/no-location": (302, {}, b""),
    "/long-location": (302, {"Location": "/" + "x" * 3000}, b""),
    "/broken-location": (302, {"Location": "http://[::1"}, b""),
    "/inside": (302, {"Location": SECRET}, b""),
    "/wait": (429, {"Retry-After": "120"}, b""),
    "/wait-nonsense": (429, {"Retry-After": "soon, \u00e9"}, b""),
    "/wait-past": (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b""),
    "/wait-long": (503, {"Retry-After": "9" * 300}, b""),
    "/packed": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"<title>x</title>")),
    "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 100_000_000, 1)),
    "/damaged": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8bnot gzip"),
    "/type": (200, {"Content-Type": "x" * 500}, b""),
    "/missing": (404, {"Content-Type": "text/html"}, b"<title>No</title>"),
}


class Answers(http.server.BaseHTTPRequestHandler):
    seen: list

    def do_GET(self):
        self.seen.append((self.command, self.path, dict(self.headers)))
        if self.path == "/until":
            until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=600)
            status, headers, body = 429, {"Retry-After": format_datetime(until, usegmt=True)}, b""
        else:
            status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.encode().decode("latin-1"))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def server():
    Answers.seen = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        serving.block_on_close = False
        threading.Thread(target=serving.serve_forever, args=[0.05], daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()


@pytest.fixture
def ask(server):
    def asked(path, method="GET", **options):
        options = {"may_connect": lambda address: address == "127.0.0.1"} | options
        return request_once(server + path, method, timeout=5, **options)

    return asked


def test_the_head_has_no_body(ask):
    answer = ask("/page", "HEAD")
    assert (answer.status, answer.content_type, answer.start) == (
        200,
        "text/html; charset=utf-8",
        b"",
    )


def test_a_page_is_read(ask):
    assert ask("/page").start == b"<title>x</title>"


def test_a_body_of_another_status_is_not_read(ask):
    assert ask("/missing").start == b""


def test_who_asks_is_said(ask):
    ask("/page", user_agent="somebody (somebody@example.org)")
    method, _path, headers = Answers.seen[-1]
    assert (method, headers["User-Agent"]) == ("GET", "somebody (somebody@example.org)")
    assert "Cookie" not in headers
    assert "Referer" not in headers


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/relative", "{server}/other/?a=b"),
        ("/utf-8", "{server}/données"),
        ("/no-location", ""),
        ("/long-location", ""),
        ("/broken-location", ""),
        ("/inside", SECRET),
    ],
)
def test_a_redirect_is_told_and_not_followed(ask, server, path, location):
    before = len(Answers.seen)
    assert ask(path).location == location.format(server=server)
    assert len(Answers.seen) == before + 1


@pytest.mark.parametrize(
    ("path", "seconds"),
    [("/wait", 120), ("/wait-nonsense", 0), ("/wait-past", 0), ("/wait-long", 999_999_999)],
)
def test_for_how_long_a_server_wants_to_be_left_alone(ask, path, seconds):
    assert ask(path).retry_after == seconds


def test_a_date_until_which_it_wants_to_be_left_alone(ask):
    assert 590 <= ask("/until").retry_after <= 600


@pytest.mark.parametrize(("path", "start"), [("/packed", b"<title>x</title>"), ("/damaged", b"")])
def test_packed_bodies(ask, path, start):
    assert ask(path).start == start


def test_no_more_of_a_body_is_unpacked_than_its_beginning(ask):
    assert len(ask("/bomb").start) == MAX_START


def test_a_type_that_is_none_is_none(ask):
    assert ask("/type").content_type == ""


def test_loopback_is_refused_without_a_rule_of_the_test(server):
    before = len(Answers.seen)
    with pytest.raises(FetchRefused) as refused:
        request_once(f"{server}/page", timeout=5)
    assert refused.value.cause is RefusalCause.NETWORK
    assert len(Answers.seen) == before


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "http://name:word@example.org/", "http://example.org:25/", "x"]
)
def test_what_is_no_address_of_the_web_is_refused_as_that(url):
    with pytest.raises(FetchRefused) as refused:
        request_once(url, timeout=5)
    assert refused.value.cause is RefusalCause.ADDRESS
